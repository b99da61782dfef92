"""The page of a certificate of separation: what was proven, by which numbers, for how long, and who has signed it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from cli.probing.lines import packet, tried, why
from cli.reports.pages import HEIGHT, WIDTH, Page
from cli.text import _
from network.certifying import Certificate
from zhengyun.errors import N_

LEFT, RIGHT = 48.0, WIDTH - 48.0
INK, FAINT, PALE, RULE = "#1d2733", "#6b7785", "#f3f5f8", "#d5dbe3"
GREEN, LIGHT, RED, AMBER, GREY = "#1e7d4f", "#d8efe2", "#b3261e", "#b26a00", "#e9edf2"
PLANES: Final[Mapping[str, str]] = {
    "internal": N_("internal network"),
    "external": N_("external network"),
    "video": N_("video network"),
}
MOST: Final = 24
"""So many zones have a row each; of more, only the networks have."""
NAMED: Final = 3


class Cell(NamedTuple):
    """What was tried from a zone to another: packets that should come, that came, that should not come, that did or are unknown."""

    allowed: int = 0
    came: int = 0
    kept: int = 0
    wrong: int = 0


def page(found: Certificate) -> bytes:
    """The page, in the reader's language."""
    proof = found.proof
    title = _("Certificate of separation")
    sheet = Page(f"{title} {proof['digest']}")
    y = _head(sheet, title, proof)
    y = _facts(sheet, y, found)
    y = _tiles(sheet, y, proof)
    y = _matrix(sheet, y, proof["matrix"])
    _wrong(sheet, y, proof["wrong"])
    _signed(sheet, found)
    return sheet.done()


def _head(sheet: Page, title: str, proof: Mapping[str, Any]) -> float:
    sheet.box(0, 0, WIDTH, 8, GREEN if proof["passed"] else RED)
    sheet.text(LEFT, 56, title, size=24, colour=INK, bold=True)
    names = " · ".join(_(PLANES.get(one, one)) for one in proof["networks"])
    sheet.text(LEFT, 76, names, size=11, colour=FAINT)
    word = _("kept apart as declared") if proof["passed"] else _("not proven")
    wide = sheet.width(word, 11, bold=True) + 24
    colours = (LIGHT, GREEN) if proof["passed"] else ("#f9dedc", RED)
    sheet.box(RIGHT - wide, 40, wide, 24, colours[0], round_=12)
    sheet.text(RIGHT - wide / 2, 56, word, size=11, colour=colours[1], bold=True, where="middle")
    if proof["training"]:
        sheet.text(RIGHT, 78, _("of a training set: of no force"), size=9, colour=AMBER, where="right")
    return 96


