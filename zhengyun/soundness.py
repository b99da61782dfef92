"""Going through a whole log once: every leaf's hash, every node of the tree, numbers and times. Pure; streams.

Each layer is held against the one directly below it, so that what was altered is named where it was altered.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from zhengyun.canonical import digest_of
from zhengyun.entry import CHANGED, MISSING, OTHER, Flaw, glance
from zhengyun.errors import N_
from zhengyun.merkle import Frontier

NODE: Final = N_("the tree over it is not that of its entries")
UNLIKE: Final = N_("it does not follow from the entry before it")

# So many leaves are taken at once; a power of two, so that they are a subtree.
LEVELS: Final = 12
CHUNK: Final = 1 << LEVELS
# Of a log in which everything is wrong, so much is told.
MOST: Final = 1000
_AT: Final = b'","at":"'

Row = tuple[int, bytes | None, bytes]
"""Number, leaf (None where it was erased) and hash, as they are kept."""

Level = Callable[[int, int, int], Sequence[bytes]]
"""The hashes that are kept of a level, from a number on, so many."""


class Span(NamedTuple):
    """Entries from one number to another, both with it."""

    first: int
    last: int


@dataclass(slots=True)
class Walk:
    """What was found on the way. `backwards` are the entries whose time lies before that of the one before."""

    size: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    backwards: list[int] = field(default_factory=list)
    erased: list[Span] = field(default_factory=list)

    def tell(self, number: int, what: str) -> None:
        """Put down a flaw."""
        if len(self.flaws) < MOST:
            self.flaws.append(Flaw(number, what))

    def gone(self, number: int) -> None:
        """Put down an entry that was erased."""
        if self.erased and self.erased[-1].last == number - 1:
            self.erased[-1] = self.erased[-1]._replace(last=number)
        else:
            self.erased.append(Span(number, number))


def walk(rows: Iterable[Row], level: Level) -> Walk:
    """Go through the entries, which come in the order of their numbers."""
    found, tops, whole, left = Walk(), Frontier(), True, iter(rows)
    before: tuple[bytes, bytes] = (b"", b"")
    while chunk := list(islice(left, CHUNK)):
        start = found.size
        before = _leaves(found, chunk, before)
        # Beyond a gap nobody can say which nodes there must be.
        whole = whole and found.size == start + len(chunk)
        if whole:
            _nodes(found, start, [hash_ for _, _, hash_ in chunk], level, tops)
    return found


def _leaves(found: Walk, chunk: Sequence[Row], before: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Check each leaf by itself and after the one before it; returns the time and the leaf that the next comes after."""
    at, last = before
    for number, leaf, hash_ in chunk:
        if number != found.size + 1:
            found.tell(found.size + 1, MISSING)
        found.size = number
        if leaf is None:
            found.gone(number)
            last = b""
            continue
        if sha256(b"\x00" + leaf).digest() != hash_:
            found.tell(number, CHANGED)
            last = b""
            continue
        if not leaf.endswith(b',"number":%d}' % number):
            _check_carried(found, number, leaf, last)
        begin = leaf.find(_AT) + len(_AT)
        now = leaf[begin : begin + 20]
        if now < at:
            found.backwards.append(number)
        at, last = now, leaf
    return at, last


def _check_carried(found: Walk, number: int, leaf: bytes, last: bytes) -> None:
    """An entry from before the tree holds the digest of the one before it."""
    told = glance(leaf)
    if told is None or told.number != number:
        found.tell(number, OTHER)
    elif last and leaf[-74:] != b'"%b"}' % digest_of(last).encode():
        found.tell(number, UNLIKE)


def _nodes(found: Walk, start: int, hashes: Sequence[bytes], level: Level, tops: Frontier) -> None:
    """Check every node that these leaves complete."""
    below, height = hashes, 0
    while len(below) > 1:
        height += 1
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(below[::2], below[1::2], strict=False)]
        kept = level(height, start >> height, len(above))
        if kept != above:
            _tell_nodes(found, height, start >> height, above, kept)
        below = above
    if len(hashes) == CHUNK:
        for node in tops.append(below[0]):
            height = node.level + LEVELS
            if (kept := level(height, node.number, 1)) != [node.hash]:
                _tell_nodes(found, height, node.number, [node.hash], kept)


def _tell_nodes(found: Walk, height: int, first: int, true: Sequence[bytes], kept: Sequence[bytes]) -> None:
    for place, hash_ in enumerate(true):
        if place >= len(kept) or kept[place] != hash_:
            found.tell(((first + place) << height) + 1, NODE)
