"""What the files declare of one host, in the form that what it tells is held against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from typing import Final

from zhengyun.estate import Estate
from zhengyun.estate.devices import Device
from zhengyun.estate.hosts import Host

Network = IPv4Network | IPv6Network
FORWARDING: Final = ("router", "firewall")


@dataclass(frozen=True)
class Declared:
    """A host, and everything of the estate that says how it may be joined."""

    estate: Estate
    host: Host

    @property
    def device(self) -> Device | None:
        """What it is as a device, where it is one."""
        return self.estate.devices.get(self.host.name)

    @property
    def forwards(self) -> bool:
        """Whether packets of others pass through it."""
        return self.host.kind in FORWARDING

    @cached_property
    def addresses(self) -> Mapping[str, frozenset[str]]:
        """By interface, its addresses without prefix lengths."""
        found: dict[str, set[str]] = {}
        for name, *addresses in self._interfaces():
            found.setdefault(name, set()).update(str(ip_interface(one).ip) for one in addresses if one)
        return {name: frozenset(one) for name, one in found.items()}

    @cached_property
    def management(self) -> frozenset[str]:
        """The interfaces over which the tool alone speaks."""
        return frozenset(one.name for one in self.host.interfaces if self.estate.hosts.segments[one.segment].management)

    @cached_property
    def segments(self) -> Mapping[str, str]:
        """By interface, the segment that it is joined to."""
        ports = {one.name: one.segment for one in self.device.ports if one.segment} if self.device else {}
        return {**ports, **{one.name: one.segment for one in self.host.interfaces}}

    @cached_property
    def foreign(self) -> tuple[Network, ...]:
        """The ranges of the other networks."""
        zones = self.estate.policy.zones.values() if self.estate.policy else ()
        beyond = [each for one in zones if not one.own and one.plane != self.estate.network for each in one.addresses]
        return tuple(map(ip_network, sorted({*self.estate.apart, *beyond})))

    @property
    def egress(self) -> bool:
        """Whether the internet lies behind this host, and behind no other."""
        return bool(self.estate.policy and self.estate.policy.egress == self.host.name)

    @cached_property
    def zones(self) -> frozenset[str]:
        """The zones of its addresses."""
        own = [ip_interface(one.address).ip for one in self.host.interfaces]
        own += [ip_interface(one.address6).ip for one in self.host.interfaces if one.address6]
        policed = self.estate.policy.zones.values() if self.estate.policy else ()
        found = {
            zone.name
            for zone in policed
            if any(one in ip_network(each) for each in zone.addresses for one in own if one.version == _version(each))
        }
        return frozenset(found | {f"{self.estate.network}/{self.host.zone}"})

    def serves(self, protocol: str, port: int) -> bool:
        """Whether somebody may reach a port of it, by the policy."""
        conduits = self.estate.policy.conduits if self.estate.policy else ()
        return any(
            one.protocol == protocol and any(first <= port <= last for first, last in one.ports)
            for one in conduits
            if one.target in self.zones
        )

    def is_foreign(self, to: str) -> bool:
        """Whether an address or prefix is of another network."""
        return any(_over(ip_network(to, strict=False), one) for one in self.foreign)

    def _interfaces(self) -> Iterator[tuple[str, str, str]]:
        yield from ((one.name, one.address, one.address6) for one in self.host.interfaces)
        if self.device:
            yield from ((one.name, one.address, one.address6) for one in self.device.ports)


def _over(one: Network, other: Network) -> bool:
    return one.version == other.version and one.subnet_of(other)  # type: ignore[arg-type]


def _version(network: str) -> int:
    return ip_network(network).version
