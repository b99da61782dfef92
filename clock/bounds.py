"""Intervals in nanoseconds, and the one in which most of several agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Bounds(NamedTuple):
    """What is known of a number: it is not below `low` and not above `high`. Whole nanoseconds."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        """The estimate whose error is least at worst."""
        return (self.low + self.high) // 2

    @property
    def half(self) -> int:
        """How far the estimate may be off."""
        return (self.high - self.low + 1) // 2

    @property
    def farthest(self) -> int:
        """How far from nothing it may be."""
        return max(abs(self.low), abs(self.high))

    @property
    def nearest(self) -> int:
        """How far from nothing it is at least."""
        return max(self.low, -self.high, 0)

    def wider(self, by: int) -> "Bounds":
        """The same, so much less certain on both sides."""
        return Bounds(self.low - by, self.high + by)

    def minus(self, other: "Bounds") -> "Bounds":
        """The difference of two unknowns."""
        return Bounds(self.low - other.high, self.high - other.low)

    def plus(self, other: "Bounds") -> "Bounds":
        """The sum of two unknowns."""
        return Bounds(self.low + other.low, self.high + other.high)

    def meets(self, other: "Bounds") -> bool:
        """Whether both can be true of one number."""
        return self.low <= other.high and other.low <= self.high

    def both(self, other: "Bounds") -> "Bounds | None":
        """What is known if both are true; nothing where they cannot be."""
        return Bounds(max(self.low, other.low), min(self.high, other.high)) if self.meets(other) else None

    def either(self, other: "Bounds") -> "Bounds":
        """What is known if one of the two is true."""
        return Bounds(min(self.low, other.low), max(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several clocks say together. `common` is where the number lies if the `true` ones are right, nothing without a majority.

    `camps` are the largest sets of clocks that can all be right, the largest first.
    """

    common: Bounds | None
    true: tuple[str, ...]
    false: tuple[str, ...]
    camps: tuple[tuple[str, ...], ...]


def agreement(said: Mapping[str, Bounds]) -> Agreement:
    """Which of them can be right together (Marzullo's algorithm, as RFC 5905 section 11.2.1 uses it).

    More than half are a majority: of two that differ nobody can tell who lies, nor of four of which two do.
    """
    camps = tuple(sorted(_camps(said), key=lambda camp: (-len(camp), camp)))
    if not camps or 2 * len(camps[0]) <= len(said):
        return Agreement(None, (), (), camps)
    true = camps[0]
    common = said[true[0]]
    for name in true[1:]:
        common = Bounds(max(common.low, said[name].low), min(common.high, said[name].high))
    return Agreement(common, true, tuple(sorted(set(said) - set(true))), camps)


def _camps(said: Mapping[str, Bounds]) -> Sequence[tuple[str, ...]]:
    """The sets that hold a common point and are part of no larger one: each begins with the end of somebody's interval."""
    ends = sorted({one.low for one in said.values()})
    found = {tuple(sorted(name for name, one in said.items() if one.low <= end <= one.high)) for end in ends}
    return [one for one in found if not any(set(one) < set(other) for other in found)]
