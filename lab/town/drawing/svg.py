"""A drawing as a picture (SVG 1.1): the same estate gives the same bytes."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from lab.town.drawing.grid import Grid
from lab.town.drawing.layout import HIGH, Layout, Path, Rect, layout
from lab.town.drawing.told import told
from lab.town.faults import Fault
from zhengyun.errors import fill
from zhengyun.estate.hosts import Host

FONT: Final = "'Noto Sans', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', 'DejaVu Sans', sans-serif"
# Of each plane: what its parts are filled and drawn with.
PLANES: Final = (("#fbf7ef", "#a3742c"), ("#eff5f9", "#2f6486"), ("#f2f7ef", "#4b7a35"))
# Of each kind: how round its corners are, and what it is filled with.
KINDS: Final = {
    "host": (6, "#ffffff"),
    "router": (31, "#ffffff"),
    "firewall": (2, "#fdebe7"),
    "exchange": (14, "#fdf6d8"),
    "management": (20, "#f3ecf8"),
}
STYLE: Final = """
text{fill:#1d2b36}
.t{font-size:17px;font-weight:600}.s{font-size:14px;font-weight:600;fill:#51626f}.z{font-size:11.5px;fill:#5c6c79}
.n{font-size:14px;font-weight:600}.d{font-size:11.5px;fill:#42525e}.a{font-size:10.5px;fill:#7b4fa0}
.l{font-size:11px;font-weight:600}.r{font-size:10px;fill:#66757f}.l,.r,.f,.z{paint-order:stroke;stroke:#fff;stroke-width:3.5px;stroke-linejoin:round}
.f{font-size:11px;font-weight:600;fill:#c0392b}
.w{fill:none;stroke:#5b7486;stroke-width:1.8}.b{stroke:#8a4b2d;stroke-dasharray:1 0}
.cut{stroke:#c0392b;stroke-dasharray:7 5;stroke-width:2.2}.ill{stroke:#d68910;stroke-width:2.6}
.tie{fill:none;stroke:#a583c0;stroke-width:1.6;stroke-dasharray:2 3}.m{fill:#f3ecf8;stroke:#a583c0}.z0{fill:#fff;fill-opacity:.62;stroke:#b7c3cc;stroke-dasharray:4 3}
"""


def drawn(grid: Grid, words: Mapping[str, str], faults: Mapping[str, Fault]) -> str:
    """The picture. `words` are what no file says, in the reader's language: `internal`, `external`, `description`, the kinds, `of`."""
    where = layout(grid)
    lines = [*_head(where, grid, words), *_areas(where, grid, words), *_bars(where, grid, words, faults)]
    for path in where.paths:
        lines += _path(path, grid, faults)
    lines += _zones(where, grid)
    for name, box in where.boxes.items():
        lines += _host(grid.hosts[name], box, PLANES[grid.rows[grid.spots[name].row].plane % len(PLANES)][1])
    return "\n".join([*lines, *_legend(where, words), "</svg>", ""])


def _head(where: Layout, grid: Grid, words: Mapping[str, str]) -> Iterator[str]:
    title = " · ".join(plane.title or plane.name for plane in grid.planes)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {where.wide:g} {where.high:g}" width="{where.wide:g}" '
        f'height="{where.high:g}" font-family="{FONT}" role="img" aria-labelledby="t d">'
    )
    yield f'<title id="t">{escape(title)}</title>'
    yield f'<desc id="d">{escape(words["description"])}</desc>'
    yield f"<style>{STYLE}</style>"
    yield f'<rect width="{where.wide:g}" height="{where.high:g}" fill="#fff"/>'


def _areas(where: Layout, grid: Grid, words: Mapping[str, str]) -> Iterator[str]:
    for (plane, site), area in where.cells.items():
        fill, stroke = PLANES[plane % len(PLANES)]
        estate = grid.planes[plane]
        yield _rect(area, 12, f'fill="{fill}" stroke="{stroke}" stroke-opacity=".45"')
        name = list(grid.sites)[site]
        head = where.heads[plane, site]
        y = head.y + (head.high - 18 if plane else 23)
        yield _text("s", head.x + head.wide - 14, y, grid.sites[name], "end")
        if site == min(one for number, one in where.cells if number == plane):
            yield _text("t", head.x + 14, y, f"{words[estate.network]} · {estate.title or estate.name}")
    yield from (_rect(area, 8, 'class="z0"') for area in where.zones.values())


def _zones(where: Layout, grid: Grid) -> Iterator[str]:
    for (row, site), area in where.zones.items():
        title = grid.rows[row].titles.get(list(grid.sites)[site])
        yield _text("z", area.x + 9, area.y + 16, title or grid.rows[row].zone)


def _bars(where: Layout, grid: Grid, words: Mapping[str, str], faults: Mapping[str, Fault]) -> Iterator[str]:
    for name, points in where.ties:
        (x, y), *rest = points
        yield f'<path class="tie{_ill(name, grid, faults)}" d="M{x:g} {y:g}{"".join(f"L{a:g} {b:g}" for a, b in rest)}"/>'
    for name, bar in where.bars.items():
        ill = _ill(name, grid, faults)
        yield _rect(bar, 10, f'class="m{ill}"')
        count = fill(words["count"], {"count": len(grid.members(name))})
        text = f"{name} · {grid.segments[name].addresses} · {count}"
        yield _text("a", bar.x + 12, bar.y + 14, text)
        yield _text("f", bar.x + bar.wide - 12, bar.y + 14, told(name, grid, faults), "end")


def _path(path: Path, grid: Grid, faults: Mapping[str, Fault]) -> Iterator[str]:
    segment = grid.segments[path.segment]
    kind = f'class="w{" b" if segment.border else ""}{_ill(path.segment, grid, faults)}"'
    yield f'<path {kind} d="{_way(path)}"/>'
    fault = told(path.segment, grid, faults)
    if path.upright:
        x, anchor = path.x + 8, "start"
        lines = ((path.y - 4, "l", path.segment), (path.y + 9, "r", segment.addresses), (path.y + 22, "f", fault))
    elif path.shape in {"arc", "bus"}:
        x, anchor = path.x + (8 if path.shape == "bus" else 0), "start"
        lines = ((path.y - 5, "l", f"{path.segment} · {segment.addresses}"), (path.y + 14, "f", fault), (0.0, "r", ""))
    else:
        x, anchor = path.x, "middle"
        lines = ((path.y - 6, "l", path.segment), (path.y + 13, "r", segment.addresses), (path.y + 26, "f", fault))
    yield from (_text(style, x, y, text, anchor) for y, style, text in lines if text)


def _way(path: Path) -> str:
    if path.shape == "side":
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in path.points)
    if path.shape == "bus":
        left, right = (end(x for x, _ in path.points) for end in (min, max))
        drops = "".join(f"M{x:g} {y:g}V{path.y:g}" for x, y in path.points)
        return f"M{left:g} {path.y:g}H{right:g}{drops}"
    (x, y), (to, last) = path.points
    if path.shape == "arc":
        # Of rounded corners: it hangs as deep as its label stands.
        turn = 12
        return (
            f"M{x:g} {y:g}V{path.y - turn:g}Q{x:g} {path.y:g} {x + turn:g} {path.y:g}"
            f"H{to - turn:g}Q{to:g} {path.y:g} {to:g} {path.y - turn:g}V{last:g}"
        )
    return f"M{x:g} {y:g}L{to:g} {last:g}"


def _host(host: Host, box: Rect, stroke: str) -> Iterator[str]:
    addresses = ", ".join(f"{one.segment} {one.address}" for one in host.interfaces)
    yield f"<g><title>{escape(f'{host.name} {host.title}: {addresses}')}</title>"
    corner, fill_with = KINDS[host.kind]
    yield _rect(box, corner, f'fill="{fill_with}" stroke="{stroke}" stroke-width="1.6"')
    x = box.middle[0]
    yield _text("n", x, box.y + 21, host.name, "middle")
    yield _text("d", x, box.y + 37, _short(host.title, 10), "middle")
    yield _text("a", x, box.y + HIGH - 10, host.address.partition("/")[0], "middle")
    yield "</g>"


def _legend(where: Layout, words: Mapping[str, str]) -> Iterator[str]:
    x, y = 26.0, where.high - 34
    for kind, (corner, fill_with) in KINDS.items():
        yield _rect(Rect(x, y, 34, 18), min(corner, 9), f'fill="{fill_with}" stroke="#51626f" stroke-width="1.4"')
        yield _text("z", x + 42, y + 13, words[kind])
        x += 42 + 26 + 13 * len(words[kind]) * (0.55 if words[kind].isascii() else 1)


def _ill(segment: str, grid: Grid, faults: Mapping[str, Fault]) -> str:
    if faults.get(segment, Fault()).cut:
        return " cut"
    return " ill" if told(segment, grid, faults) else ""


def _short(text: str, most: int) -> str:
    """As much of a text as there is room for: so many Chinese characters, or nearly twice as many others."""
    room = float(most)
    for number, character in enumerate(text):
        room -= 0.58 if character.isascii() else 1
        if room < 0:
            return text[: number - 1] + "…"
    return text


def _rect(area: Rect, corner: float, more: str) -> str:
    return f'<rect x="{area.x:g}" y="{area.y:g}" width="{area.wide:g}" height="{area.high:g}" rx="{corner:g}" {more}/>'


def _text(style: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{style}" x="{x:g}" y="{y:g}"{where}>{escape(text)}</text>'
