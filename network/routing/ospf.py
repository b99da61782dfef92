"""OSPF (RFC 2328; RFC 5340 for IPv6): what each router learns by it, one area at a time, all shortest ways."""

import heapq
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Final, NamedTuple

from network.legs import Leg
from network.routing.own import statics
from network.routing.table import Range, Route
from network.routing.topology import Node, Topology
from zhengyun.estate.devices import Ospf, OspfPort

COST: Final = 10
"""Of a port that is told none: equal for all, so that the fewest hops win."""


class Speaker(NamedTuple):
    """A router, and what it is told of OSPF."""

    node: Node
    ospf: Ospf


class Link(NamedTuple):
    """From a router to one that it speaks with."""

    to: str
    via: str
    interface: str
    cost: int


class Reached(NamedTuple):
    """How far a router is, and the first steps of all shortest ways to it."""

    cost: int
    first: frozenset[tuple[str, str]]


def learned(topology: Topology, version: int) -> Mapping[str, tuple[Route, ...]]:
    """The routes of a family that each router has by OSPF."""
    speakers = {
        name: Speaker(node, node.device.ospf)
        for name, node in topology.nodes.items()
        if node.device and node.device.ospf
    }
    links = {name: tuple(_links(topology, speakers, one, version)) for name, one in speakers.items()}
    told = {name: (tuple(_stubs(one, version)), tuple(_outer(one, version))) for name, one in speakers.items()}
    return {name: tuple(_routes(_reached(name, links), told, name)) for name in speakers}


def _spoken(one: Speaker, version: int) -> Iterator[tuple[OspfPort, Leg]]:
    """Its ports that OSPF knows, with their legs of the family."""
    by_port = {leg.interface: leg for leg in one.node.legs if leg.version == version}
    return ((port, by_port[port.port]) for port in one.ospf.ports if port.port in by_port)


def _links(topology: Topology, speakers: Mapping[str, Speaker], one: Speaker, version: int) -> Iterator[Link]:
    for port, leg in _spoken(one, version):
        if port.passive:
            continue
        for other in topology.beside(leg):
            if other.host in speakers and _answers(speakers[other.host].ospf, other, one.ospf.area):
                yield Link(other.host, other.address, leg.interface, port.cost or COST)


def _answers(ospf: Ospf, leg: Leg, area: int) -> bool:
    return ospf.area == area and any(one.port == leg.interface and not one.passive for one in ospf.ports)


def _stubs(one: Speaker, version: int) -> Iterator[tuple[Range, int]]:
    return ((ip_network(leg.network), port.cost or COST) for port, leg in _spoken(one, version))


def _outer(one: Speaker, version: int) -> Iterator[tuple[Range, int]]:
    """Static routes that it tells as external ones (type 2); never a default, which is told only on request."""
    metric = one.ospf.static_metric
    return ((route.to, metric) for route in statics(one.node, version) if metric and route.to.prefixlen)


def _reached(start: str, links: Mapping[str, tuple[Link, ...]]) -> Mapping[str, Reached]:
    """Dijkstra's algorithm, all shortest ways kept (RFC 2328 section 16.1)."""
    found: dict[str, Reached] = {start: Reached(0, frozenset())}
    queue: list[tuple[int, str]] = [(0, start)]
    done: set[str] = set()
    while queue:
        cost, name = heapq.heappop(queue)
        if name in done:
            continue
        done.add(name)
        for link in links.get(name, ()):
            first = frozenset({(link.via, link.interface)}) if name == start else found[name].first
            new, known = cost + link.cost, found.get(link.to)
            if known is None or new < known.cost:
                found[link.to] = Reached(new, first)
                heapq.heappush(queue, (new, link.to))
            elif new == known.cost:
                found[link.to] = Reached(new, known.first | first)
    return found


Told = Mapping[str, tuple[tuple[tuple[Range, int], ...], tuple[tuple[Range, int], ...]]]


def _routes(reached: Mapping[str, Reached], told: Told, start: str) -> Iterator[Route]:
    """Ranges within the area before external ones; of external ones the least metric, then the nearest who tells it (section 16.4)."""
    inner: dict[Range, list[tuple[int, str]]] = {}
    outer: dict[Range, list[tuple[tuple[int, int], str]]] = {}
    for name, way in reached.items():
        if name != start:
            for to, cost in told[name][0]:
                inner.setdefault(to, []).append((way.cost + cost, name))
            for to, metric in told[name][1]:
                outer.setdefault(to, []).append(((metric, way.cost), name))
    for to, found in inner.items():
        least = min(found)[0]
        yield from _ways(to, [name for cost, name in found if cost == least], reached, least)
    for to, further in outer.items():
        if to not in inner:
            nearest = min(further)[0]
            yield from _ways(to, [name for cost, name in further if cost == nearest], reached, nearest[0])


def _ways(to: Range, names: list[str], reached: Mapping[str, Reached], metric: int) -> Iterator[Route]:
    for via, interface in sorted({one for name in names for one in reached[name].first}):
        yield Route(to, via, interface, "ospf", metric)
