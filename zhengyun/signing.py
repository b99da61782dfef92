"""Keys and signatures as the kernel sees them; how they are kept is the business of the room `keys`."""

from typing import NamedTuple, Protocol


class PublicKey(NamedTuple):
    """A verification key; `value` is base64 of its raw bytes (RFC 8032 for Ed25519), `id` its short name."""

    id: str
    algorithm: str
    value: str


class Signature(NamedTuple):
    """Who signed, and base64 of the signature."""

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


class Verifier(Protocol):
    """Checks signatures."""

    def verify(self, key: PublicKey, data: bytes, signature: str) -> bool:
        """Whether that key made this signature of this data; never raises on foreign input."""
        ...
