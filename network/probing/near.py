"""Packets by which one host's guards are missed, or not: each is handed to that host by a neighbour, and nothing but its own guards decides. Pure.

What becomes of one is seen at the host itself: that it came in there (else nothing is said), and that it was let in or passed on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from network.legs import Leg

Aim = Literal["in", "on", "across"]
"""Whether it is for the host itself, for somebody behind it, or for a neighbour at the same switch."""
STRANGE: Final = 47_808
"""A port that nobody has a reason for."""


class Try(NamedTuple):
    """A packet: `host` is whose guards decide; who sends it over which interface; the addresses that it bears (the source may be somebody
    else's); of an aim `across` the neighbour that it is for."""

    host: str
    aim: Aim
    sender: str
    device: str
    interface: str
    source: str
    target: str
    neighbour: str = ""

    @property
    def version(self) -> int:
        """Of IP."""
        return 6 if ":" in self.target else 4


def tries(legs: Sequence[Leg], managers: frozenset[str]) -> tuple[Try, ...]:
    """All of them for all hosts that have a neighbour; `managers` are the hosts that may speak over management."""
    by_segment: dict[tuple[str, int], list[Leg]] = {}
    for one in legs:
        by_segment.setdefault((one.segment, one.version), []).append(one)
    joined = {one.host: len({each.segment for each in legs if each.host == one.host}) for one in legs}
    found = [one for leg in legs for one in _at(leg, by_segment, managers, alone=joined[leg.host] == 1)]
    return tuple(dict.fromkeys(found))


def _at(
    leg: Leg,
    by_segment: Mapping[tuple[str, int], Sequence[Leg]],
    managers: frozenset[str],
    *,
    alone: bool,
) -> Iterator[Try]:
    """What a neighbour hands to a host over one of its legs: as itself, as somebody of each other segment, and for somebody there. A host that is joined
    to one segment `alone` could pass on only what comes back there."""
    near = [one for one in by_segment[leg.segment, leg.version] if one.host != leg.host]
    near.sort(key=lambda one: (one.host not in managers, one.host))
    if not near:
        return
    sender = near[0]

    def made(aim: Aim, source: str, target: str) -> Try:
        return Try(leg.host, aim, sender.host, sender.interface, leg.interface, source, target)

    yield made("in", sender.address, leg.address)
    for (segment, version), legs in by_segment.items():
        other = next((one for one in legs if one.zone and one.host not in (leg.host, sender.host)), None)
        if other is not None and version == leg.version and (segment != leg.segment or alone):
            yield made("in", other.address, leg.address)
            yield made("on", sender.address, other.address)


def across(legs: Sequence[Leg], isolated: frozenset[tuple[str, str]]) -> tuple[Try, ...]:
    """From each isolated end (host, segment) of a switch to every other one of the same segment, over IPv4."""
    ends = [one for one in legs if (one.host, one.segment) in isolated and one.version == 4]
    return tuple(
        Try(one.host, "across", one.host, one.interface, other.interface, one.address, other.address, other.host)
        for one in ends
        for other in ends
        if one.segment == other.segment and one.host != other.host
    )
