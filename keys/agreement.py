"""A content key wrapped for an EC key (RFC 5753 section 3.1): ephemeral ECDH, the KDF of X9.63, and AES key wrap (RFC 3394)."""

from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys import der, ecdsa, p256, p384

# id-aes256-wrap (RFC 3565), without parameters, and the length of its key in bits.
WRAP: Final = der.element(der.SEQUENCE, bytes.fromhex("060960864801650304012d"))
SIZE: Final = 32
SHARED: Final = der.element(
    der.SEQUENCE, WRAP, der.element(0xA2, der.element(der.OCTETS, (8 * SIZE).to_bytes(4, "big")))
)


class Wrapped(NamedTuple):
    """The sender's point and the wrapped key."""

    point: bytes
    key: bytes


class Agreement(NamedTuple):
    """On one curve, by its hash; `scheme` is dhSinglePass-stdDH-sha*kdf-scheme as an AlgorithmIdentifier."""

    on: ecdsa.Curve
    scheme: bytes

    def wrap(self, public: bytes, key: bytes) -> Wrapped:
        """For the owner of a point. Raises: ValueError."""
        own = ec.generate_private_key(self.on.curve)
        point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Wrapped(point, aes_key_wrap(self._agreed(own, public), key))

    def unwrap(self, secret: bytes, wrapped: Wrapped) -> bytes:
        """The other way round. Raises: ValueError."""
        try:
            return aes_key_unwrap(self._agreed(ecdsa.private(self.on, secret), wrapped.point), wrapped.key)
        except InvalidUnwrap as error:
            raise ValueError("the key does not unwrap") from error

    def _agreed(self, own: ec.EllipticCurvePrivateKey, point: bytes) -> bytes:
        shared = own.exchange(ec.ECDH(), ecdsa.opened(self.on, point))
        return X963KDF(self.on.hash, SIZE, SHARED).derive(shared)


def _scheme(last: int) -> bytes:
    """1.3.132.1.11.LAST over the key wrap."""
    return der.element(der.SEQUENCE, bytes.fromhex("06062b8104010b") + bytes([last]), WRAP)


AGREEMENTS: Final = {"p256": Agreement(p256.CURVE, _scheme(1)), "p384": Agreement(p384.CURVE, _scheme(2))}
