"""One way to hold a signing key, behind the words that all of them share."""

from dataclasses import dataclass
from pathlib import Path

from keys.keyring import Keyring
from keys.references import Reference
from zhengyun.signing import PublicKey, RawSigner


@dataclass(frozen=True)
class Hand:
    """One driver: where its keys are, and what opens them."""

    keyring: Keyring
    algorithm: str
    token: str
    secret: str

    def place(self, holder: str) -> Path | Reference:
        """Where a holder's key is."""
        return self.keyring.place(holder, self.token)

    def make(self, holder: str) -> PublicKey:
        """A new key."""
        return self.keyring.make(self.place(holder), self.algorithm, lambda _: self.secret).public

    def open(self, holder: str, secret: str = "") -> RawSigner:
        """A key, opened."""
        return self.keyring.unlock(self.place(holder), lambda _: secret or self.secret)
