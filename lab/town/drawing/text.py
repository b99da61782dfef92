"""A drawing for a terminal: hosts below one another, segments as upright lines beside them, a knot where a host is on one.

Any font of one width will do, and a hundred columns: a plane with more segments than there is room for goes on in another part.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from lab.town.drawing.grid import Grid
from lab.town.drawing.told import told
from lab.town.faults import Fault

KNOT, CUT, CROSS, LINE, DASH = "●", "✕", "┼", "│", "─"
COLUMN: Final = 2
NAMES: Final = 26


def drawn(
    grid: Grid,
    words: Mapping[str, str],
    faults: Mapping[str, Fault],
    pad: Callable[[str, int], str],
    columns: int = 100,
) -> Iterator[str]:
    """Yield its lines. `pad` fills a text up to so many places of the terminal, and cuts what is longer."""
    room = max(1, (columns - NAMES - 40) // COLUMN)
    for number, plane in enumerate(grid.planes):
        names = _ordered(grid, number)
        segments = [one for one in _by_first(grid, names) if one in plane.hosts.segments]
        yield f"{words[plane.network]} · {plane.title or plane.name}"
        for start in range(0, len(segments), room):
            part = _part(grid, names, segments[start : start + room], words, faults, pad)
            yield from (pad(line, columns).rstrip() for line in part)
        yield ""


def _ordered(grid: Grid, plane: int) -> list[str]:
    """The plane's hosts, site by site as they stand."""
    own = [(spot.site, spot.row, spot.slot, name) for name, spot in grid.spots.items()]
    return [name for _, row, _, name in sorted(own) if grid.rows[row].plane == plane]


def _by_first(grid: Grid, names: Sequence[str]) -> list[str]:
    """Segments in the order in which the lines begin; management first."""
    places = {name: number for number, name in enumerate(names)}
    on = {one: sorted(places[name] for name in grid.members(one) if name in places) for one in grid.segments}
    return sorted((one for one in on if on[one]), key=lambda one: (not grid.segments[one].management, on[one], one))


def _part(
    grid: Grid,
    names: Sequence[str],
    segments: Sequence[str],
    words: Mapping[str, str],
    faults: Mapping[str, Fault],
    pad: Callable[[str, int], str],
) -> Iterator[str]:
    ends = {one: [names.index(name) for name in grid.members(one) if name in names] for one in segments}
    for number, name in enumerate(segments):
        fault = told(name, grid, faults)
        border = words["border"] if grid.segments[name].border else ""
        more = "  ".join(word for word in (fault, grid.segments[name].addresses, border) if word)
        yield " " * NAMES + (LINE.ljust(COLUMN)) * number + f"┌ {name}  {more}"
    site = -1
    for row, name in enumerate(names):
        spot = grid.spots[name]
        if spot.site != site:
            site = spot.site
            head = list(grid.sites.values())[site]
            yield pad(head, NAMES) + "".join(_passing(ends[one], row, first=not row) for one in segments).rstrip()
        yield _row(grid, name, row, segments, ends, faults, pad)


def _passing(ends: Sequence[int], row: int, *, first: bool) -> str:
    """What a segment's line is above a row: it hangs from its name down to its last host."""
    return (LINE if first or row <= max(ends) else " ").ljust(COLUMN)


def _row(
    grid: Grid,
    name: str,
    row: int,
    segments: Sequence[str],
    ends: Mapping[str, Sequence[int]],
    faults: Mapping[str, Fault],
    pad: Callable[[str, int], str],
) -> str:
    last = max((number for number, one in enumerate(segments) if row in ends[one]), default=-1)
    line = pad(f"  {name}  {grid.hosts[name].title}", NAMES - 1) + (DASH if last >= 0 else " ")
    for number, one in enumerate(segments):
        fill = DASH if number < last else " "
        line += _mark(one, name, row, ends[one], faults, fill) + fill * (COLUMN - 1)
    return line.rstrip()


def _mark(segment: str, name: str, row: int, ends: Sequence[int], faults: Mapping[str, Fault], fill: str) -> str:
    if row in ends:
        cut = any(faults.get(link, Fault()).cut for link in (segment, f"{segment}:{name}"))
        return CUT if cut else KNOT
    if row > max(ends):
        return fill
    return CROSS if fill == DASH else LINE
