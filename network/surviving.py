"""What of a routed core survives when a link is cut, as the files have its routing: shortest paths by cost (RFC 2328 section 16). Pure.

A link is a segment, or `SEGMENT:HOST` for one host's end of it.
"""

import heapq
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

from zhengyun.estate import Estate
from zhengyun.estate.devices import Device

COST: Final = 10
"""What a port costs that is told nothing else, as FRR has it for fast ones."""

Fate = Literal["untouched", "rerouted", "severed"]
Edges = Mapping[str, tuple[tuple[str, int], ...]]


class Prediction(NamedTuple):
    """What becomes of packets between two hosts: `untouched` where no shortest path has the link, `rerouted` where another is left."""

    fate: Fate
    before: int
    after: int

    @property
    def survives(self) -> bool:
        """Whether they still arrive."""
        return self.fate != "severed"


@dataclass(frozen=True)
class Core:
    """The routers of an estate that speak OSPF, and the segments between and beside them."""

    estate: Estate

    def links(self) -> tuple[str, ...]:
        """The segments over which routers speak to each other, in the order of their names."""
        speaking: dict[str, int] = {}
        for device in self._routers:
            for port, passive in self._ports(device):
                if not passive:
                    segment = self._segment(device, port)
                    speaking[segment] = speaking.get(segment, 0) + 1
        return tuple(sorted(name for name, count in speaking.items() if count > 1))

    def neighbours(self, router: str) -> int:
        """With how many others a router speaks, when all is whole."""
        links = self.links()
        device = self.estate.devices[router]
        spoken = [self._segment(device, port) for port, passive in self._ports(device) if not passive]
        return sum(one in links for one in spoken)

    @property
    def routers(self) -> tuple[str, ...]:
        """Who speaks OSPF."""
        return tuple(one.name for one in self._routers)

    def hosts(self) -> tuple[str, ...]:
        """One host of each segment from which the core is entered: whose gateway is one of its routers."""
        found: dict[str, str] = {}
        for host in self.estate.hosts.hosts.values():
            if host.kind == "host" and host.gateway:
                found.setdefault(self._at(host.name), host.name)
        return tuple(name for segment, name in found.items() if segment in self._beside)

    def predict(self, one: str, other: str, cut: str) -> Prediction:
        """What becomes of packets from a host to another once a link is cut. Raises: KeyError where a host is none of the core's."""
        source, target = self._at(one), self._at(other)
        whole, left = self._edges(""), self._edges(cut)
        before = _distances(whole, source).get(target, 0)
        reached = _distances(left, source)
        if target not in reached or cut in {source, target, f"{source}:{one}", f"{target}:{other}"}:
            return Prediction("severed", before, 0)
        on = _lines(whole, source, target)
        touched = any(_is(cut, line) for line in on)
        return Prediction("rerouted" if touched else "untouched", before, reached[target])

    @property
    def _routers(self) -> tuple[Device, ...]:
        return tuple(one for one in self.estate.devices.values() if one.ospf and one.ospf.ports)

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(self._segment(one, port) for one in self._routers for port, _ in self._ports(one))

    def _edges(self, cut: str) -> Edges:
        """Between segments and routers: a router sends on by any of its ports, and takes from where it is spoken with, or where hosts are."""
        edges: dict[str, list[tuple[str, int]]] = {}
        for device in self._routers:
            assert device.ospf  # noqa: S101 - routers are those that speak it
            costs = {one.port: one.cost or COST for one in device.ospf.ports}
            for port, _ in self._ports(device):
                segment = self._segment(device, port)
                if cut not in {segment, f"{segment}:{device.name}"}:
                    edges.setdefault(f"/{device.name}", []).append((segment, costs[port]))
                    edges.setdefault(segment, []).append((f"/{device.name}", 0))
        return {name: tuple(one) for name, one in edges.items()}

    def _ports(self, device: Device) -> Iterator[tuple[str, bool]]:
        assert device.ospf  # noqa: S101 - asked of routers alone
        yield from ((one.port, one.passive) for one in device.ospf.ports)

    def _segment(self, device: Device, port: str) -> str:
        host = self.estate.hosts.hosts.get(device.name)
        joined = {one.name: one.segment for one in device.ports if one.segment}
        joined |= {one.name: one.segment for one in host.interfaces} if host else {}
        return joined.get(port, port)

    def _at(self, host: str) -> str:
        found = self.estate.hosts.hosts[host]
        segments = self.estate.hosts.segments
        return next((one.segment for one in found.interfaces if not segments[one.segment].management), "")


def _distances(edges: Edges, start: str) -> Mapping[str, int]:
    """Dijkstra's: how far everything is."""
    found: dict[str, int] = {}
    queue = [(0, start)]
    while queue:
        far, name = heapq.heappop(queue)
        if name not in found:
            found[name] = far
            for other, cost in edges.get(name, ()):
                heapq.heappush(queue, (far + cost, other))
    return found


def _lines(edges: Edges, source: str, target: str) -> Collection[tuple[str, str]]:
    """The steps of all shortest paths, each with where it comes from and where it leads."""
    there = _distances(edges, source)
    backwards: dict[str, list[tuple[str, int]]] = {}
    for name, ways in edges.items():
        for other, cost in ways:
            backwards.setdefault(other, []).append((name, cost))
    back = _distances({name: tuple(one) for name, one in backwards.items()}, target)
    whole = there.get(target, -1)
    return {
        (name, other)
        for name, ways in edges.items()
        for other, cost in ways
        if name in there and other in back and there[name] + cost + back[other] == whole
    }


def _is(cut: str, line: tuple[str, str]) -> bool:
    """Whether a step is over a link: a segment is one of its ends, and of `SEGMENT:HOST` the other is that router."""
    segment, _, host = cut.partition(":")
    return segment in line and (not host or f"/{host}" in line)
