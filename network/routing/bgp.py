"""BGP (RFC 4271) between routers of different systems: what each learns by it, and what prefix lists keep away."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import NamedTuple

from network.routing.own import own
from network.routing.table import Range, Route
from network.routing.topology import Node, Topology
from zhengyun.estate.devices import Bgp, Listed


class Told(NamedTuple):
    """A range as a router has it from a neighbour: the systems that it has passed, the nearest first."""

    path: tuple[int, ...]
    via: str
    interface: str


class Speaker(NamedTuple):
    """A router, what it is told of BGP, and its prefix lists."""

    node: Node
    bgp: Bgp
    lists: Mapping[str, tuple[Listed, ...]]

    def listed(self, name: str) -> tuple[Listed, ...] | None:
        """The list of that name, nothing where none is named."""
        return self.lists.get(name, ()) if name else None


class Session(NamedTuple):
    """What a router hears, and from whom."""

    speaker: str
    hearer: str
    via: str
    interface: str
    gives: tuple[Listed, ...] | None
    takes: tuple[Listed, ...] | None


Tables = dict[str, dict[Range, Told]]


def permits(entries: tuple[Listed, ...] | None, prefix: Range) -> bool:
    """Whether a prefix list lets a range through: by its first entry that means it; where none does it is kept away."""
    if entries is None:
        return True
    return next((one.permit for one in entries if _means(one, prefix)), False)


def learned(topology: Topology, version: int) -> Mapping[str, tuple[Route, ...]]:
    """The routes of a family that each router has by BGP."""
    speakers = {
        name: Speaker(node, node.device.bgp, node.device.prefix_lists)
        for name, node in topology.nodes.items()
        if node.device and node.device.bgp
    }
    sessions = [session for one in speakers.values() for session in _sessions(topology, speakers, one, version)]
    begun = {name: {to: Told((), "", "") for to in _originated(one, version)} for name, one in speakers.items()}
    tables, before = begun, Tables()
    # Every step of a path costs a round, and no path has a router twice.
    for _ in range(len(speakers) + 1):
        if tables == before:
            break
        tables, before = _round(tables, begun, sessions, speakers), tables
    return {
        name: tuple(Route(to, one.via, one.interface, "bgp", len(one.path)) for to, one in known.items() if one.via)
        for name, known in tables.items()
    }


def _round(tables: Tables, begun: Tables, sessions: list[Session], speakers: Mapping[str, Speaker]) -> Tables:
    """What all know after each has told its neighbours what it knows."""
    heard: Tables = {name: dict(one) for name, one in begun.items()}
    for session in sessions:
        number, own_number = speakers[session.speaker].bgp.number, speakers[session.hearer].bgp.number
        for to, one in tables[session.speaker].items():
            path = (number, *one.path)
            if own_number in path or not permits(session.gives, to) or not permits(session.takes, to):
                continue
            offered = Told(path, session.via, session.interface)
            known = heard[session.hearer].get(to)
            if known is None or (len(path), session.via) < (len(known.path), known.via):
                heard[session.hearer][to] = offered
    return heard


def _sessions(topology: Topology, speakers: Mapping[str, Speaker], one: Speaker, version: int) -> Iterator[Session]:
    """What the router hears: neighbours on its segments that name it as theirs, by each other's right number."""
    for peer in one.bgp.neighbours:
        leg = one.node.near(peer.address)
        there = topology.at(peer.address, leg.segment) if leg else None
        if leg is None or there is None or leg.version != version or there.host not in speakers:
            continue
        other = speakers[there.host]
        back = next((each for each in other.bgp.neighbours if each.address == leg.address), None)
        if back and back.number == one.bgp.number and peer.number == other.bgp.number:
            lists = other.listed(back.gives), one.listed(peer.takes)
            yield Session(there.host, one.node.name, peer.address, leg.interface, *lists)


def _originated(one: Speaker, version: int) -> Iterator[Range]:
    """What it tells of its own: networks that it has a route to, and its static routes where it is told to."""
    has = {route.to: route.origin for route in own(one.node)}
    for network in map(ip_network, one.bgp.networks):
        if network.version == version and network in has:
            yield network
    if one.bgp.statics:
        yield from (to for to, origin in has.items() if origin == "static" and to.version == version and to.prefixlen)


def _means(entry: Listed, prefix: Range) -> bool:
    whole = ip_network(entry.prefix)
    if whole.version != prefix.version or not prefix.subnet_of(whole):  # type: ignore[arg-type]
        return False
    if not entry.least and not entry.most:
        return prefix.prefixlen == whole.prefixlen
    return (entry.least or whole.prefixlen) <= prefix.prefixlen <= (entry.most or whole.max_prefixlen)
