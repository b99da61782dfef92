"""Entries of the audit log. Each is a leaf of a Merkle tree: its canonical bytes, and their hash."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from zhengyun.canonical import canonical
from zhengyun.errors import N_
from zhengyun.merkle import leaf_hash

# How a log is broken.
MISSING: Final = N_("missing")
CHANGED: Final = N_("changed")
OTHER: Final = N_("another entry stands in its place")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `number` counts from 1; it is leaf number - 1 of the tree. `hash` is the leaf's, in hexadecimal.

    Of an entry that has been erased only number and hash are left: `leaf` is empty, and so is all that it told.
    """

    number: int
    at: str
    kind: str
    actor: str
    body: Mapping[str, object]
    leaf: bytes
    hash: str

    @classmethod
    def make(cls, number: int, at: str, kind: str, actor: str, body: Mapping[str, object]) -> "Entry":
        """A new entry.

        Raises: NotCanonicalError.
        """
        leaf = leaf_of(number, at, Sheet.of(kind, actor, body))
        return cls(number, at, kind, actor, body, leaf, leaf_hash(leaf).hex())

    @classmethod
    def kept(cls, number: int, leaf: bytes | None, hash_: bytes) -> "Entry":
        """An entry as it was kept. Whatever has become of it since, the hash will show."""
        told = _told(leaf) if leaf else {}
        at, kind, actor = (str(told.get(name, "")) for name in ("at", "kind", "actor"))
        body = told.get("body")
        whole = body if isinstance(body, Mapping) else {"unreadable": leaf.decode(errors="replace")} if leaf else {}
        return cls(number, at, kind, actor, whole, leaf or b"", hash_.hex())

    @property
    def erased(self) -> bool:
        """Whether what it told is gone."""
        return not self.leaf


def _told(leaf: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(leaf)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


class Sheet(NamedTuple):
    """What an entry tells, each part as canonical JSON: made once, before the entry has its number."""

    kind: bytes
    actor: bytes
    body: bytes

    @classmethod
    def of(cls, kind: str, actor: str, body: Mapping[str, object]) -> "Sheet":
        """Write it down.

        Raises: NotCanonicalError.
        """
        return cls(canonical(kind), canonical(actor), canonical(body))


def leaf_of(number: int, at: str, sheet: Sequence[bytes]) -> bytes:
    """The canonical bytes of {"actor", "at", "body", "kind", "number"}; the parts come as they do in a sheet."""
    kind, actor, body = sheet
    return b'{"actor":%b,"at":"%b","body":%b,"kind":%b,"number":%d}' % (actor, at.encode(), body, kind, number)


class Glance(NamedTuple):
    """What the bytes of a leaf tell without being taken apart."""

    number: int
    at: str
    kind: str


def glance(leaf: bytes) -> Glance | None:
    """Number, time and kind by their places in the bytes; nothing where these are no entry's.

    A quotation mark inside a canonical text stands behind a backslash, so that no text can be taken for a name.
    """
    try:
        begin = leaf.index(b'","at":"') + 8
        at = leaf[begin : leaf.index(b'"', begin)]
        begin = leaf.rindex(b',"kind":"') + 8
        kind, _, rest = leaf[begin:].rpartition(b',"number":')
        return Glance(int(rest.partition(b",")[0].rstrip(b"}")), at.decode(), json.loads(kind))
    except ValueError:
        return None


def time_of(leaf: bytes) -> str:
    """The time that a leaf tells, and nothing else of it; empty where it tells none."""
    begin = leaf.find(b'","at":"') + 8
    return leaf[begin : leaf.find(b'"', begin)].decode(errors="replace") if begin > 7 else ""


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
    """Where the log is broken, and how."""

    number: int
    what: str
