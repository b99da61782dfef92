"""Who stands where in the town's networks: what routers and firewalls have to be told, from the hosts as they are declared. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from zhengyun.estate.hosts import Host, Hosts, Interface, Kind


@dataclass(frozen=True, slots=True)
class Networks:
    """All networks of the town, and the ranges of each (what the others call theirs that they keep apart from)."""

    hosts: Mapping[str, Hosts]
    ranges: Mapping[str, tuple[str, ...]]

    def everybody(self) -> Iterator[Host]:
        """All hosts of all networks, in the order of their files."""
        for network in self.hosts.values():
            yield from network.hosts.values()

    def network_of(self, host: Host) -> str:
        """The network that a host is administered from."""
        return next(name for name, one in self.hosts.items() if host.name in one.hosts)

    def managed_by(self, host: Host) -> tuple[str, ...]:
        """The host's interfaces of management."""
        segments = self.hosts[self.network_of(host)].segments
        return tuple(one.name for one in host.interfaces if segments[one.segment].management)

    def open(self, host: Host) -> tuple[Interface, ...]:
        """The host's other interfaces."""
        apart = self.managed_by(host)
        return tuple(one for one in host.interfaces if one.name not in apart)

    def across(self, host: Host, interface: Interface) -> Iterator[tuple[Host, Interface]]:
        """Who else is joined there, each with the interface by which he is."""
        for other in self.everybody():
            if other.name != host.name:
                yield from ((other, one) for one in other.interfaces if one.segment == interface.segment)

    def beside(self, host: Host, kind: Kind) -> Iterator[tuple[Interface, Host, Interface]]:
        """The neighbours of a kind, with the interface that leads to each, and his own there."""
        for interface in self.open(host):
            yield from ((interface, other, one) for other, one in self.across(host, interface) if other.kind == kind)

    def behind(self, firewall: Host) -> Iterator[str]:
        """The networks where exchange hosts stand behind a firewall, of both families."""
        for interface, _, _ in self.beside(firewall, "exchange"):
            yield from networks(interface)

    def beyond(self, firewall: Host, own: str) -> Iterator[str]:
        """The ranges of the other networks that a firewall leads to: of those whose routers it is joined to."""
        for _, router, _ in self.beside(firewall, "router"):
            name = self.network_of(router)
            if name != own:
                yield from self.ranges[name]


def address(interface: Interface, version: int = 4) -> str:
    """The address of a family without its prefix length, empty where there is none."""
    return next((str(one.ip) for one in _parsed(interface) if one.version == version), "")


def networks(interface: Interface) -> tuple[str, ...]:
    """The networks that an interface is in, IPv4 first."""
    return tuple(str(one.network) for one in _parsed(interface))


def _parsed(interface: Interface) -> list[IPv4Interface | IPv6Interface]:
    return [ip_interface(one) for one in (interface.address, interface.address6) if one]
