"""From where an address may come: by which interface of a host, as its segments and declared routes have it (RFC 2827, RFC 3704). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address, ip_interface, ip_network
from typing import Final, NamedTuple

from network.rendering.ranges import of
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Interface

LINK: Final = ("::", "fe80::/10")
"""Whoever looks for neighbours has these, on every link."""
FORWARDING: Final = ("router", "firewall")
VERSIONS: Final = (4, 6)
ALL: Final = ("0.0.0.0/0", "::/0")


class Origin(NamedTuple):
    """What is refused that comes in by these interfaces: sources that are none of the ranges (`only`), or one of them."""

    name: str
    interfaces: tuple[str, ...]
    version: int
    only: bool
    ranges: tuple[str, ...]


class _Host:
    def __init__(self, estate: Estate, host: Host) -> None:
        self._estate, self._host = estate, host
        self._segments = estate.hosts.segments
        self.apart = [one for one in host.interfaces if self._manages(one)]
        self.open = [one for one in host.interfaces if not self._manages(one)]
        self._management = [
            each
            for one in self._segments.values()
            if one.management
            for each in (one.addresses, one.addresses6)
            if each
        ]

    def found(self) -> Iterator[Origin]:
        for one in self.apart:
            yield from _only(one, networks(one))
        if self._host.kind in FORWARDING:
            yield from self._forwarding()
        else:
            for one in self.open:
                yield from _none_of(one.name, [one], self._management)

    def _forwarding(self) -> Iterator[Origin]:
        edges = [one for one in self.open if self._is_edge(one)]
        known = {
            one.name: (*networks(one), *self._routed(one)) for one in self.open if one in edges or self._leads(one)
        }
        for one in self.open:
            if one.name in known:
                own = known[one.name]
                yield from _only(one, own)
                other = [each for name, far in known.items() if name != one.name for each in far if _within(each, own)]
                yield from _none_of(f"elsewhere-{one.name}", [one], [*other, *self._inside(own)])
        transit = [one for one in self.open if one.name not in known]
        yield from _none_of("transit", transit, [*self._management, *(at for one in edges for at in networks(one))])

    def _inside(self, own: Sequence[str]) -> list[str]:
        return [one for one in self._management if _within(one, own)]

    def _leads(self, one: Interface) -> bool:
        """Whether all that comes that way is declared: behind it stands who alone knows a way on, and routes lead there."""
        routed = self._routed(one)
        return bool(routed) and not any(each in ALL for each in routed) and not self._beside(one, "router", own=True)

    def _is_edge(self, one: Interface) -> bool:
        segment = self._segments.get(one.segment)
        return not (segment and segment.border) and not any(self._beside(one, kind) for kind in FORWARDING)

    def _beside(self, one: Interface, kind: str, *, own: bool = False) -> bool:
        """Whether others of a kind are joined there; `own`: where this is one of that kind itself, too."""
        if own and self._host.kind != kind:
            return False
        return any(
            other.kind == kind and each.segment == one.segment
            for other in self._estate.hosts.hosts.values()
            if other.name != self._host.name
            for each in other.interfaces
        )

    def _routed(self, one: Interface) -> list[str]:
        device = self._estate.devices.get(self._host.name)
        told = [*self._host.routes.items(), *((each.to, each.via) for each in (device.statics if device else ()))]
        near = [ip_network(each) for each in networks(one)]
        return [to for to, via in told if via and any(ip_address(via) in each for each in near)]

    def _manages(self, one: Interface) -> bool:
        segment = self._segments.get(one.segment)
        return bool(segment and segment.management)


def origins(estate: Estate, host: Host) -> Iterator[Origin]:
    """What a host refuses for where it comes from, in the order of its interfaces."""
    return _Host(estate, host).found()


def networks(one: Interface) -> tuple[str, ...]:
    """The ranges that an interface is joined to."""
    return tuple(str(ip_interface(each).network) for each in (one.address, one.address6) if each)


def _only(one: Interface, ranges: Iterable[str]) -> Iterator[Origin]:
    """Nothing is said of a family that the interface has no address of: nothing of it is known."""
    known = list(ranges)
    for version in VERSIONS:
        own = of(version, known)
        if own:
            yield Origin(one.name, (one.name,), version, True, own if version == 4 else (*LINK, *own))


def _none_of(name: str, interfaces: Sequence[Interface], ranges: Iterable[str]) -> Iterator[Origin]:
    known = list(ranges)
    for version in VERSIONS:
        own = of(version, known)
        if own and interfaces:
            yield Origin(name, tuple(one.name for one in interfaces), version, False, own)


def _within(one: str, ranges: Iterable[str]) -> bool:
    """Whether a range is a smaller part of one of these."""
    small = ip_network(one)
    return any(
        small != large and small.version == large.version and small.subnet_of(large)  # type: ignore[arg-type]
        for large in map(ip_network, ranges)
    )
