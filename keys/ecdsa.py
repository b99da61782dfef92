"""ECDSA (FIPS 186-5, SP 800-186) on any curve of its own, in the forms that tokens use (PKCS#11 v3.0 section 2.3).

A public key is the uncompressed point of SEC 1 section 2.3.3, 04 first; the compressed and hybrid forms do not count. A
signature is r and s, each as wide as the curve, big-endian (IEEE 1363); DER does not count, of which one signature has several.
Whoever has seen (r, s) can make (r, n - s), which counts too: it says the same of the same data, and nothing here is told
apart by its signature's bytes.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys.algorithm import Algorithm

# So many public keys are kept opened: those of one city's people and authorities.
KNOWN: Final = 256


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve and the hash that signs on it; `width` is that of a number in bytes."""

    curve: ec.EllipticCurve
    hash: HashAlgorithm
    width: int


class Key:
    """A private key on a curve."""

    def __init__(self, on: Curve, private: ec.EllipticCurvePrivateKey) -> None:
        self._private, self._width = private, on.width
        self._by = ec.ECDSA(on.hash)

    @property
    def public(self) -> bytes:
        """The uncompressed point."""
        return self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def secret(self) -> bytes:
        """The private number, as wide as the curve, big-endian."""
        return self._private.private_numbers().private_value.to_bytes(self._width, "big")

    def sign(self, data: bytes) -> bytes:
        """FIPS 186-5 section 6.4.1."""
        r, s = decode_dss_signature(self._private.sign(data, self._by))
        return r.to_bytes(self._width, "big") + s.to_bytes(self._width, "big")


def generate(on: Curve) -> Key:
    """A new key."""
    return Key(on, ec.generate_private_key(on.curve))


def restore(on: Curve, secret: bytes) -> Key:
    """The key of that number. Raises: ValueError."""
    return Key(on, private(on, secret))


def private(on: Curve, secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The library's key of that number. Raises: ValueError."""
    if len(secret) != on.width:
        raise ValueError(f"{len(secret)} bytes are no private number of {on.curve.name}")
    return ec.derive_private_key(int.from_bytes(secret, "big"), on.curve)


@lru_cache(KNOWN)
def opened(on: Curve, public: bytes) -> ec.EllipticCurvePublicKey:
    """The library's key of a point in its one form. Raises: ValueError."""
    if len(public) != 1 + 2 * on.width or public[0] != 4:
        raise ValueError(f"no uncompressed point of {on.curve.name}")
    return ec.EllipticCurvePublicKey.from_encoded_point(on.curve, public)


def verify(on: Curve, public: bytes, data: bytes, signature: bytes) -> bool:
    """FIPS 186-5 section 6.4.2. Raises: ValueError where the point is none."""
    if len(signature) != 2 * on.width:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[: on.width], signature[on.width :]))
    try:
        opened(on, public).verify(encode_dss_signature(r, s), data, ec.ECDSA(on.hash))
    except InvalidSignature:
        return False
    return True


def algorithm(name: str, on: Curve) -> Algorithm:
    """What signs on that curve."""
    return Algorithm(name, partial(generate, on), partial(restore, on), partial(verify, on))
