"""Segments: each in a zone, none of two networks' management, each called as an interface can be."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from inventory import codes
from inventory.checks.addresses import inside
from inventory.checks.apart import foreign
from inventory.checks.names import has_a_meaning
from inventory.files import EstateFiles, Loaded
from inventory.schema.hosts import HostsFile, SegmentModel
from zhengyun.errors import N_, Place, ZhengyunError

# What Linux means by them: an interface of its own, and settings for all and for later ones.
RESERVED: Final = frozenset({"lo", "all", "default"})


class Declared(NamedTuple):
    """A segment, and the file that it stands in."""

    file: Loaded[HostsFile]
    model: SegmentModel

    def knows(self, name: str, word: str) -> bool:
        """Whether what the file says of it was accepted."""
        return self.file.knows("segments", name, word)


def segments_of(files: EstateFiles) -> Mapping[str, Declared]:
    """Every segment of the estate; of two with one name the first."""
    found: dict[str, Declared] = {}
    for _, _, file in files.host_files():
        for name, one in file.model.segments.items():
            found.setdefault(name, Declared(file, one))
    return found


def segments(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every segment that is where none can be."""
    yield from _names(files)
    zones = [one for each in zones_of(files).values() for one in each]
    for name, one in segments_of(files).items():
        if one.model.management and one.model.border and one.knows(name, "border") and one.knows(name, "management"):
            yield ZhengyunError(codes.TWO_PLANES, place=one.file.place("segments", name, "border"), segment=name)
        if one.model.border or not one.knows(name, "border") or not _know_zones(files):
            continue
        for word, addresses in (("addresses", one.model.addresses), ("addresses6", one.model.addresses6)):
            place = one.file.place("segments", name, word)
            if addresses and one.knows(name, word) and not inside(addresses, zones):
                told = list(foreign(files, addresses, place))
                yield from told or [ZhengyunError(codes.NO_ZONE, place=place, segment=name, addresses=addresses)]


def zones_of(files: EstateFiles) -> Mapping[str, list[str]]:
    """The ranges of each zone, at whatever site."""
    found: dict[str, list[str]] = {}
    for site in files.sites.values():
        for name, zone in site.site.model.zones.items():
            found.setdefault(name, []).extend(zone.addresses)
    return found


def _know_zones(files: EstateFiles) -> bool:
    return all(site.site.knows("zones") and site.site.lists("zones") for site in files.sites.values())


def _names(files: EstateFiles) -> Iterator[ZhengyunError]:
    taken: dict[str, Place] = {}
    for _, _, file in files.host_files():
        for name in file.model.segments:
            place = file.place("segments", name, of_name=True)
            if name in RESERVED:
                yield has_a_meaning(place, name)
            if name in taken:
                other = taken[name]
                yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("segment"), name=name, other=other)
            taken.setdefault(name, place)
