"""Drawings of estates: nothing lies upon another thing, nothing is left out, and the same files give the same picture."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from ipaddress import ip_network
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from cli.wide import cut, pad, width
from lab.town import estates
from lab.town.drawing import svg, text
from lab.town.drawing.grid import Grid, grid, part
from lab.town.drawing.layout import layout
from lab.town.faults import Fault
from tests.examples import examples
from zhengyun.estate import Estate
from zhengyun.estate.hosts import KINDS, Host, Hosts, Interface, Segment

WORDS = {
    "internal": "内网",
    "external": "外网",
    "video": "视频网",
    "border": "两网",
    "count": "{count} 台",
    "description": "<图>",
} | {kind: kind for kind in KINDS}
PLANES = [estates.estate(network) for network in ("external", "internal", "video")]


@st.composite
def planes(draw: st.DrawFn) -> list[Estate]:
    """Estates of a few hosts on a few segments, some of which both have."""
    names = draw(st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True), min_size=2, max_size=9, unique=True))
    wires = draw(st.lists(st.from_regex(r"[a-z]{1,6}-[0-9]", fullmatch=True), min_size=1, max_size=6, unique=True))
    segments = {
        name: Segment(name, str(ip_network((0xC6120000 + (number << 8), 24))), management=draw(st.booleans()))
        for number, name in enumerate(wires)
    }
    hosts: list[dict[str, Host]] = [{}, {}]
    for number, name in enumerate(names):
        on = draw(st.lists(st.sampled_from(wires), max_size=4, unique=True))
        interfaces = tuple(Interface(one, one, f"198.18.0.{number + 1}/24") for one in on)
        site, zone = draw(st.sampled_from(["east", "west"])), draw(st.sampled_from(["core", "docks"]))
        title = draw(st.sampled_from(["起重机", "a <crane> & more than fits", ""]))
        kind = draw(st.sampled_from(KINDS))
        hosts[draw(st.integers(0, 1))][name] = Host(name, title, site, zone, kind, "", 22, "", interfaces)
    return [
        Estate("quays", "码头", network, (), hosts=Hosts(own, segments))  # type: ignore[arg-type]
        for network, own in zip(("external", "internal"), hosts, strict=True)
    ]


def told(found: Grid, faults: dict[str, Fault] | None = None) -> list[str]:
    """It on a terminal."""
    return list(text.drawn(found, WORDS, faults or {}, lambda line, size: pad(cut(line, size), size)))


@given(planes())
@examples(30)
def test_no_box_lies_upon_another_and_all_are_within_the_picture(found: list[Estate]) -> None:
    where = layout(grid(found))
    for one, other in combinations(where.boxes.values(), 2):
        assert (
            one.x + one.wide < other.x
            or other.x + other.wide < one.x
            or one.y + one.high < other.y
            or other.y + other.high < one.y
        )
    for box in where.boxes.values():
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.wide <= where.wide
        assert box.y + box.high <= where.high
        assert any(
            cell.x <= box.x and cell.y <= box.y and box.y + box.high <= cell.y + cell.high
            for cell in where.cells.values()
        )


@given(planes())
@examples(30)
def test_a_picture_is_well_formed_and_names_everything(found: list[Estate]) -> None:
    whole = grid(found)
    picture = svg.drawn(whole, WORDS, {})
    texts = [one.text or "" for one in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own
    assert {*whole.hosts} <= {*texts}
    for name in whole.segments:
        if len(whole.members(name)) > 1:
            assert any(one == name or one.startswith(f"{name} ") for one in texts)


@given(planes())
@examples(30)
def test_on_a_terminal_every_join_is_a_knot_and_no_line_is_too_long(found: list[Estate]) -> None:
    whole = grid(found)
    lines = told(whole)
    joins = sum(len(host.interfaces) for host in whole.hosts.values())
    assert sum(line.count(text.KNOT) for line in lines) == joins
    assert max(map(width, lines)) <= 100


def test_the_town_on_a_terminal_goes_into_a_hundred_columns() -> None:
    assert not any("…" in line for line in told(grid(PLANES)))
    lines = told(grid(PLANES), {"lan-d": Fault("silent", 20, 10, 5)})
    assert max(map(width, lines)) <= 100
    assert any("✕… 20 ms 10 % 5 Mbit/s" in line for line in lines)


def test_the_order_of_files_makes_no_difference() -> None:
    turned = [replace(one, hosts=_turned(one.hosts)) for one in PLANES]
    assert svg.drawn(grid(PLANES), WORDS, {}) == svg.drawn(grid(turned), WORDS, {})
    assert told(grid(PLANES)) == told(grid(turned))


def _turned(found: Hosts) -> Hosts:
    return Hosts(dict(reversed([*found.hosts.items()])), dict(reversed([*found.segments.items()])))


def test_what_stands_between_the_networks_is_in_the_middle() -> None:
    where = layout(grid(PLANES)).boxes
    for site in "pd":
        assert (
            where[f"{site}-eh1"].y
            < where[f"{site}-ext"].y
            < where[f"{site}-fw"].y
            < where[f"{site}-c1"].y
            < where[f"{site}-ih1"].y
        )
    assert where["mgmt-ext"].y < where["p-eh1"].y
    assert where["mgmt-int"].y > where["p-ih1"].y


def test_lines_of_the_town_go_through_no_host() -> None:
    where = layout(grid(PLANES))
    assert [path.segment for path in where.paths if path.shape == "side"] == ["border-v"]
    for path in where.paths:
        for (x, y), (to, last) in pairwise(path.points) if path.shape in {"line", "side"} else ():
            for share in range(1, 20):
                at = x + (to - x) * share / 20, y + (last - y) * share / 20
                assert not any(
                    box.x < at[0] < box.x + box.wide and box.y < at[1] < box.y + box.high
                    for box in where.boxes.values()
                ), path


def test_a_network_is_drawn_only_where_it_has_hosts() -> None:
    where = layout(grid(PLANES))
    assert sorted(where.cells) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    assert where.boxes["p-vid"].y > where.boxes["mgmt-int"].y


def test_faults_are_seen() -> None:
    faults = {"core-12": Fault("carrier"), "wan-1": Fault(delay=20, loss=1), "lan-d:d-ih1": Fault("silent")}
    picture, lines = svg.drawn(grid(PLANES), WORDS, faults), told(grid(PLANES), faults)
    assert picture.count(' cut"') == 1
    assert picture.count(' ill"') == 2
    for words in ("20 ms 1 %", "✕… d-ih1"):
        assert words in picture
        assert any(words in line for line in lines)
    assert sum(line.count(text.CUT) for line in lines if "┌" not in line) == 3


def test_a_part_has_the_segments_of_its_hosts() -> None:
    small = [part(one, estates.SMALL) for one in PLANES]
    assert sorted(grid(small).hosts) == sorted(estates.SMALL)
    assert "wan-1" not in grid(small).segments
    assert "lan-p1" in grid(small).segments
