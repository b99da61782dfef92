"""The other network's ranges: nothing of this one's lies there."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.addresses import ranged
from inventory.files import EstateFiles
from zhengyun.errors import Place, ZhengyunError


def apart(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every zone and every way out in the other network; what else there is lies in a zone."""
    for addresses, place in _ranges(files):
        yield from foreign(files, addresses, place)


def foreign(files: EstateFiles, addresses: str, place: Place) -> Iterator[ZhengyunError]:
    """Yield that a range lies, whole or in part, in one of the other network's."""
    mine = ranged(addresses)
    for position, one in enumerate(files.estate.model.apart):
        theirs = ranged(one)
        if files.estate.knows("apart", position) and mine.version == theirs.version and mine.overlaps(theirs):
            yield ZhengyunError(codes.OF_THE_OTHER_NETWORK, place=place, addresses=addresses, apart=one)


def _ranges(files: EstateFiles) -> Iterator[tuple[str, Place]]:
    for one in files.sites.values():
        site = one.site
        for name, zone in site.model.zones.items():
            for position, addresses in enumerate(zone.addresses):
                if site.knows("zones", name, "addresses", position):
                    yield addresses, site.place("zones", name, "addresses", position)
        for name, external in site.model.externals.items():
            if site.knows("externals", name, "addresses"):
                yield external.addresses, site.place("externals", name, "addresses")