def _facts(sheet: Page, y: float, found: Certificate) -> float:
    proof = found.proof
    rows = (
        (_("proven"), _interval(proof["began"], proof["ended"])),
        (_("valid until"), _short(proof["valid_until"])),
        (_("plan"), f"{proof['plan']['network']} · {proof['plan']['signer']} · {proof['plan']['digest'][:23]}"),
        (_("tool"), f"zhengyun {proof['version']}"),
    )
    sheet.line(LEFT, y, RIGHT, y, RULE)
    half = (RIGHT - LEFT) / 2
    for at, (name, value) in enumerate(rows):
        x, line = LEFT + half * (at % 2), y + 18 + 17 * (at // 2)
        sheet.text(x, line, name, size=8.5, colour=FAINT)
        sheet.text(x + 62, line, value, size=9, colour=INK, most=half - 72)
    wide = ((_("scope"), tried(proof["scope"])), (_("hosts"), _hosts(proof["scope"]["networks"])))
    for at, (name, value) in enumerate(wide):
        sheet.text(LEFT, y + 52 + 17 * at, name, size=8.5, colour=FAINT)
        sheet.text(LEFT + 62, y + 52 + 17 * at, value, size=9, colour=INK, most=RIGHT - LEFT - 72)
    return y + 84


def _hosts(networks: Mapping[str, Any]) -> str:
    """How many of each network took part, and how many of them were left out, whole or in part."""
    return " · ".join(
        f"{_(PLANES.get(name, name))} {one['hosts']}" + (f" (-{len(one['left_out'])})" if one["left_out"] else "")
        for name, one in networks.items()
    )


def _tiles(sheet: Page, y: float, proof: Mapping[str, Any]) -> float:
    allowed, forbidden, mutation = proof["allowed"], proof["forbidden"], proof["mutation"]
    tiles = (
        (f"{proof['score'] / 100:.2f} %", _("score"), proof["passed"]),
        (f"{allowed['open']} / {allowed['tried']}", _("permitted, and open"), allowed["open"] == allowed["tried"]),
        (f"{forbidden['open']} / {forbidden['tried']}", _("forbidden, and open"), not forbidden["open"]),
        (str(proof["unknown"]), _("unknown"), not proof["unknown"]),
        (f"{proof['controls_failed']} / {proof['controls']}", _("controls lost"), not proof["controls_failed"]),
        (f"{mutation['caught']} / {mutation['tried']}" if mutation else "-", _("guards proven"), mutation["caught"] == mutation["tried"] if mutation else None),
    )  # fmt: skip
    gap = 8.0
    wide = (RIGHT - LEFT - gap * (len(tiles) - 1)) / len(tiles)
    for at, (value, name, well) in enumerate(tiles):
        x = LEFT + at * (wide + gap)
        sheet.box(x, y, wide, 46, PALE, round_=4)
        # What was not tried is neither well nor wrong.
        sheet.box(x, y, 2.5, 46, RULE if well is None else GREEN if well else RED)
        sheet.text(x + wide / 2, y + 21, value, size=13, colour=INK, bold=True, where="middle", most=wide - 12)
        sheet.text(x + wide / 2, y + 37, name, size=7.5, colour=FAINT, where="middle", most=wide - 8)
    return y + 68


def _matrix(sheet: Page, y: float, rows: Sequence[Mapping[str, Any]]) -> float:
    names = sorted({str(row[end]) for row in rows for end in ("source", "target")}, key=_order)
    by_plane = len(names) > MOST
    cells = _cells(rows, by_plane)
    names = sorted({_named(one, by_plane) for one in names}, key=_order)
    sheet.text(LEFT, y, _("From each zone (rows) to each (columns)"), size=10, colour=INK, bold=True)
    _legend(sheet, y)
    label = 124.0
    side = min((RIGHT - LEFT - label) / max(1, len(names)), 46.0)
    high = min(side, 32.0)
    high = min(high, (HEIGHT - 250 - y) / max(1, len(names)))
    top = y + 26
    for at, name in enumerate(names):
        x = LEFT + label + at * side
        sheet.text(x + side / 2, top - 4, str(at + 1), size=7, colour=FAINT, where="middle")
        line = top + at * high
        sheet.text(LEFT, line + high / 2 + 3, f"{at + 1}", size=7, colour=FAINT)
        sheet.text(LEFT + 14, line + high / 2 + 3, name, size=8, colour=INK, most=label - 20)
        for to, other in enumerate(names):
            _cell(sheet, LEFT + label + to * side, line, side, high, cells.get((name, other)))
    for plane, first, count in _planes(names):
        sheet.line(
            LEFT + label - 4,
            top + first * high + 1,
            LEFT + label - 4,
            top + (first + count) * high - 1,
            _shade(plane),
            2,
        )
    return top + len(names) * high + 16


def _cell(sheet: Page, x: float, y: float, wide: float, high: float, cell: Cell | None) -> None:
    colour = "#ffffff"
    if cell:
        colour = "#f5c6c2" if cell.wrong else LIGHT if cell.allowed else GREY
    sheet.box(x + 0.6, y + 0.6, wide - 1.2, high - 1.2, colour)
    if cell is None:
        return
    middle, size = x + wide / 2, min(8.5, high / 3.2)
    if cell.wrong:
        sheet.text(
            middle,
            y + high / 2 + size / 3,
            f"! {cell.wrong}",
            size=size + 1,
            colour=RED,
            bold=True,
            where="middle",
            most=wide - 3,
        )
    elif cell.allowed:
        sheet.text(
            middle,
            y + high / 2 - 0.5,
            f"+{cell.came}",
            size=size,
            colour=GREEN,
            bold=True,
            where="middle",
            most=wide - 3,
        )
        if cell.kept:
            sheet.text(
                middle, y + high / 2 + size, str(cell.kept), size=size - 1, colour=FAINT, where="middle", most=wide - 3
            )
    else:
        sheet.text(
            middle, y + high / 2 + size / 3, str(cell.kept), size=size, colour=FAINT, where="middle", most=wide - 3
        )


def _legend(sheet: Page, y: float) -> None:
    x = RIGHT
    for colour, word in (
        ("#f5c6c2", _("not as declared")),
        (GREY, _("nothing passes")),
        (LIGHT, _("passes as permitted (+)")),
    ):
        x -= sheet.width(word, 7.5)
        sheet.text(x, y, word, size=7.5, colour=FAINT)
        sheet.box(x - 12, y - 7, 8, 8, colour)
        x -= 24


def _wrong(sheet: Page, y: float, wrong: Sequence[Mapping[str, Any]]) -> None:
    for at, one in enumerate(wrong[:NAMED]):
        said = f"{one['source']['host']} > {one['target']['host']} {packet(one)}: {why(one['why'])}"
        sheet.text(LEFT, y + 11 * at, said, size=8, colour=RED, most=RIGHT - LEFT)
    if len(wrong) > NAMED:
        sheet.text(LEFT, y + 11 * NAMED, _("and {count} more").format(count=len(wrong) - NAMED), size=8, colour=RED)


def _signed(sheet: Page, found: Certificate) -> None:
    proof, y = found.proof, HEIGHT - 172
    sheet.line(LEFT, y, RIGHT, y, RULE)
    sheet.text(LEFT, y + 18, _("Measured by"), size=10, colour=INK, bold=True)
    for at, one in enumerate(proof["halves"][:4]):
        words = f"{_(PLANES.get(one['network'], one['network']))} · {one['signer']} · {one['key']['id']}"
        sheet.text(LEFT, y + 34 + 13 * at, words, size=8.5, colour=INK, most=(RIGHT - LEFT) / 2 - 16)
    middle = LEFT + (RIGHT - LEFT) / 2
    sheet.text(middle, y + 18, _("Certified by"), size=10, colour=INK, bold=True)
    sheet.text(middle, y + 36, found.signer, size=13, colour=INK, bold=True)
    sheet.text(
        middle, y + 50, f"{_(PLANES.get(found.network, found.network))} · {_short(found.signed)}", size=8.5, colour=INK
    )
    sheet.text(middle, y + 63, f"{found.key.algorithm} · {found.key.id}", size=8.5, colour=FAINT)
    sheet.box(LEFT, y + 92, RIGHT - LEFT, 38, PALE, round_=4)
    sheet.text(LEFT + 10, y + 107, proof["digest"], size=8.5, colour=INK, most=RIGHT - LEFT - 20)
    check = _("This page is read by people; what counts is the file: {command}").format(
        command=f"zhengyun net certificate verify {found.file.rpartition('/')[2]}"
    )
    sheet.text(LEFT + 10, y + 121, check, size=7.5, colour=FAINT, most=RIGHT - LEFT - 20)


def _cells(rows: Sequence[Mapping[str, Any]], by_plane: bool) -> Mapping[tuple[str, str], Cell]:
    found: dict[tuple[str, str], Cell] = {}
    for row in rows:
        pair = _named(row["source"], by_plane), _named(row["target"], by_plane)
        before, allowed = found.get(pair, Cell()), row["expected"] == "open"
        wrong = row["unknown"] + (row["closed"] if allowed else row["open"])
        found[pair] = Cell(
            before.allowed + (row["tried"] if allowed else 0),
            before.came + (row["open"] if allowed else 0),
            before.kept + (0 if allowed else row["closed"]),
            before.wrong + wrong,
        )
    return found


def _planes(names: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    planes = [one.partition("/")[0] for one in names]
    for plane in dict.fromkeys(planes):
        yield plane, planes.index(plane), planes.count(plane)


def _shade(plane: str) -> str:
    return {"internal": "#35507a", "external": "#7a5a35", "video": "#5a357a"}.get(plane, FAINT)


def _order(name: str) -> tuple[int, str]:
    planes = list(PLANES)
    plane = name.partition("/")[0]
    return (planes.index(plane) if plane in planes else len(planes), name)


def _named(zone: str, by_plane: bool) -> str:
    return zone.partition("/")[0] if by_plane else zone


def _interval(began: str, ended: str) -> str:
    """Both instants, of one day its date once."""
    first, last = _short(began), _short(ended)
    same = first.partition(" ")[0] == last.partition(" ")[0]
    return f"{first.removesuffix(' UTC')} - {last.partition(' ')[2] if same else last}"


def _short(instant: str) -> str:
    """An instant to the second, as people read it."""
    return instant.partition(".")[0].replace("T", " ").removesuffix("Z").removesuffix("+00:00") + " UTC"
