"""Exporting the log: a zip file that an outside expert verifies with the page that lies in it, and nothing else of ours.

`leaves.jsonl` holds the log in order. A line is an entry's leaf; or the hash of a complete subtree and its number of leaves,
where an entry was erased, or where only a part of the log is handed out. `checkpoints.jsonl` holds signed checkpoints.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from governance import codes
from governance.clock import KIND as CORRECTED
from governance.roles import KIND as ROLES
from zhengyun.checkpoint import Checkpoint
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError
from zhengyun.note import SignedNote

VERIFIER: Final = Path(__file__).with_name("verifier.py")
# The same log makes the same bytes: a zip file can tell of no time before this one.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
# What the verifier takes at the most; beyond it a zip file has another form, too.
MOST: Final = (2 << 30) - 1
MODE: Final = 0o100600 << 16


class Book(Protocol):
    """The log, as far as it is needed here."""

    def size(self) -> int:
        """How many entries there are."""
        ...

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """The entries from that number on."""
        ...

    def entry(self, number: int) -> Entry | None:
        """One entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...

    def nodes(self, level: int, index: int) -> bytes:
        """A node of the tree."""
        ...

    def checkpoints(self, most: int = 0) -> Sequence[str]:
        """All signed checkpoints, or so many of the newest, the smallest tree first."""
        ...


class Bundle(NamedTuple):
    """What is handed out: the lines of the log, and the checkpoints over it."""

    leaves: Iterable[bytes]
    checkpoints: Sequence[str]

    def write(self, stream: IO[bytes]) -> None:
        """Write the zip file; the stream can be sought in.

        Raises: ZhengyunError (ZY-GOV-126: the log is longer than a bundle can be).
        """
        with ZipFile(stream, "w", ZIP_DEFLATED) as bundle:
            _write(bundle, "verifier.py", [VERIFIER.read_bytes()])
            _write(bundle, "checkpoints.jsonl", (json.dumps(note).encode() + b"\n" for note in self.checkpoints))
            _write(bundle, "leaves.jsonl", _bounded(line + b"\n" for line in self.leaves))


def whole(book: Book) -> Bundle:
    """All of the log, as it stands now."""
    # The checkpoints first: one that is signed meanwhile, over more than is handed out, would look as if the log were cut.
    checkpoints, size = book.checkpoints(), book.size()
    return Bundle((_line(entry) for entry in book.entries() if entry.number <= size), checkpoints)


def part(book: Book, request: str) -> Bundle:
    """What the log tells of one request, and who could sign then; of the rest as few hashes as prove where it stands."""
    newest, size = _newest(book), book.size()
    requests = {request, *_under(book, request)}
    shown = {entry.number for entry in book.of_kind(ROLES, CORRECTED)}
    shown |= {entry.number - 1 for entry in book.of_kind(CORRECTED)}
    shown |= {entry.number for entry in book.entries() if entry.body.get("request") in requests}
    return Bundle(
        _pruned(book, shown, Checkpoint.read(newest.text).size if newest else size, size),
        [str(newest)] if newest else [],
    )


def _under(book: Book, request: str) -> Iterator[str]:
    """The grant or standing permit that a request was asked under."""
    for entry in book.of_kind("request.submitted"):
        permit = entry.body.get("permit")
        if entry.body.get("request") == request and isinstance(permit, dict) and permit.get("under"):
            yield str(permit["under"])


def _newest(book: Book) -> SignedNote | None:
    """The newest checkpoint that somebody besides the log has signed, or else the newest; what is none is not handed out."""
    notes = [note for kept in book.checkpoints() if (note := _read(kept))]
    seen = [note for note in notes if len(note.lines) > 1]
    return seen[-1] if seen else notes[-1] if notes else None


def _read(kept: str) -> SignedNote | None:
    try:
        note = SignedNote.read(kept)
        Checkpoint.read(note.text)
    except ValueError:
        return None
    return note


def _pruned(book: Book, shown: set[int], seen: int, size: int) -> Iterator[bytes]:
    """The lines of a part: what is shown, and between it complete subtrees, cut where a checkpoint ends."""
    begin = 0
    for end in sorted({*(number - 1 for number in shown if 0 < number <= size), seen, size}):
        while begin < end:
            level = _largest(begin, end)
            yield _hash(book.nodes(level, begin >> level), 1 << level)
            begin += 1 << level
        if begin + 1 in shown and begin < size:
            entry = book.entry(begin + 1)
            if entry:
                yield _line(entry)
                begin += 1


def _largest(begin: int, end: int) -> int:
    """The level of the largest complete subtree that begins here and does not reach beyond the end."""
    level = (end - begin).bit_length() - 1
    while begin & ((1 << level) - 1):
        level -= 1
    return level


def _line(entry: Entry) -> bytes:
    return _hash(bytes.fromhex(entry.hash), 1) if entry.erased else entry.leaf


def _hash(hash_: bytes, leaves: int) -> bytes:
    return json.dumps([hash_.hex(), leaves]).encode()


def _bounded(lines: Iterable[bytes], most: int = MOST) -> Iterator[bytes]:
    left = most
    for line in lines:
        left -= len(line)
        if left < 0:
            raise ZhengyunError(codes.LOG_TOO_LONG, most=most >> 20)
        yield line


def _write(bundle: ZipFile, name: str, pieces: Iterable[bytes]) -> None:
    info = ZipInfo(name, EPOCH)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, MODE, 3
    with bundle.open(info, "w") as member:
        for piece in pieces:
            member.write(piece)
