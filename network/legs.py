"""Legs: the addresses that hosts and devices have on segments, and the zone that each is of. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from zhengyun.estate import Estate
from zhengyun.estate.hosts import Segment
from zhengyun.estate.policy import SecurityZone


class Leg(NamedTuple):
    """An address of a host; `zone` is empty where no zone has it. A leg on a border is the guards' own, and no zone's to be reached at."""

    host: str
    interface: str
    segment: str
    address: str
    length: int
    zone: str
    management: bool
    border: bool

    @property
    def version(self) -> int:
        """Of IP."""
        return 6 if ":" in self.address else 4

    @property
    def network(self) -> str:
        """The range that is joined to it directly."""
        return str(ip_network(f"{self.address}/{self.length}", strict=False))


class ZoneMap:
    """Which zone an address is of, in the time of a binary search; zones do not overlap."""

    def __init__(self, zones: Iterable[SecurityZone]) -> None:
        spans = sorted(
            (one.version, int(one.network_address), int(one.broadcast_address), zone.name)
            for zone in zones
            for one in map(ip_network, zone.addresses)
        )
        self._starts = [(version, first) for version, first, _, _ in spans]
        self._ends = [(last, name) for _, _, last, name in spans]

    def zone_of(self, address: str) -> str:
        """The zone's name, empty where there is none."""
        one = ip_address(address)
        at = bisect_right(self._starts, (one.version, int(one))) - 1
        if at < 0 or self._starts[at][0] != one.version or int(one) > self._ends[at][0]:
            return ""
        return self._ends[at][1]


def legs(estate: Estate) -> tuple[Leg, ...]:
    """All legs of an estate's hosts and of its devices that are no hosts, in the order of the files."""
    zones = ZoneMap(estate.policy.zones.values() if estate.policy else ())
    segments = estate.hosts.segments
    return tuple(_leg(*one, segments, zones) for one in _written(estate))


def _written(estate: Estate) -> Iterator[tuple[str, str, str, str]]:
    for host in estate.hosts.hosts.values():
        for one in host.interfaces:
            yield from ((host.name, one.name, one.segment, at) for at in (one.address, one.address6) if at)
    for device in estate.devices.values():
        if device.name not in estate.hosts.hosts:
            for port in device.ports:
                yield from ((device.name, port.name, port.segment, at) for at in (port.address, port.address6) if at)


def _leg(host: str, interface: str, name: str, written: str, segments: Mapping[str, Segment], zones: ZoneMap) -> Leg:
    address, _, length = written.partition("/")
    segment = segments.get(name)
    management, border = bool(segment and segment.management), bool(segment and segment.border)
    return Leg(host, interface, name, address, int(length), zones.zone_of(address), management, border)
