"""What a ceremony needs of the room that it is held in: people who hear and sign, keys, files that come and go; and of the log."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pki.ceremony.script import Step
from zhengyun.entry import Entry, Note
from zhengyun.estate.trust import Authority
from zhengyun.signing import PublicKey, Signer


class Book(Protocol):
    """The audit log, as far as ceremonies write and read it."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...

    def naming(self, word: str, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds in which a word stands, in order."""
        ...

    def last(self) -> Entry | None:
        """The newest entry."""
        ...


class Hall(Protocol):
    """The room, and who is in it."""

    def read(self, number: int, step: Step, facts: Mapping[str, object]) -> None:
        """Read a step out, and wait until everybody has heard it. Raises: whatever ends the run."""
        ...

    def signer(self, person: str) -> Signer:
        """A person's own key, which he opens himself. Raises: ZhengyunError."""
        ...

    def key(self, authority: Authority) -> PublicKey | None:
        """The key at an authority's place; nothing where none is there. Raises: ZhengyunError."""
        ...

    def shared(self, authority: Authority, people: Sequence[str]) -> Mapping[str, str]:
        """Split the new key's passphrase among people if that is wanted; digests of the shares, by their keepers."""
        ...

    def make(self, authority: Authority) -> str:
        """Make the key at an authority's place, and say how firmly it is held. Raises: ZhengyunError."""
        ...

    def unlock(self, authority: Authority) -> Signer:
        """Open an authority's key. Raises: ZhengyunError."""
        ...

    def incoming(self) -> bytes | None:
        """The file that has come: a request or a certificate. Raises: ZhengyunError."""
        ...

    def outgoing(self, data: bytes, label: str) -> None:
        """Write the file that goes elsewhere, if one is wanted. Raises: ZhengyunError."""
        ...

    def escrow(self, algorithm: str, need: int, people: Sequence[str]) -> tuple[PublicKey, Mapping[str, str]]:
        """Make a key, split its private half among people and forget it; digests of the shares, by their keepers."""
        ...
