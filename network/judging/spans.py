"""Spans of ports, each with who decides about it."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """From the first to the last, and by which rule."""

    first: int
    last: int
    rule: int


class Decided:
    """Spans that do not overlap, in order."""

    def __init__(self) -> None:
        self._lasts: list[int] = []
        self._spans: list[Span] = []

    def within(self, first: int, last: int) -> Iterator[Span]:
        """What is decided of a span, cut to it."""
        at = bisect_left(self._lasts, first)
        while at < len(self._spans) and self._spans[at].first <= last:
            one = self._spans[at]
            yield Span(max(first, one.first), min(last, one.last), one.rule)
            at += 1

    def open(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """What is not decided of it."""
        for one in self.within(first, last):
            if first < one.first:
                yield first, one.first - 1
            first = one.last + 1
        if first <= last:
            yield first, last

    def put(self, first: int, last: int, rule: int) -> None:
        """Decide about a span anew, whatever was decided before."""
        at = bisect_left(self._lasts, first)
        end, kept = at, [Span(first, last, rule)]
        while end < len(self._spans) and self._spans[end].first <= last:
            one = self._spans[end]
            if one.first < first:
                kept.insert(0, Span(one.first, first - 1, one.rule))
            if one.last > last:
                kept.append(Span(last + 1, one.last, one.rule))
            end += 1
        self._spans[at:end] = kept
        self._lasts[at:end] = [one.last for one in kept]
