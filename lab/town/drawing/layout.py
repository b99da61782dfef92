"""Where everything is drawn, in the units of the picture: x to the right, y down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from lab.town.drawing.grid import Grid, Spot

WIDE, HIGH = 138, 62
APART, PAD, BETWEEN, MARGIN = 112, 30, 124, 26
TITLE, BAR = 68, 24
"""At the far end of a plane: its title, and each of its management segments at a site."""
LEFTMOST, LEAST, PICTURE = 470, 250, 720
"""How wide the first site is at least, where the title stands, how wide each other one, and all of it."""
NEAR, ROW, ARC, BUS, BORDER, SIDE = 44, 74, 26, 34, 74, 23


class Rect(NamedTuple):
    """A rectangle, its corner at the left above."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.wide / 2, self.y + self.high / 2


class Path(NamedTuple):
    """How a segment is drawn: a line, an arc below, a bar with a drop to each host, or round whatever stands between at the side; the label
    stands at (x, y)."""

    segment: str
    shape: Literal["line", "arc", "bus", "side"]
    points: tuple[tuple[float, float], ...]
    x: float
    y: float
    upright: bool = False


class Layout(NamedTuple):
    """Everything, where it is."""

    wide: float
    high: float
    boxes: Mapping[str, Rect]
    cells: Mapping[tuple[int, int], Rect]
    zones: Mapping[tuple[int, int], Rect]
    heads: Mapping[tuple[int, int], Rect]
    bars: Mapping[str, Rect]
    ties: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    paths: tuple[Path, ...]


def layout(grid: Grid) -> Layout:
    """Where everything is."""
    columns = _columns(grid)
    tops = _tops(grid)
    boxes = {name: _box(spot, columns, tops) for name, spot in grid.spots.items()}
    cells = dict(_cells(grid, columns, tops))
    wide = max(PICTURE, columns[-1][0] + columns[-1][1] + MARGIN)
    bottom = max((cell.y + cell.high for cell in cells.values()), default=0.0)
    zones = dict(_zones(grid, boxes))
    heads = {where: _head(where[0], cell, _deep(grid, where[0])) for where, cell in cells.items()}
    bars = dict(_bars(grid, heads))
    ties = tuple(_ties(grid, boxes, bars))
    paths = tuple(_paths(grid, boxes, tops))
    return Layout(wide, bottom + MARGIN + 44, boxes, cells, zones, heads, bars, ties, paths)


def _columns(grid: Grid) -> list[tuple[float, float]]:
    """Left and width of each site."""
    found: list[tuple[float, float]] = []
    left: float = MARGIN
    for site in range(len(grid.sites)):
        count = grid.slots(site)
        wide = max(LEAST if site else LEFTMOST, count * WIDE + (count - 1) * APART + 2 * PAD)
        found.append((left, wide))
        left += wide + BETWEEN
    return found


def _tops(grid: Grid) -> list[float]:
    """The upper edge of each row's boxes; below a row is room for its arcs and for the bars that hang between it and the next."""
    found = []
    at = float(MARGIN)
    for number, row in enumerate(grid.rows):
        if not number:
            at += _deep(grid, row.plane) if not row.plane else NEAR
        elif grid.rows[number - 1].plane != row.plane:
            at += _after(grid, grid.rows[number - 1].plane) + BORDER + NEAR - ROW
        found.append(at)
        deep = max((depth for _, depth in arcs(grid, number)), default=0)
        buses = any(_between(grid, segment) == number for segment in grid.segments)
        at += HIGH + ROW + deep * ARC + (BUS if buses else 0)
    return found


def _box(spot: Spot, columns: Sequence[tuple[float, float]], tops: Sequence[float]) -> Rect:
    return Rect(columns[spot.site][0] + PAD + spot.slot * (WIDE + APART), tops[spot.row], WIDE, HIGH)


def _cells(
    grid: Grid, columns: Sequence[tuple[float, float]], tops: Sequence[float]
) -> Iterator[tuple[tuple[int, int], Rect]]:
    """Each plane at each site where it has hosts."""
    there = {(grid.rows[spot.row].plane, spot.site) for spot in grid.spots.values()}
    for plane, site in sorted(there):
        own = [number for number, row in enumerate(grid.rows) if row.plane == plane]
        top = tops[own[0]] - (NEAR if plane else _deep(grid, plane))
        left, wide = columns[site]
        yield (plane, site), Rect(left, top, wide, tops[own[-1]] + HIGH + _after(grid, plane) - top)


def _after(grid: Grid, plane: int) -> int:
    """What is below a plane's last row."""
    return _deep(grid, plane) if plane else PAD


def _deep(grid: Grid, plane: int) -> int:
    """How much room the far end of a plane takes."""
    return TITLE + BAR * max((place + 1 for one, _, place in _places(grid).values() if one == plane), default=1)


def _head(plane: int, cell: Rect, deep: int) -> Rect:
    """Where a plane's title and its management segments stand."""
    return Rect(cell.x, cell.y + cell.high - deep + 10 if plane else cell.y, cell.wide, deep - 10)


def _places(grid: Grid) -> dict[str, tuple[int, int, int]]:
    """Where the bar of each management segment stands: the plane and site where most of its hosts are, and which one it is there."""
    found: dict[str, tuple[int, int, int]] = {}
    counts: Counter[tuple[int, int]] = Counter()
    for name, segment in sorted(grid.segments.items()):
        spots = [grid.spots[one] for one in grid.members(name)]
        if segment.management and len(spots) > 1:
            cells = [(grid.rows[spot.row].plane, spot.site) for spot in spots]
            cell = max(sorted(set(cells)), key=cells.count)
            found[name] = (*cell, counts[cell])
            counts[cell] += 1
    return found


