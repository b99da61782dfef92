"""Who is joined to whom: hosts and devices of one network, or of several that share their borders."""

from collections.abc import Collection, Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from network import codes
from network.legs import Leg, legs
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Device, Estate
from zhengyun.estate.hosts import Host


class Node(NamedTuple):
    """A host, a device, or what is both, and the estate that declares it."""

    name: str
    estate: Estate
    host: Host | None
    device: Device | None
    legs: tuple[Leg, ...]

    @property
    def forwards(self) -> bool:
        """Whether it passes on what is not for itself: a router, a firewall, or a device that is no host."""
        return self.host is None or self.host.kind in {"router", "firewall"}

    def near(self, address: str) -> Leg | None:
        """The leg on whose range an address lies."""
        one = ip_address(address)
        return next((leg for leg in self.legs if one in ip_network(leg.network)), None)


class Topology:
    """Nodes by name, segments by name with the legs on them. Borders of one name are one segment. `without` are segments that are cut,
    or `SEGMENT:HOST` for one host's end of one.

    Raises: ZhengyunError (ZY-NET-004: two estates call hosts the same).
    """

    def __init__(self, estates: Iterable[Estate], without: Collection[str] = ()) -> None:
        self.estates = tuple(estates)
        self.nodes: dict[str, Node] = {}
        for estate in self.estates:
            self._add(estate, without)
        self.segments: dict[str, list[Leg]] = {}
        self.owners: dict[str, Leg] = {}
        for node in self.nodes.values():
            for leg in node.legs:
                self.segments.setdefault(leg.segment, []).append(leg)
                self.owners[leg.address] = leg

    def beside(self, leg: Leg) -> list[Leg]:
        """The other legs of its family on its segment."""
        return [one for one in self.segments[leg.segment] if one.host != leg.host and one.version == leg.version]

    def at(self, address: str, segment: str) -> Leg | None:
        """Whose leg on a segment has an address."""
        leg = self.owners.get(address)
        return leg if leg and leg.segment == segment else None

    def _add(self, estate: Estate, without: Collection[str]) -> None:
        own: dict[str, list[Leg]] = {}
        for leg in legs(estate):
            if leg.segment not in without and f"{leg.segment}:{leg.host}" not in without:
                own.setdefault(leg.host, []).append(leg)
        hosts: Mapping[str, Host] = estate.hosts.hosts
        for name in dict.fromkeys((*hosts, *estate.devices)):
            if name in self.nodes:
                first = self.nodes[name].estate.name
                raise ZhengyunError(codes.NAME_TWICE, name=name, one=first, other=estate.name)
            self.nodes[name] = Node(name, estate, hosts.get(name), estate.devices.get(name), tuple(own.get(name, ())))
