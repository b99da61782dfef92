"""What of a routed core survives when a link is cut: the ways between its hosts that the model has, whole and without the link. Pure.

A link is a segment, or `SEGMENT:HOST` for one host's end of it.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Literal

from network.model import Model
from network.travel import Way, ways
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device

Fate = Literal["untouched", "rerouted", "severed"]
"""Of packets between two hosts: no shortest way has the link; one has, and another is left; none is left."""


class Core:
    """The routers of an estate that speak OSPF, and the segments between and beside them; `version` is the family of what they carry."""

    def __init__(self, model: Model, version: int = 4) -> None:
        self._model, self._version = model, version
        self._left: dict[str, Model] = {}

    @property
    def estate(self) -> Estate:
        """Whose core it is."""
        return self._model.estates[0]

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

    def predict(self, one: str, other: str, cut: str) -> Fate:
        """What becomes of packets from a host to another once a link is cut. Raises: KeyError where a host is none of the estate's."""
        source, target = self._address(one), self._address(other)
        if cut not in self._left:
            self._left[cut] = self._model.without(cut)
        if not any(way.end == "arrives" for way in ways(self._left[cut], source, target)[:1]):
            return "severed"
        return "rerouted" if any(_is_over(cut, way) for way in ways(self._model, source, target)) else "untouched"

    def _address(self, host: str) -> str:
        legs = self._model.nodes[host].legs
        return next((leg.address for leg in legs if leg.version == self._version and not leg.management), "")

    @property
    def _routers(self) -> tuple[Device, ...]:
        return tuple(one for one in self.estate.devices.values() if one.ospf and one.ospf.ports)

    @cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(self._segment(one, port) for one in self._routers for port, _ in self._ports(one))

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


def _is_over(cut: str, way: Way) -> bool:
    """Whether a way is over a link: of `SEGMENT:HOST` where that host sends to the segment, or is reached over it."""
    segment, _, host = cut.partition(":")
    return any(
        after.segment == segment and host in {"", before.host, after.host} for before, after in pairwise(way.steps)
    )
