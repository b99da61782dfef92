"""Which host stands in which row and slot: planes below one another, sites side by side, a row a zone.

A plane is the hosts of one network. The first plane stands upside down, so that what stands between the networks is where they meet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Final, NamedTuple

from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Segment

# From where the planes meet to their far ends.
RANK: Final = {"firewall": 0, "exchange": 0, "router": 1, "host": 2, "management": 3}


class Spot(NamedTuple):
    """Where a host stands: row of the whole drawing, site, and slot in the site's part of the row."""

    row: int
    site: int
    slot: int


class Row(NamedTuple):
    """A zone's row in a plane, with its title at each site."""

    plane: int
    zone: str
    titles: Mapping[str, str]


class Grid(NamedTuple):
    """The planes, the sites with their titles, the rows, and where each host stands."""

    planes: tuple[Estate, ...]
    sites: Mapping[str, str]
    rows: tuple[Row, ...]
    spots: Mapping[str, Spot]

    @property
    def hosts(self) -> Mapping[str, Host]:
        """All hosts, by name."""
        return {name: host for plane in self.planes for name, host in plane.hosts.hosts.items()}

    @property
    def segments(self) -> Mapping[str, Segment]:
        """All segments, by name; what two planes share is there once."""
        return {name: segment for plane in self.planes for name, segment in plane.hosts.segments.items()}

    def members(self, segment: str) -> tuple[str, ...]:
        """The hosts on a segment, as they stand."""
        on = (host.name for host in self.hosts.values() if any(one.segment == segment for one in host.interfaces))
        return tuple(sorted(on, key=lambda name: self.spots[name]))

    def slots(self, site: int) -> int:
        """How many slots a site's rows need."""
        return max((spot.slot + 1 for spot in self.spots.values() if spot.site == site), default=1)


def grid(planes: Sequence[Estate]) -> Grid:
    """Where everything stands."""
    used = {host.site: host.site for plane in planes for host in plane.hosts.hosts.values()}
    titles = {site.name: site.title for plane in planes for site in plane.sites}
    sites = {name: title for name, title in titles.items() if name in used} | {
        name: name for name in sorted(used) if name not in titles
    }
    rows = tuple(row for number, plane in enumerate(planes) for row in _rows(number, plane, upside_down=not number))
    bare = Grid(tuple(planes), sites, rows, {})
    return bare._replace(spots=_spots(bare))


def part(plane: Estate, names: Collection[str]) -> Estate:
    """A plane with these of its hosts alone, and the segments that they are on."""
    hosts = {name: host for name, host in plane.hosts.hosts.items() if name in names}
    used = {one.segment for host in hosts.values() for one in host.interfaces}
    segments = {name: segment for name, segment in plane.hosts.segments.items() if name in used}
    return replace(plane, hosts=replace(plane.hosts, hosts=hosts, segments=segments))


def _rows(number: int, plane: Estate, *, upside_down: bool) -> list[Row]:
    hosts = plane.hosts.hosts.values()
    ranks: dict[str, int] = {}
    for host in hosts:
        ranks[host.zone] = min(RANK[host.kind], ranks.get(host.zone, 9))
    titles = {(site.name, zone.name): zone.title for site in plane.sites for zone in site.zones}
    ordered = sorted(ranks, key=lambda zone: (ranks[zone], zone), reverse=upside_down)
    return [
        Row(number, zone, {site: title for (site, one), title in titles.items() if one == zone}) for zone in ordered
    ]


def _spots(bare: Grid) -> dict[str, Spot]:
    """Place rows beginning with those of routers, each host as near as may be below or above what it is joined to."""
    spots: dict[str, Spot] = {}
    joined = _joined(bare)
    cells = [(row, site) for row in range(len(bare.rows)) for site in range(len(bare.sites))]
    for row, site in sorted(cells, key=lambda cell: (not _routers(bare, cell[0]), cell)):
        names = _names(bare, row, site)
        placed = {name: spot.slot for name, spot in spots.items() if spot.site == site}
        wanted = {name: _mean(placed[one] for one in joined[name] if one in placed) for name in names}
        taken: set[int] = set()
        for name in sorted(names, key=lambda one: (wanted[one], RANK[bare.hosts[one].kind], one)):
            ideal = wanted[name] if isfinite(wanted[name]) else len(taken)
            free = [slot for slot in range(len(bare.hosts) + 1) if slot not in taken]
            nearest = min(free, key=lambda slot: (abs(slot - ideal), slot))
            taken.add(nearest)
            spots[name] = Spot(row, site, nearest)
    return spots


def _routers(bare: Grid, row: int) -> bool:
    return any(bare.hosts[name].kind == "router" for site in range(len(bare.sites)) for name in _names(bare, row, site))


def _names(bare: Grid, row: int, site: int) -> list[str]:
    plane, zone, _ = bare.rows[row]
    where = list(bare.sites)[site]
    return sorted(one.name for one in bare.planes[plane].hosts.hosts.values() if (one.zone, one.site) == (zone, where))


def _joined(bare: Grid) -> dict[str, set[str]]:
    """What each host shares a segment with, but for management."""
    found: dict[str, set[str]] = {name: set() for name in bare.hosts}
    on: dict[str, set[str]] = {}
    for host in bare.hosts.values():
        for one in host.interfaces:
            if not bare.segments[one.segment].management:
                on.setdefault(one.segment, set()).add(host.name)
    for names in on.values():
        for name in names:
            found[name] |= names - {name}
    return found


def _mean(numbers: Iterable[int]) -> float:
    every = list(numbers)
    return sum(every) / len(every) if every else float("inf")