def _zones(grid: Grid, boxes: Mapping[str, Rect]) -> Iterator[tuple[tuple[int, int], Rect]]:
    for row in range(len(grid.rows)):
        for site in range(len(grid.sites)):
            own = [boxes[name] for name, spot in grid.spots.items() if (spot.row, spot.site) == (row, site)]
            if own:
                left, right = min(one.x for one in own), max(one.x + one.wide for one in own)
                yield (row, site), Rect(left - 14, own[0].y - 24, right - left + 28, HIGH + 36)


def _bars(grid: Grid, heads: Mapping[tuple[int, int], Rect]) -> Iterator[tuple[str, Rect]]:
    """Management segments: a bar each at the far end of a plane."""
    for name, (plane, site, place) in _places(grid).items():
        head = heads[plane, site]
        y = head.y + (12 if plane else 34) + place * BAR
        yield name, Rect(head.x + 14, y, head.wide - 28, 20)


def _ties(
    grid: Grid, boxes: Mapping[str, Rect], bars: Mapping[str, Rect]
) -> Iterator[tuple[str, tuple[tuple[float, float], ...]]]:
    """From each management host to the segments that it reaches."""
    for name, host in sorted(grid.hosts.items()):
        for segment in sorted(one.segment for one in host.interfaces if host.kind == "management"):
            if segment in bars:
                yield segment, _tie(boxes[name], bars[segment])


def _tie(box: Rect, bar: Rect) -> tuple[tuple[float, float], ...]:
    x, y = box.middle
    edge = bar.y if bar.y > box.y else bar.y + bar.high
    if bar.x <= x <= bar.x + bar.wide:
        return (x, box.y + box.high if bar.y > box.y else box.y), (x, edge)
    beside = bar.x + 40 if bar.x > x else bar.x + bar.wide - 40
    return (box.x + box.wide if bar.x > x else box.x, y), (beside, y), (beside, edge)


def arcs(grid: Grid, row: int) -> list[tuple[str, int]]:
    """The segments that join two hosts of a row over others, each with how deep its arc hangs: 1 for the shortest."""
    found = []
    for name, segment in grid.segments.items():
        spots = [grid.spots[one] for one in grid.members(name)]
        if not segment.management and len(spots) == 2 and {one.row for one in spots} == {row}:
            over = sum(spots[0] < one < spots[1] for one in grid.spots.values())
            if over:
                found.append((over, name))
    return [(name, depth) for depth, (_, name) in enumerate(sorted(found), 1)]


def _between(grid: Grid, segment: str) -> int | None:
    """The row below which a segment of several hosts has its bar; None for one of two."""
    spots = [grid.spots[one] for one in grid.members(segment)]
    if len(spots) < 3 or grid.segments[segment].management:
        return None
    rows = sorted({one.row for one in spots})
    return rows[-2] if len(rows) > 1 else rows[0]


def _paths(grid: Grid, boxes: Mapping[str, Rect], tops: Sequence[float]) -> Iterator[Path]:
    deep = {name: depth for row in range(len(grid.rows)) for name, depth in arcs(grid, row)}
    for name, segment in sorted(grid.segments.items()):
        members = [boxes[one] for one in grid.members(name)]
        if segment.management or len(members) < 2:
            continue
        row = _between(grid, name)
        if row is not None:
            lowest = max((depth for _, depth in arcs(grid, row)), default=0)
            yield _bus(name, members, tops[row] + HIGH + lowest * ARC + BUS)
        elif name in deep:
            yield _arc(name, members[0], members[1], deep[name])
        elif _crosses(grid, name):
            yield _side(name, members[0], members[1])
        else:
            yield _line(name, members[0], members[1])


def _bus(name: str, members: Sequence[Rect], y: float) -> Path:
    # Not in the middle of a host: lines of two ends may hang there.
    points = tuple((one.x + one.wide * 0.5, one.y if one.y > y else one.y + one.high) for one in members)
    return Path(name, "bus", points, min(x for x, _ in points), y)


def _arc(name: str, one: Rect, other: Rect, depth: int) -> Path:
    # The deeper one goes round the others.
    aside = max(0.15, 0.37 - 0.13 * depth) * one.wide
    first = one.middle[0] + aside, one.y + one.high
    last = other.middle[0] - aside, other.y + other.high
    return Path(name, "arc", (first, last), first[0] + 16, first[1] + depth * ARC)


def _crosses(grid: Grid, segment: str) -> bool:
    """Whether a segment leads from plane to plane over rows of one of them."""
    rows = sorted(grid.spots[one].row for one in grid.members(segment))
    return rows[-1] - rows[0] > 1 and grid.rows[rows[0]].plane != grid.rows[rows[-1]].plane


def _side(name: str, one: Rect, other: Rect) -> Path:
    upper, lower = sorted((one, other), key=lambda box: box.y)
    aside = min(upper.x, lower.x) - SIDE
    points = (
        (upper.x, upper.middle[1]),
        (aside, upper.middle[1]),
        (aside, lower.middle[1]),
        (lower.x, lower.middle[1]),
    )
    return Path(name, "side", points, aside, lower.y - NEAR - BORDER / 2, upright=True)


def _line(name: str, one: Rect, other: Rect) -> Path:
    if one.y == other.y:
        left, right = sorted((one, other))
        y = left.middle[1]
        return Path(name, "line", ((left.x + left.wide, y), (right.x, y)), (left.x + left.wide + right.x) / 2, y)
    upper, lower = sorted((one, other), key=lambda box: box.y)
    first, last = (upper.middle[0], upper.y + upper.high), (lower.middle[0], lower.y)
    return Path(name, "line", (first, last), (first[0] + last[0]) / 2, (first[1] + last[1]) / 2, upright=True)
