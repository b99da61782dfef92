"""What passes a device's policed ports: the policy as lists without state, each way and each family. Pure.

A list without state has to let answers through by what they look like: of TCP by the flags that no first packet has, of UDP by the port
that was asked, of ICMP by its type. Whoever forges an answer passes it; nftables keeps state and does not let him.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_interface, ip_network
from typing import Final, NamedTuple

from network.rendering.ranges import of
from network.rules import Policing, Rule
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device, Port

ALL: Final = {4: "0.0.0.0/0", 6: "::/0"}
BGP: Final = (179, 179)
Span = tuple[int, int]


class Entry(NamedTuple):
    """What passes; ranges are networks. `flag` is empty, `established`, `echo`, `reply`, or a message of neighbour discovery by its place."""

    protocol: str
    source: str
    target: str
    source_port: Span | None = None
    target_port: Span | None = None
    flag: str = ""

    def turned(self) -> "Entry":
        """Its answer."""
        flag = {"tcp": "established", "icmp": "reply"}.get(self.protocol, "")
        return Entry(self.protocol, self.target, self.source, self.target_port, self.source_port, flag)


class Filtered(NamedTuple):
    """A policed port with what passes it, in order: into the device from behind it, and out of it to there."""

    port: Port
    version: int
    inward: tuple[Entry, ...]
    outward: tuple[Entry, ...]


def filters(estate: Estate, device: Device, day: date) -> Iterator[Filtered]:
    """Of each policed port both families that it speaks."""
    rules = Policing(estate, day).passing(device.name) if device.policed else ()
    for port in device.ports:
        if port.name in device.policed:
            near = _behind(estate, device, port)
            for version in (4, 6):
                own = of(version, near)
                if own:
                    inward, outward = _ways(estate, device, port, rules, version, own)
                    yield Filtered(port, version, tuple(dict.fromkeys(inward)), tuple(dict.fromkeys(outward)))


def _ways(
    estate: Estate, device: Device, port: Port, rules: Iterable[Rule], version: int, near: tuple[str, ...]
) -> tuple[list[Entry], list[Entry]]:
    inward, outward = [list(_own(estate, device, port, version, near)) for _ in range(2)]
    outward = [one.turned() if one.protocol == "tcp" else one for one in outward]
    for rule in rules:
        own = rule.of(version)
        if own:
            begun = list(_entries(own, _shared(own.sources, near), own.targets))
            asked = list(_entries(own, own.sources, _shared(own.targets, near)))
            inward += [*begun, *(one.turned() for one in asked)]
            outward += [*asked, *(one.turned() for one in begun)]
    return inward, outward


def _own(estate: Estate, device: Device, port: Port, version: int, near: tuple[str, ...]) -> Iterator[Entry]:
    """What the device itself needs there: whoever manages it, and the routers beside it."""
    if _within(device.address, near):
        for zone in estate.policy.zones.values() if estate.policy else ():
            if zone.own and zone.management:
                yield from (
                    Entry("tcp", one, device.address, target_port=(device.port, device.port))
                    for one in of(version, zone.addresses)
                )
    if device.ospf and any(one.port == port.name and not one.passive for one in device.ospf.ports):
        yield Entry("ospf", ALL[version], ALL[version])
    for peer in device.bgp.neighbours if device.bgp else ():
        if _within(peer.address, near):
            yield Entry("tcp", peer.address, ALL[version], target_port=BGP)
            yield Entry("tcp", peer.address, ALL[version], source_port=BGP)


def _entries(rule: Rule, sources: Iterable[str], targets: Iterable[str]) -> Iterator[Entry]:
    flag = "echo" if rule.protocol == "icmp" else ""
    pairs = [(one, other) for one in sources for other in targets]
    for source, target in pairs:
        for span in rule.ports or (None,):
            yield Entry(rule.protocol or "ip", source, target, None, span, flag)


def _behind(estate: Estate, device: Device, port: Port) -> list[str]:
    """What lies behind a port: its segment, its own ranges and the routes that lead there; of a port without any, the device's zone."""
    segment = estate.hosts.segments.get(port.segment)
    joined = [str(ip_interface(one).network) for one in (port.address, port.address6) if one]
    joined += [one for one in (segment.addresses, segment.addresses6) if one] if segment else []
    routed = [one.to for one in device.statics if one.via and _within(one.via, joined)]
    zone = estate.policy.zones.get(f"{estate.network}/{device.zone}") if estate.policy else None
    return [*joined, *routed] or list(zone.addresses if zone else ())


@lru_cache(maxsize=4096)
def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """What two lists of ranges have in common."""
    pairs = [(ip_network(a), ip_network(b)) for a in one for b in other]
    found = [
        str(a if a.prefixlen >= b.prefixlen else b) for a, b in pairs if a.version == b.version and a.overlaps(b)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _within(address: str, ranges: Iterable[str]) -> bool:
    known: list[IPv4Network | IPv6Network] = [ip_network(one) for one in ranges]
    return bool(address) and any(ip_address(address) in one for one in known)
