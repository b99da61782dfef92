"""What the files predict of a core when a link is cut, held against a search that knows nothing of costs."""

from collections import deque
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lab.town.estates import estate
from network.model import Model
from network.paths import path
from network.surviving import Core
from tests.examples import examples
from zhengyun.estate import Estate, Hosts
from zhengyun.estate.devices import Device, Ospf, OspfPort
from zhengyun.estate.hosts import Host, Interface, Segment

TOWN = Core(estate("internal"))


def test_the_links_of_the_core_are_those_between_its_routers() -> None:
    assert TOWN.links() == ("core-12", "core-23", "core-31", "wan-1", "wan-3")
    assert TOWN.hosts() == ("p-ih1", "p-ih2", "d-ih1")


@pytest.mark.parametrize("link", TOWN.links())
def test_any_one_link_of_the_core_may_be_cut(link: str) -> None:
    pairs = [(one, other) for one in TOWN.hosts() for other in TOWN.hosts() if one != other]
    assert all(TOWN.predict(*pair, link).survives for pair in pairs)


def test_what_is_on_the_way_is_led_round_and_what_is_not_is_not() -> None:
    assert TOWN.predict("p-ih1", "p-ih2", "core-23") == ("rerouted", 20, 30)
    assert TOWN.predict("p-ih1", "p-ih2", "core-12").fate == "untouched"
    # Two ways are equally good: either may be the one that is taken.
    assert {TOWN.predict("p-ih1", "d-ih1", one).fate for one in ("core-12", "core-23", "wan-1", "wan-3")} == {
        "rerouted"
    }
    assert TOWN.predict("p-ih1", "p-ih2", "core-23:p-c2").fate == "rerouted"


@pytest.mark.parametrize("link", ["lan-p1", "lan-p1:p-ih1", "lan-p1:p-c2"])
def test_who_is_joined_to_the_core_once_is_severed(link: str) -> None:
    assert not TOWN.predict("p-ih1", "p-ih2", link).survives
    assert not TOWN.predict("p-ih2", "p-ih1", link).survives
    assert TOWN.predict("d-ih1", "p-ih2", link).fate == "untouched"


def core(pairs: list[tuple[int, int]], costs: list[int]) -> Core:
    """Routers joined in pairs, with a host at the first and one at the last."""
    last = 5
    joined: dict[int, list[str]] = {number: [] for number in range(last + 1)}
    for at, (one, other) in enumerate(pairs):
        joined[one].append(f"s{at}")
        joined[other].append(f"s{at}")
    joined[0].append("lan-a")
    joined[last].append("lan-b")
    names = {name for one in joined.values() for name in one}
    devices = {
        f"r{number}": Device(
            f"r{number}", "", "x", "core", "frr", "192.0.2.1", 22, "", "zy-net",
            ospf=Ospf("192.0.2.1", tuple(
                OspfPort(name, passive=name.startswith("lan"), cost=costs[number]) for name in own
            )),
        )
        for number, own in joined.items()
    }  # fmt: skip
    hosts = {
        **{f"r{number}": _host(f"r{number}", "router", own) for number, own in joined.items()},
        "a": _host("a", "host", ["lan-a"]),
        "b": _host("b", "host", ["lan-b"]),
    }
    segments = {name: Segment(name, "192.0.2.0/24") for name in names}
    return Core(Estate("x", "X", "internal", (), hosts=Hosts(hosts, segments), devices=devices))


def _host(name: str, kind: str, segments: list[str]) -> Host:
    interfaces = tuple(Interface(one, one, "192.0.2.1/24") for one in segments)
    made = Host(name, name, "x", "core", "host", "192.0.2.1", 22, "", interfaces, gateway="192.0.2.2")
    return replace(made, kind=kind)  # type: ignore[arg-type]


def reached(pairs: list[tuple[int, int]], without: int) -> bool:
    seen, queue = {0}, deque([0])
    while queue:
        here = queue.popleft()
        for at, (one, other) in enumerate(pairs):
            for near, far in ((one, other), (other, one)):
                if at != without and near == here and far not in seen:
                    seen.add(far)
                    queue.append(far)
    return 5 in seen


@examples(80)
@given(
    some.lists(
        some.tuples(some.integers(0, 5), some.integers(0, 5)).filter(lambda one: one[0] != one[1]),
        min_size=1,
        max_size=9,
    ),
    some.lists(some.integers(1, 30), min_size=6, max_size=6),
    some.data(),
)
def test_what_survives_is_what_is_joined_some_other_way(
    pairs: list[tuple[int, int]], costs: list[int], data: some.DataObject
) -> None:
    cut = data.draw(some.integers(0, len(pairs) - 1))
    found = core(pairs, costs).predict("a", "b", f"s{cut}")
    assert found.survives == reached(pairs, cut)
    if found.fate == "untouched":
        assert found.before == found.after
    if found.survives:
        assert found.after >= found.before


class TestModel:
    """What is predicted of links is what the model makes of the routing without them."""

    MODEL = Model((TOWN.estate,), date(2026, 3, 2))

    @pytest.mark.parametrize("link", [*TOWN.links(), "lan-p1", "lan-d"])
    @pytest.mark.parametrize("version", [4, 6])
    def test_the_same_survives(self, link: str, version: int) -> None:
        left = self.MODEL.without(link)
        for one in TOWN.hosts():
            for other in TOWN.hosts():
                if one != other:
                    found = path(left, one, other, "udp", 5999, version)
                    assert (found.verdict == "open") == TOWN.predict(one, other, link).survives, (one, other, found)
