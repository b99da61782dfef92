"""Whether pieces find room on spots whatever a scheduler chooses: servers on hosts, volumes in pools.

Nova gives a server to any host that has room for it by Placement's word, tries one host after the other until a claim
succeeds, and fails only where none has room at that moment. Which of them it prefers its weighers say, from readings
that are old by a moment when many servers are asked for at once. So a layout is certain, or impossible, or it depends.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

# How many layouts are looked at before the answer is that nobody knows.
MOST: Final = 4000
# More pieces than these are not searched at all.
DEEPEST: Final = 300
# Hosts that Nova tries for a server which comes to lie beside one that it must keep apart from (`max_attempts`).
ATTEMPTS: Final = 3

FEW: Final = "few"
TOGETHER: Final = "together"

Amount = tuple[int, ...]


class Verdict(StrEnum):
    """Whether all of it finds room."""

    FITS = "fits"
    DEPENDS = "depends"
    """It may fit, and may not: that is the scheduler's choice, or could not be decided."""
    DOES_NOT = "does-not-fit"


class Piece(NamedTuple):
    """Something that takes room on one spot: in a `zone` where it names one, and never beside another of its `group`.

    A group may have another `policy` than that: FEW of it on one spot, or all of it TOGETHER on one. Of these it is only
    known that no more is certain than if they lay apart (few), or nothing (together), and no less is possible than if
    they were in no group.
    """

    size: Amount
    zone: str = ""
    group: str = ""
    policy: str = ""

    @property
    def loose(self) -> "Piece":
        """The same without a group of another policy than apart."""
        return self._replace(group="", policy="") if self.policy else self


class Spot(NamedTuple):
    """What has room to give: in which zones it lies, and of which groups it holds somebody."""

    name: str
    free: Amount
    zones: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def takes(self, piece: Piece) -> bool:
        """Whether a piece may lie here and has room."""
        return self.may(piece) and all(
            not need or have >= need for have, need in zip(self.free, piece.size, strict=True)
        )

    def may(self, piece: Piece) -> bool:
        """Whether a piece may lie here if there were room."""
        return (not piece.zone or piece.zone in self.zones) and piece.group not in self.groups

    def less(self, piece: Piece) -> "Spot":
        """The same spot with a piece on it."""
        free = tuple(have - need for have, need in zip(self.free, piece.size, strict=True))
        return self._replace(free=free, groups=self.groups | {piece.group} if piece.group else self.groups)


Layout = tuple[Spot, ...]
Pieces = Sequence[Piece]


def verdict(pieces: Pieces, spots: Sequence[Spot]) -> Verdict:
    """Whether all of them find room, in whatever order they come and whatever the scheduler prefers."""
    counted = Counter(pieces)
    if is_sure(counted, spots):
        return Verdict.FITS
    return Verdict.DOES_NOT if is_impossible(counted, spots) else Verdict.DEPENDS


def is_sure(pieces: Mapping[Piece, int], spots: Sequence[Spot]) -> bool:
    """Whether it is proven that each of them finds room even where all others lie as they hinder it most."""
    if any(piece.policy == TOGETHER for piece in pieces):
        return False
    if all(_never_shut_out(piece, pieces, spots) for piece in pieces):
        return True
    # What has to be kept apart meets others of its own for a moment: then not every layout is one of those searched.
    raced = Counter({piece.group: 0 for piece in pieces})
    for piece, count in pieces.items():
        raced[piece.group] += count
    together = any(group and count > 1 for group, count in raced.items())
    few = sum(pieces.values()) <= DEEPEST
    return few and not together and _Search().always(tuple(sorted(pieces.items())), tuple(sorted(spots, key=_order)))


