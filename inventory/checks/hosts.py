"""Hosts: each named once, in a zone that there is, on segments of that zone, with one way to be managed."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from inventory import codes
from inventory.checks.addresses import inside, outside, unusable
from inventory.checks.names import has_a_meaning
from inventory.checks.segments import Declared, segments_of, zones_of
from inventory.compile.hosts import leg_range
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.schema.hosts import HostModel, HostsFile
from zhengyun.errors import N_, Place, ZhengyunError

# What Ansible means by them: every host, those in no group, the machine that it runs on.
RESERVED: Final = frozenset({"all", "ungrouped", "localhost"})
Segments = Mapping[str, Declared]


class Leg(NamedTuple):
    """An address of a host on a segment, the how-manieth it is there."""

    segment: str
    position: int
    address: str


class One(NamedTuple):
    """A host, and the file that it stands in."""

    name: str
    file: Loaded[HostsFile]
    model: HostModel

    def place(self, *location: str | int, of_name: bool = False) -> Place:
        """Where something of it is written."""
        return self.file.place("hosts", self.name, *location, of_name=of_name)

    def knows(self, *location: str | int) -> bool:
        """Whether that was accepted."""
        return self.file.knows("hosts", self.name, *location)

    def legs(self) -> Iterator[Leg]:
        """Its addresses that were accepted."""
        for segment, addresses in self.model.interfaces.items():
            for position, address in enumerate(addresses):
                if self.knows("interfaces", segment, position):
                    yield Leg(segment, position, address)


def hosts_in(files: EstateFiles) -> Iterator[One]:
    """Every host of every site."""
    for _, _, file in files.host_files():
        yield from (One(name, file, one) for name, one in file.model.hosts.items())


def hosts(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with a host by itself or beside the others."""
    segments, zones = segments_of(files), zones_of(files)
    lying = _lying(segments, files)
    listed_all = all(file.lists("segments") for _, _, file in files.host_files())
    yield from _twice(files)
    for _, site, file in files.host_files():
        yield from _zone(site, file)
    for host in hosts_in(files):
        if host.name in RESERVED:
            yield has_a_meaning(host.place(of_name=True), host.name)
        yield from _segments(host, segments, listed_all=listed_all)
        yield from _addresses(host, segments)
        yield from _managed(host, segments)
        yield from _zones(host, segments, lying, zones)


def _twice(files: EstateFiles) -> Iterator[ZhengyunError]:
    """No name, no address and no key is two hosts'."""
    taken: dict[tuple[str, str], tuple[One, Location]] = {}
    for host in hosts_in(files):
        for what, name, at in _own(host):
            first, there = taken.setdefault((what, name), (host, at))
            if (first, there) != (host, at):
                place, other = (one.place(*where, of_name=not where) for one, where in ((host, at), (first, there)))
                yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=what, name=name, other=other)


def _own(host: One) -> Iterator[tuple[str, str, Location]]:
    """What is a host's alone, and where it is written; its name stands in front of it."""
    yield N_("host"), host.name, ()
    for leg in host.legs():
        yield N_("address"), leg.address, ("interfaces", leg.segment, leg.position)
    if host.model.key and host.knows("key"):
        yield N_("host key"), host.model.key, ("key",)


def _zone(site: SiteFiles, file: Loaded[HostsFile]) -> Iterator[ZhengyunError]:
    legal = site.site.model.zones
    for name, one in file.model.hosts.items() if site.site.lists("zones") else ():
        host = One(name, file, one)
        if one.zone not in legal and host.knows("zone"):
            yield _unknown(host.place("zone"), N_("zone"), one.zone, legal)


def _segments(host: One, segments: Segments, *, listed_all: bool) -> Iterator[ZhengyunError]:
    for name in host.model.interfaces:
        if name not in segments and listed_all and host.knows("interfaces"):
            yield _unknown(host.place("interfaces", name, of_name=True), N_("segment"), name, segments)


def _unknown(place: Place, what: str, name: str, legal: Mapping[str, object]) -> ZhengyunError:
    shown, near = listed(sorted(legal)), nearest(name, legal)
    return ZhengyunError(codes.UNKNOWN_REFERENCE, place=place, what=what, name=name, legal=shown, nearest=near)


def _addresses(host: One, segments: Segments) -> Iterator[ZhengyunError]:
    taken = set[tuple[str, str]]()
    for leg in host.legs():
        name = leg.segment
        if name not in segments or not all(segments[name].knows(name, word) for word in ("addresses", "addresses6")):
            continue
        range_, place = leg_range(leg.address, segments[name].model), host.place("interfaces", name, leg.position)
        if why := unusable(leg.address, range_):
            yield outside(place, leg.address, range_, why)
        elif (name, range_) in taken:
            expected = N_("one address of each family that the segment has")
            yield ZhengyunError(codes.NOT_EXPECTED, place=place, given=leg.address, expected=expected)
        taken.add((name, range_))


def _managed(host: One, segments: Segments) -> Iterator[ZhengyunError]:
    """One management segment for each; for the management host those of its sites, and nothing else."""
    if not host.knows("interfaces") or not all(_told(name, segments) for name in host.model.interfaces):
        return
    over = [name for name in host.model.interfaces if segments[name].model.management]
    if not over:
        legal = listed(sorted(name for name, one in segments.items() if one.model.management))
        yield ZhengyunError(codes.NOT_MANAGED, place=host.place(of_name=True), host=host.name, legal=legal)
    if not host.knows("kind"):
        return
    if host.model.kind == "management":
        for name in host.model.interfaces.keys() - over:
            place = host.place("interfaces", name)
            yield ZhengyunError(codes.MANAGEMENT_ELSEWHERE, place=place, host=host.name, segment=name)
    else:
        for name in over[1:]:
            place = host.place("interfaces", name)
            yield ZhengyunError(codes.TWO_MANAGED, place=place, host=host.name, segment=name, other=over[0])


def _told(name: str, segments: Segments) -> bool:
    return name in segments and segments[name].knows(name, "management")


def _lying(segments: Segments, files: EstateFiles) -> Mapping[str, list[str]]:
    """In which zones each segment lies."""
    zones = zones_of(files)
    return {
        name: [zone for zone, ranges in zones.items() if any(inside(leg, ranges) for leg in _ranges(one))]
        for name, one in segments.items()
        if one.knows(name, "*")
    }


def _ranges(one: Declared) -> list[str]:
    return [range_ for range_ in (one.model.addresses, one.model.addresses6) if range_]


def _zones(
    host: One, segments: Segments, lying: Mapping[str, list[str]], zones: Collection[str]
) -> Iterator[ZhengyunError]:
    """Routers, firewalls and exchange hosts stand between zones, the management host in none; every other host in its own."""
    if host.model.kind != "host" or not all(host.knows(word) for word in ("kind", "zone")):
        return
    for name in host.model.interfaces:
        if name not in lying or segments[name].model.management:
            continue
        if segments[name].model.border:
            place = host.place("interfaces", name)
            yield ZhengyunError(codes.ON_BORDER, place=place, host=host.name, segment=name)
        if lying[name] and host.model.zone in zones and host.model.zone not in lying[name]:
            place, words = host.place("interfaces", name), {"zone": host.model.zone, "other": lying[name][0]}
            yield ZhengyunError(codes.TWO_ZONES, place=place, host=host.name, segment=name, **words)
