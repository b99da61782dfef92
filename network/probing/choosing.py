"""Which packets a proof sends: every zone against every zone, of every protocol and port that the policies name and some that none does,
from every host to every other; and the controls by which a capture is known to hear."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from network.probing.expecting import MANAGEMENT, Expected, expected
from network.probing.roster import Leg
from zhengyun.estate.policy import Policy

FIXED: Final[Mapping[str, tuple[int, ...]]] = {"tcp": (22, 47_808), "udp": (161, 47_808), "icmp": (0,)}
"""Ports that are probed whatever the policies say: how hosts are administered, and one that nobody has a reason for."""
FAMILIES: Final = (4, 6)
CONTROLS: Final = (1, 2)


class Probe(NamedTuple):
    """One packet, by the places of its legs. `control` is 0, or which of its target's two controls it is: sent from its target's own zone."""

    source: int
    target: int
    protocol: str
    family: int
    port: int
    expected: Expected
    control: int = 0


Ends = Mapping[tuple[str, str, int], Sequence[int]]


def probes(
    legs: Sequence[Leg],
    networks: Mapping[str, str],
    policies: Mapping[str, Policy],
    day: date,
    few: bool = False,
    besides: Iterable[tuple[str, int]] = (),
) -> tuple[Probe, ...]:
    """All of them, also of the ports `besides`. `few` leaves out what would be said twice: one pair of hosts for each pair of zones, of each kind, near and far."""
    ends = _ends(legs)
    pairs = _few(legs, ends) if few else _every(ends)
    told = ports(policies.values(), besides)
    made = [one for pair in pairs for one in _between(legs, ends, *pair, told, policies, day)]
    heard = sorted({one.target for one in made})
    return (*made, *_controls(legs, networks, heard))


def ports(policies: Iterable[Policy], besides: Iterable[tuple[str, int]] = ()) -> Mapping[str, tuple[int, ...]]:
    """By protocol, the ports that are probed: first and last of each span that a policy names, the fixed ones, and these besides."""
    found = {name: set(fixed) for name, fixed in FIXED.items()}
    for protocol, port in besides:
        found[protocol].add(port)
    for policy in policies:
        for one in policy.conduits:
            found[one.protocol] |= {port for span in one.ports for port in span}
    return {name: tuple(sorted(every)) for name, every in found.items()}


def _ends(legs: Sequence[Leg]) -> Ends:
    """The places of the legs that a host has in a zone, by family."""
    found: dict[tuple[str, str, int], list[int]] = {}
    for place, one in enumerate(legs):
        found.setdefault((one.host, one.zone, one.family), []).append(place)
    return found


Key = tuple[str, str, int]


def _every(ends: Ends) -> Iterator[tuple[Key, Key]]:
    """Every host in every zone, against every other host."""
    for one, other in product(ends, ends):
        if one[0] != other[0] and one[2] == other[2]:
            yield one, other


def _few(legs: Sequence[Leg], ends: Ends) -> Iterator[tuple[Key, Key]]:
    """One pair of hosts for each way that differs."""
    known = set()
    for one, other in _every(ends):
        first, last = legs[ends[one][0]], legs[ends[other][0]]
        way = (first.zone, first.kind, last.zone, last.kind, first.segment == last.segment, one[2])
        if way not in known:
            known.add(way)
            yield one, other


def _between(
    legs: Sequence[Leg],
    ends: Ends,
    one: Key,
    other: Key,
    told: Mapping[str, tuple[int, ...]],
    policies: Mapping[str, Policy],
    day: date,
) -> Iterator[Probe]:
    """From a host in a zone to another: every protocol and port, over its legs by turns."""
    here, there = ends[one], ends[other]
    lone = legs[here[0]].lone or legs[there[0]].lone
    for protocol, every in told.items():
        # Over segments of management one port stands for all: nothing tells them apart there.
        for turn, port in enumerate(every[:1] if lone else every):
            target = there[turn % len(there)]
            source = next((place for place in here if legs[place].segment == legs[target].segment), here[0])
            said = expected(policies, legs[source], legs[target], protocol, port, day)
            if said:
                yield Probe(source, target, protocol, one[2], port, said)


def _controls(legs: Sequence[Leg], networks: Mapping[str, str], heard: Sequence[int]) -> Iterator[Probe]:
    """For each leg that something is sent to, a packet of each protocol from its own zone, before and after."""
    for place in heard:
        source = _neighbour(legs, networks, place)
        if source is not None:
            for protocol, number in product(FIXED, CONTROLS):
                yield Probe(source, place, protocol, legs[place].family, FIXED[protocol][0], "open", number)


def _neighbour(legs: Sequence[Leg], networks: Mapping[str, str], place: int) -> int | None:
    """Who sends the controls of a leg: somebody of its instance whom nothing keeps away, the nearest first."""
    target = legs[place]
    found = [
        (_distance(one, target), number)
        for number, one in enumerate(legs)
        if one.host != target.host and one.family == target.family and networks[one.host] == networks[target.host]
    ]
    near = min(found, default=None)
    return near[1] if near and near[0] < FAR else None


FAR: Final = 3


def _distance(one: Leg, target: Leg) -> int:
    if one.lone or target.lone:
        return 0 if one.segment == target.segment and MANAGEMENT in (one.kind, target.kind) else FAR
    if one.segment == target.segment:
        return 0 if one.zone == target.zone else 2
    return 1 if one.zone == target.zone else FAR
