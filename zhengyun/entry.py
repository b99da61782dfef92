"""Entries of the audit log: each holds the hash of the one before it, so that none can be changed or taken out unseen."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from zhengyun.canonical import NotCanonicalError, canonical, digest
from zhengyun.errors import N_

ORIGIN: Final = "sha256:" + "0" * 64
# How a chain breaks.
MISSING: Final = N_("missing")
DOES_NOT_FOLLOW: Final = N_("does not follow")
CHANGED: Final = N_("changed")


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

    @classmethod
    def kept(cls, number: int, at: str, kind: str, actor: str, body: str, previous: str, hash_: str) -> "Entry":
        """An entry as it was kept, its body as text. Whatever has become of it since, the hash will show."""
        return cls(number, at, kind, actor, _body(body), previous, hash_)

    def true_hash(self) -> str:
        """What the hash must be, given the content; nothing where the content is such as was never written."""
        try:
            return Entry.make(self.number, self.at, self.kind, self.actor, self.body, self.previous).hash
        except (NotCanonicalError, RecursionError):
            return ""


def _body(text: str) -> Mapping[str, object]:
    try:
        body = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        body = None
    return body if isinstance(body, dict) else {"unreadable": str(text)}


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
            yield Flaw(number, MISSING)
            number = entry.number
        elif entry.previous != previous:
            yield Flaw(number, DOES_NOT_FOLLOW)
        if entry.true_hash() != entry.hash:
            yield Flaw(entry.number, CHANGED)
        previous = entry.hash
