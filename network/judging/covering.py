"""Rules that decide about nothing, or about nothing that others would not decide alike. Pure, and in little more than the time of sorting.

Addresses are looked at by classes, ports by spans: the number of rules may be thousands, as long as their sets of addresses overlap little,
which those of zones do not at all.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, Literal, NamedTuple

from network.judging.classes import classes
from network.judging.spans import Decided
from network.rules import Rule

PROTOCOLS: Final = ("tcp", "udp", "icmp", "other")
WHOLE: Final = (0, 65_535)

Cell = tuple[int, int, str]


class Superfluous(NamedTuple):
    """A rule that nobody would miss. `shadowed` by rules before it that decide otherwise, or `redundant` since others decide alike."""

    rule: Rule
    kind: Literal["shadowed", "redundant"]
    others: tuple[Rule, ...]


def superfluous(rules: Sequence[Rule]) -> tuple[Superfluous, ...]:
    """All of them, in the order of the rules; what no rule fits is refused. Without all of them together the same passes."""
    found: dict[int, Superfluous] = {}
    parts = list(_parts(rules))
    effective = _forward(rules, parts, found)
    _backward(rules, parts, effective, found)
    return tuple(found[at] for at in sorted(found))


Parts = tuple[tuple[Cell, ...], tuple[tuple[int, int], ...]]
Effective = list[tuple[Cell, int, int]]


def _parts(rules: Sequence[Rule]) -> Iterator[Parts]:
    """The cells and spans of ports that each rule is for."""
    sources, targets = classes(one.sources for one in rules), classes(one.targets for one in rules)
    for one in rules:
        protocols = (one.protocol,) if one.protocol else PROTOCOLS
        pairs = product(sources[one.sources], targets[one.targets])
        numbers = [(there[1], here[1]) for there, here in pairs if there[0] == here[0]]
        cells = tuple((*pair, protocol) for pair, protocol in product(numbers, protocols))
        yield cells, one.ports or (WHOLE,)


def _forward(rules: Sequence[Rule], parts: Sequence[Parts], found: dict[int, Superfluous]) -> list[Effective]:
    """For each rule the part about which no rule before it decides; one that has none never counts."""
    decided: dict[Cell, Decided] = {}
    effective: list[Effective] = []
    for at, (cells, spans) in enumerate(parts):
        own: Effective = []
        before: set[int] = set()
        for cell, (first, last) in product(cells, spans):
            known = decided.setdefault(cell, Decided())
            before.update(one.rule for one in known.within(first, last))
            own += [(cell, *gap) for gap in list(known.open(first, last))]
        for cell, first, last in own:
            decided[cell].put(first, last, at)
        effective.append(own)
        if not own:
            others = [rules[one] for one in sorted(before)]
            alike = all(one.accept == rules[at].accept for one in others)
            found[at] = Superfluous(rules[at], "redundant" if alike else "shadowed", tuple(others))
    return effective


def _backward(
    rules: Sequence[Rule], parts: Sequence[Parts], effective: Sequence[Effective], found: dict[int, Superfluous]
) -> None:
    """Rules whose own part those after them would decide alike, as far as these stay themselves."""
    decided: dict[Cell, Decided] = {}
    for at in range(len(rules) - 1, -1, -1):
        if at in found:
            continue
        after = _alike(rules, at, effective[at], decided)
        if after is not None:
            found[at] = Superfluous(rules[at], "redundant", tuple(rules[one] for one in sorted(after)))
            continue
        for cell, (first, last) in product(*parts[at]):
            decided.setdefault(cell, Decided()).put(first, last, at)


def _alike(rules: Sequence[Rule], at: int, own: Effective, decided: dict[Cell, Decided]) -> set[int] | None:
    """Which rules after it decide about all of its part as it does; nothing where they do not."""
    accept, after = rules[at].accept, set[int]()
    for cell, first, last in own:
        known = decided.get(cell)
        if accept and (known is None or next(known.open(first, last), None)):
            return None
        found = [one.rule for one in known.within(first, last)] if known else []
        if any(rules[one].accept != accept for one in found):
            return None
        after.update(found)
    return after