def is_impossible(pieces: Mapping[Piece, int], spots: Sequence[Spot]) -> bool:
    """Whether it is proven that no layout has room for all of them."""
    loose: Counter[Piece] = Counter()
    for piece, count in pieces.items():
        loose[piece.loose] += count
    if any(_too_much(loose, spots)):
        return True
    order = sorted(loose.elements(), key=lambda piece: (piece.size, piece.zone, piece.group), reverse=True)
    if any(not likely(order, spots, packed=packed).left_out for packed in (False, True)):
        return False
    return len(order) <= DEEPEST and _Search().never(order, tuple(sorted(spots, key=_order)))


class Laid(NamedTuple):
    """A layout: where each piece lies (empty where nowhere), the spots as they are then."""

    places: tuple[str, ...]
    spots: Layout

    @property
    def left_out(self) -> tuple[int, ...]:
        """Which pieces found no room."""
        return tuple(number for number, place in enumerate(self.places) if not place)


def likely(pieces: Iterable[Piece], spots: Sequence[Spot], *, packed: bool = False) -> Laid:
    """Lay them out in their order as the schedulers do by themselves: each on the roomiest spot, or `packed` on the fullest.

    Nova's weighers for processors, memory and disk each bring the hosts that have room between 0 and 1; the sum counts.
    """
    now, places = list(spots), list[str]()
    for piece in (one.loose for one in pieces):
        fits = [number for number, spot in enumerate(now) if spot.takes(piece)]
        if not fits:
            places.append("")
            continue
        weights = weighed([now[number].free for number in fits])
        best = fits[weights.index(min(weights) if packed else max(weights))]
        now[best] = now[best].less(piece)
        places.append(now[best].name)
    return Laid(tuple(places), tuple(now))


def weighed(frees: Sequence[Amount]) -> list[float]:
    """What each is worth beside the others, as Nova normalizes weights (nova.weights.normalize), all multipliers 1."""
    columns = list(zip(*frees, strict=True))
    bounds = [(min(column), max(column)) for column in columns]
    return [
        sum((value - low) / (high - low) for value, (low, high) in zip(free, bounds, strict=True) if high > low)
        for free in frees
    ]


def _never_shut_out(piece: Piece, pieces: Mapping[Piece, int], spots: Sequence[Spot]) -> bool:
    """Whether all others, wherever they lie, cannot shut it out: an upper bound of how many spots they can fill."""
    open_ = [spot for spot in spots if spot.takes(piece)]
    others = Counter({one: count - (one == piece) for one, count in pieces.items() if _meet(one, open_)})
    needs = [[have - need + 1 for have, need in zip(spot.free, piece.size, strict=True)] for spot in open_]
    # A dimension of which it takes nothing shuts nothing out.
    takes = [position for position, need in enumerate(piece.size) if need]
    filled = min(_by_number(needs, takes, others), _by_amount(needs, takes, others)) if takes else 0
    mates = sum(count for other, count in others.items() if piece.group and other.group == piece.group)
    tried = min(len(open_), ATTEMPTS) if mates else len(open_)
    return filled + mates < tried


def _meet(piece: Piece, spots: Iterable[Spot]) -> bool:
    return any(spot.may(piece) for spot in spots)


def _by_number(needs: Sequence[Sequence[int]], takes: Sequence[int], others: Mapping[Piece, int]) -> int:
    """How many spots can be filled at most, by how many of the largest others it takes for each."""
    largest = {axis: sorted(((one.size[axis], count) for one, count in others.items()), reverse=True) for axis in takes}
    counts = sorted(min(_fewest(need[axis], largest[axis]) for axis in takes) for need in needs)
    return _how_many(counts, sum(others.values()))


