"""Keys and signatures as the kernel sees them; how they are kept is the business of the room `keys`."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from zhengyun.reading import text


class PublicKey(NamedTuple):
    """A verification key; `id` is its short name.

    `value` is base64 of its bytes: 32 for ed25519 (RFC 8032), the uncompressed point for p256, sm2 and p384 (SEC 1 section 2.3.3:
    65, 65 and 97), RSAPublicKey in DER for rsa3072 and rsa4096 (RFC 8017 appendix A.1.1: 398 and 526).
    """

    id: str
    algorithm: str
    value: str


def read_key(document: Mapping[str, Any]) -> PublicKey:
    """A key from JSON data, which is its fields. Raises: TypeError where it is none."""
    return PublicKey(**{name: text(value) for name, value in document.items()})


class Signature(NamedTuple):
    """Who signed, and base64 of the signature: 64 bytes, as RFC 8032 has them; r and s of 32 bytes each (p256, sm2) or of 48
    (p384); as wide as the modulus for RSA (384 and 512)."""

    signer: str
    value: str


class Signer(Protocol):
    """A private key that signs and is not seen."""

    @property
    def public(self) -> PublicKey:
        """The matching verification key."""
        ...

    def sign(self, data: bytes) -> str:
        """Base64 of the signature."""
        ...


class RawSigner(Signer, Protocol):
    """The same, for formats that hold signatures in bytes: certificates, lists, answers."""

    def sign_bytes(self, data: bytes) -> bytes:
        """The signature."""
        ...


class Verifier(Protocol):
    """Checks signatures."""

    def verify(self, key: PublicKey, data: bytes, signature: str) -> bool:
        """Whether that key made this signature of this data; never raises on foreign input."""
        ...
