"""Hosts: each named once, in a zone that there is, on segments of that zone, with one way to be managed."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from inventory import codes
from inventory.checks.addresses import inside, outside, unusable
from inventory.checks.segments import Declared, segments_of, zones_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.nearest import listed, nearest
from inventory.schema.hosts import HostModel, HostsFile
from zhengyun.errors import N_, Place, ZhengyunError

Segments = Mapping[str, Declared]
# Who may stand in several zones, and on the border between the networks.
BETWEEN = frozenset({"router", "firewall", "exchange"})


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


def hosts_in(files: EstateFiles) -> Iterator[One]:
    """Every host of every site."""
    for site in files.sites.values():
        if site.hosts:
            yield from (One(name, site.hosts, one) for name, one in site.hosts.model.hosts.items())


def hosts(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with a host by itself or beside the others."""
    segments, zones = segments_of(files), zones_of(files)
    listed_all = all(site.hosts.lists("segments") for site in files.sites.values() if site.hosts)
    yield from _twice(files)
    for site in files.sites.values():
        yield from _zone(site)
    for host in hosts_in(files):
        yield from _segments(host, segments, listed_all=listed_all)
        yield from _addresses(host, segments)
        yield from _managed(host, segments)
        yield from _zones(host, segments, zones)


def _twice(files: EstateFiles) -> Iterator[ZhengyunError]:
    """No name, no address and no key is two hosts'."""
    taken: dict[tuple[str, str], Place] = {}
    for host in hosts_in(files):
        for what, name, place in _own(host):
            if (what, name) in taken:
                yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=what, name=name, other=taken[what, name])
            taken.setdefault((what, name), place)


def _own(host: One) -> Iterator[tuple[str, str, Place]]:
    yield N_("host"), host.name, host.place(of_name=True)
    for segment, address in host.model.interfaces.items():
        if host.knows("interfaces", segment):
            yield N_("address"), address, host.place("interfaces", segment)
    if host.model.key and host.knows("key"):
        yield N_("host key"), host.model.key, host.place("key")


def _zone(site: SiteFiles) -> Iterator[ZhengyunError]:
    legal = site.site.model.zones
    for name, one in site.hosts.model.hosts.items() if site.hosts and site.site.lists("zones") else ():
        host = One(name, site.hosts, one)  # type: ignore[arg-type]
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
    for name, address in host.model.interfaces.items():
        if name in segments and segments[name].knows(name, "addresses") and host.knows("interfaces", name):
            range_ = segments[name].model.addresses
            if why := unusable(address, range_):
                yield outside(host.place("interfaces", name), address, range_, why)


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


def _zones(host: One, segments: Segments, zones: Mapping[str, list[str]]) -> Iterator[ZhengyunError]:
    """What stands between zones may stand in several; every other host stands in its own."""
    if host.model.kind in BETWEEN or not all(host.knows(word) for word in ("kind", "zone")):
        return
    for name in host.model.interfaces:
        if not _told(name, segments) or segments[name].model.management or not segments[name].knows(name, "*"):
            continue
        place, segment = host.place("interfaces", name), segments[name].model
        if segment.border and host.model.kind == "host":
            yield ZhengyunError(codes.ON_BORDER, place=place, host=host.name, segment=name)
        lies = [zone for zone, ranges in zones.items() if inside(segment.addresses, ranges)]
        if lies and host.model.zone in zones and host.model.zone not in lies and host.model.kind == "host":
            words = {"zone": host.model.zone, "other": lies[0], "segment": name}
            yield ZhengyunError(codes.TWO_ZONES, place=place, host=host.name, **words)
