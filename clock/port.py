"""What a proof that time is authenticated needs, and this room has not: a session of TLS that hands out keys, and a cipher for them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

Sealing = Callable[[bytes, bytes, bytes, bytes], bytes]
"""AES-SIV-CMAC-256 one way or the other: key, nonce, text, and what is covered along with it. Raises: ValueError."""


class Exporting(Protocol):
    """A session of TLS 1.3 with whoever has a certificate."""

    def __call__(
        self,
        there: tuple[str, int],
        certificate: bytes,
        protocol: str,
        asked: bytes,
        label: str,
        contexts: Sequence[bytes],
    ) -> tuple[bytes, tuple[bytes, ...]]:
        """Ask whoever has exactly that certificate (DER): all of his answer, and for each context a key of 32 bytes (RFC 5705).

        Raises: OSError; ValueError where somebody has another certificate.
        """


class Means(NamedTuple):
    """All of them."""

    exported: Exporting
    seal: Sealing
    opened: Sealing
