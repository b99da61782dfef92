"""Addresses in classes: those that lie in the same of some sets of ranges are alike, and one stands for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_network
from typing import Final

Ranges = tuple[str, ...]
ALL: Final[Ranges] = ("0.0.0.0/0", "::/0")


def classes(sets: Iterable[Ranges]) -> Mapping[Ranges, tuple[tuple[int, int], ...]]:
    """The classes of each set of ranges, as (family, number); no ranges are all addresses.

    Sorted by where they begin, so that it takes the time of sorting; sets that do not overlap have one class each in a family.
    """
    distinct = list(dict.fromkeys(sets))
    numbers: dict[tuple[int, frozenset[int]], int] = {}
    found: dict[Ranges, set[tuple[int, int]]] = {one: set() for one in distinct}
    for family in (4, 6):
        alive: dict[int, int] = {}
        events = sorted(_events(distinct, family))
        for position, (at, opens, which) in enumerate(events):
            alive[which] = alive.get(which, 0) + opens
            if not alive[which]:
                del alive[which]
            following = events[position + 1][0] if position + 1 < len(events) else at
            if following > at and alive:
                number = numbers.setdefault((family, frozenset(alive)), len(numbers))
                for each in alive:
                    found[distinct[each]].add((family, number))
    return {one: tuple(sorted(known)) for one, known in found.items()}


def _events(distinct: Sequence[Ranges], family: int) -> list[tuple[int, int, int]]:
    """Where ranges begin (+1) and end (-1)."""
    found = []
    for which, ranges in enumerate(distinct):
        for one in map(ip_network, ranges or ALL):
            if one.version == family:
                found.append((int(one.network_address), 1, which))
                found.append((int(one.broadcast_address) + 1, -1, which))
    return found
