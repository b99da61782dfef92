"""Whatever stands in hosts.yaml: it is read, or refused with places, and what is read holds the rules."""

import string
from ipaddress import ip_address, ip_interface
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inventory.loader import load
from tests.examples import examples
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.host_files import FILES, NORTH, SOUTH, harbour
from tests.unit.inventory.test_consequences import places, problems, with_value

pytestmark = pytest.mark.slow

SCALARS = st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=12) | st.sampled_from(
    ["192.0.2.1", "192.0.2.0/28", "keep-n", "desks", "office", "front", "router", "host", "management", "203.0.113.2"]
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_lowercase, max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
DATA = yaml.safe_load(NORTH)
EVERYWHERE = list(places(DATA))


def with_north(data: Any) -> Memory:
    return harbour(north=yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


@given(st.lists(st.tuples(st.sampled_from(EVERYWHERE), ANYTHING), min_size=1, max_size=3))
@examples(300)
def test_anything_anywhere_is_read_or_refused_with_its_place(changes: list[tuple[Any, Any]]) -> None:
    data = DATA
    for at, value in changes:
        try:
            data = with_value(data, at, value)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError):
            continue  # an earlier change has taken that place away
    assert all(error.place and error.place.line > 0 for error in problems(with_north(data)))


@given(st.binary(max_size=120))
@examples(200)
def test_any_bytes_are_a_file_or_none(content: bytes) -> None:
    source = Memory({**harbour().contents, "north/hosts.yaml": content})
    assert all(error.place for error in problems(source))


@given(st.permutations(range(1, 15)), st.integers(0, 10))
@examples(100)
def test_what_is_accepted_has_each_address_once_and_on_its_segment(order: list[int], count: int) -> None:
    more = "".join(
        f"  more-{one}:\n    title: More\n    zone: front\n    interfaces: {{keep-s: 192.0.2.{32 + one}}}\n"
        for one in order[:count]
    )
    source = harbour(south=SOUTH + more)
    taken, errors = {1, 2} & set(order[:count]), problems(source)
    assert [one.code.id for one in errors] == ["ZY-EST-021"] * len(taken)
    if taken:
        return
    hosts = load(source).hosts
    addresses = [one.address for host in hosts.hosts.values() for one in host.interfaces]
    assert len(addresses) == len(set(addresses))
    for host in hosts.hosts.values():
        assert ip_address(host.address) in {ip_interface(one.address).ip for one in host.interfaces}
        for one in host.interfaces:
            assert str(ip_interface(one.address).network) == hosts.segments[one.segment].addresses


def test_without_a_hosts_file_an_estate_has_none() -> None:
    contents = {name: text.encode() for name, text in FILES.items() if "hosts" not in name}
    assert not load(Memory(contents)).hosts.hosts