def _fewest(need: int, largest: Iterable[tuple[int, int]]) -> int:
    """How many others, the largest first, come to an amount; more than there are where all of them do not."""
    used = 0
    for size, count in largest:
        if size and size * count >= need:
            return used + -(-need // size)
        used, need = used + count, need - size * count
    return used + 1 if need > 0 else used


def _by_amount(needs: Sequence[Sequence[int]], takes: Sequence[int], others: Mapping[Piece, int]) -> int:
    """How many spots can be filled at most, by what all others come to: each spot is filled in one dimension."""
    amounts = {axis: sum(one.size[axis] * count for one, count in others.items()) for axis in takes}
    return sum(_how_many(sorted(need[axis] for need in needs), amounts[axis]) for axis in takes)


def _how_many(costs: Iterable[int], budget: int) -> int:
    bought = 0
    for cost in costs:
        budget -= cost
        if budget < 0:
            break
        bought += 1
    return bought


def _too_much(pieces: Mapping[Piece, int], spots: Sequence[Spot]) -> Iterator[bool]:
    """Yield whether what they come to exceeds what there is: in sum, by number of the large ones, by what is kept apart."""
    for zone in {"", *(piece.zone for piece in pieces)}:
        inside = {piece: count for piece, count in pieces.items() if not zone or piece.zone == zone}
        there = [spot for spot in spots if not zone or zone in spot.zones]
        dimensions = range(len(next(iter(pieces)).size)) if pieces else ()
        for axis in dimensions:
            needed = sum(piece.size[axis] * count for piece, count in inside.items())
            yield bool(needed) and needed > sum(max(0, spot.free[axis]) for spot in there)
        for least in inside:
            large = sum(count for one, count in inside.items() if _covers(one.size, least.size))
            yield large > sum(_times(spot, least) for spot in there)
    for group in {piece.group for piece in pieces} - {""}:
        mates = {piece: count for piece, count in pieces.items() if piece.group == group}
        yield sum(mates.values()) > sum(any(spot.takes(piece) for piece in mates) for spot in spots)


def _covers(one: Amount, other: Amount) -> bool:
    return all(more >= less for more, less in zip(one, other, strict=True))


def _times(spot: Spot, piece: Piece) -> int:
    """How many pieces of that size a spot has room for; of nothing, endlessly many."""
    times = [max(0, have) // need for have, need in zip(spot.free, piece.size, strict=True) if need]
    return min(times) if times else 1 << 30


class _Search:
    """A search through layouts that gives up after so many, so that it proves something or nothing."""

    def __init__(self) -> None:
        self.seen: set[object] = set()

    def always(self, pieces: tuple[tuple[Piece, int], ...], spots: Layout) -> bool:
        """Whether from here on nobody can ever be shut out."""
        key = (pieces, spots)
        if key in self.seen:
            return True
        self.seen.add(key)
        if len(self.seen) > MOST:
            return False
        for number, (piece, count) in enumerate(pieces):
            fits = {spot._replace(name="") for spot in spots if spot.takes(piece)}
            if not fits:
                return False
            left = (*pieces[:number], *([(piece, count - 1)] if count > 1 else []), *pieces[number + 1 :])
            if not all(self.always(left, _with(spots, spot, piece)) for spot in fits):
                return False
        return True

    def never(self, pieces: Pieces, spots: Layout) -> bool:
        """Whether no layout of these, in this order, has room for all."""
        if not pieces:
            return False
        key = (len(pieces), spots)
        if key in self.seen:
            return True
        self.seen.add(key)
        if len(self.seen) > MOST:
            return False
        piece, rest = pieces[0], pieces[1:]
        fits = sorted({spot._replace(name="") for spot in spots if spot.takes(piece)}, key=_order)
        return all(self.never(rest, _with(spots, spot, piece)) for spot in fits)


def _with(spots: Layout, chosen: Spot, piece: Piece) -> Layout:
    """The spots, whose names do not matter, with a piece on one that is like the chosen."""
    nameless = [spot._replace(name="") for spot in spots]
    nameless[nameless.index(chosen)] = chosen.less(piece)
    return tuple(sorted(nameless, key=_order))


def _order(spot: Spot) -> tuple[Amount, list[str], list[str]]:
    return spot.free, sorted(spot.zones), sorted(spot.groups)
