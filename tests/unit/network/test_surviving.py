"""What the files predict of a core when a link is cut, held against a search that knows nothing of costs."""

from collections import deque
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lab.town.estates import estate
from network.model import Model
from network.surviving import Core
from tests.examples import examples
from zhengyun.estate import Estate, Hosts
from zhengyun.estate.devices import Device, Ospf, OspfPort
from zhengyun.estate.hosts import Host, Interface, Segment

DAY = date(2026, 3, 2)
TOWN = Core(Model([estate("internal")], DAY))
TOWN6 = Core(Model([estate("internal")], DAY), 6)


def test_the_links_of_the_core_are_those_between_its_routers() -> None:
    assert TOWN.links() == ("core-12", "core-23", "core-31", "wan-1", "wan-3")
    assert TOWN.hosts() == ("p-ih1", "p-ih2", "d-ih1")


@pytest.mark.parametrize("link", TOWN.links())
def test_any_one_link_of_the_core_may_be_cut(link: str) -> None:
    pairs = [(one, other) for one in TOWN.hosts() for other in TOWN.hosts() if one != other]
    assert all(core.predict(*pair, link) != "severed" for pair in pairs for core in (TOWN, TOWN6))


def test_what_is_on_the_way_is_led_round_and_what_is_not_is_not() -> None:
    assert TOWN.predict("p-ih1", "p-ih2", "core-23") == TOWN6.predict("p-ih1", "p-ih2", "core-23") == "rerouted"
    assert TOWN.predict("p-ih1", "p-ih2", "core-12") == "untouched"
    # Two ways are equally good: either may be the one that is taken.
    assert {TOWN.predict("p-ih1", "d-ih1", one) for one in ("core-12", "core-23", "wan-1", "wan-3")} == {"rerouted"}
    assert TOWN.predict("p-ih1", "p-ih2", "core-23:p-c2") == "rerouted"


@pytest.mark.parametrize("link", ["lan-p1", "lan-p1:p-ih1", "lan-p1:p-c2"])
def test_who_is_joined_to_the_core_once_is_severed(link: str) -> None:
    assert TOWN.predict("p-ih1", "p-ih2", link) == "severed"
    assert TOWN.predict("p-ih2", "p-ih1", link) == "severed"
    assert TOWN.predict("d-ih1", "p-ih2", link) == "untouched"


def core(pairs: list[tuple[int, int]], costs: list[int]) -> Core:
    """Routers joined in pairs, with a host at the first and one at the last."""
    last = 5
    joined: dict[int, list[str]] = {number: [] for number in range(last + 1)}
    for at, (one, other) in enumerate(pairs):
        joined[one].append(f"s{at}")
        joined[other].append(f"s{at}")
    joined[0].append("lan-a")
    joined[last].append("lan-b")
    segments = {
        name: Segment(name, f"198.18.{at}.0/24")
        for at, name in enumerate(sorted({name for own in joined.values() for name in own}))
    }
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
        **{f"r{number}": _host(f"r{number}", number + 1, own, segments) for number, own in joined.items()},
        "a": _host("a", 99, ["lan-a"], segments, router=1),
        "b": _host("b", 99, ["lan-b"], segments, router=last + 1),
    }
    made = Estate("x", "X", "internal", (), hosts=Hosts(hosts, segments), devices=devices)
    return Core(Model([made], DAY))


def _host(name: str, number: int, joined: list[str], segments: dict[str, Segment], router: int = 0) -> Host:
    """A router; with the number of its gateway a host."""
    at = {one: segments[one].addresses.removesuffix("0/24") for one in joined}
    interfaces = tuple(Interface(one, one, f"{start}{number}/24") for one, start in at.items())
    gateway = f"{at[joined[0]]}{router}" if router else ""
    made = Host(name, name, "x", "core", "router", "192.0.2.1", 22, "", interfaces, gateway=gateway)
    return replace(made, kind="host") if router else made


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
    assert (found != "severed") == reached(pairs, cut)
    if found == "untouched":
        # Where a whole link is not missed, an end of it is not, either.
        assert core(pairs, costs).predict("a", "b", f"s{cut}:r{pairs[cut][0]}") == "untouched"
