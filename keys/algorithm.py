"""What a signature algorithm has to offer."""

from typing import NamedTuple, Protocol


class Private(Protocol):
    """A private key in this process's memory."""

    @property
    def public(self) -> bytes:
        """The matching verification key, in its one form."""
        ...

    @property
    def secret(self) -> bytes:
        """What the key can be restored from; for a seal's eyes only."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature, in its one form."""
        ...


class Generate(Protocol):
    """Makes new keys."""

    def __call__(self) -> Private:
        """A new key from the system's source of randomness."""
        ...


class Restore(Protocol):
    """Makes a key from its secret."""

    def __call__(self, secret: bytes) -> Private:
        """The key of that secret. Raises: ValueError where it is none."""
        ...


class Verify(Protocol):
    """Checks signatures."""

    def __call__(self, public: bytes, data: bytes, signature: bytes) -> bool:
        """Whether that key made this signature of this data. Raises: ValueError or TypeError on what is no key at all."""
        ...


class Algorithm(NamedTuple):
    """One signature algorithm; `name` is what a public key calls it."""

    name: str
    generate: Generate
    restore: Restore
    verify: Verify
