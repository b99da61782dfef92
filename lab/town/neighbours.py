"""Who stands where in the town's networks: what routers and firewalls have to be told, from the hosts as they are declared. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_interface

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

    def across(self, host: Host, interface: Interface) -> Iterator[tuple[Host, str]]:
        """Who else is joined there, each with his address."""
        for other in self.everybody():
            if other.name != host.name:
                for one in other.interfaces:
                    if one.segment == interface.segment:
                        yield other, address(one)

    def beside(self, host: Host, kind: Kind) -> Iterator[tuple[Interface, Host, str]]:
        """The neighbours of a kind, with the interface that leads to each, and his address."""
        for interface in self.open(host):
            yield from ((interface, other, at) for other, at in self.across(host, interface) if other.kind == kind)

    def behind(self, firewall: Host) -> Iterator[str]:
        """The networks where exchange hosts stand behind a firewall."""
        for interface, _, _ in self.beside(firewall, "exchange"):
            yield network(interface)


def address(interface: Interface) -> str:
    """The address without its prefix length."""
    return str(ip_interface(interface.address).ip)


def network(interface: Interface) -> str:
    """The network that an interface is in."""
    return str(ip_interface(interface.address).network)
