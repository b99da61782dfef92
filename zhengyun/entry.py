"""Entries of the audit log: each holds the hash of the one before it, so that none can be changed or taken out unseen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zhengyun.canonical import canonical, digest

ORIGIN = "sha256:" + "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `number` counts from 1; `previous` is the hash of the entry before, ORIGIN for the first."""

    number: int
    at: str
    kind: str
    actor: str
    body: Mapping[str, object]
    previous: str
    hash: str

    @classmethod
    def make(cls, number: int, at: str, kind: str, actor: str, body: Mapping[str, object], previous: str) -> "Entry":
        """Chain a new entry to the one before."""
        content = {"number": number, "at": at, "kind": kind, "actor": actor, "body": body, "previous": previous}
        return cls(number, at, kind, actor, body, previous, digest(content))

    def true_hash(self) -> str:
        """What the hash must be, given the content."""
        return Entry.make(self.number, self.at, self.kind, self.actor, self.body, self.previous).hash


class Note(NamedTuple):
    """An entry that is to be written, together with what it tells."""

    kind: str
    actor: str
    body: Mapping[str, object]


class Cosignature(NamedTuple):
    """A witness's signature of one entry's number and hash."""

    number: int
    hash: str
    witness: str
    value: str


def cosigned_bytes(number: int, hash_: str) -> bytes:
    """What a witness signs."""
    return canonical({"type": "zhengyun-cosignature/1", "number": number, "hash": hash_})


class Flaw(NamedTuple):
    """Where the chain breaks, and how."""

    number: int
    what: str


def flaws(entries: Iterable[Entry]) -> Iterator[Flaw]:
    """Yield every break of the chain: an entry missing, changed, or not following from the one before."""
    number, previous = 0, ORIGIN
    for entry in entries:
        number += 1
        if entry.number != number:
            yield Flaw(number, "missing")
            number = entry.number
        elif entry.previous != previous:
            yield Flaw(number, "does not follow")
        if entry.true_hash() != entry.hash:
            yield Flaw(entry.number, "changed")
        previous = entry.hash
