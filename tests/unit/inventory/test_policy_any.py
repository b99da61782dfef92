"""Whatever stands in network.yaml, devices.yaml or a move: it is read, or refused with places."""

import string
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inventory.moves import load
from tests.examples import examples
from tests.unit.inventory.estates import Memory
from tests.unit.inventory.test_consequences import places, problems, with_value
from tests.unit.inventory.test_devices import DEVICES
from tests.unit.inventory.test_devices import harbour as with_devices
from tests.unit.inventory.test_policy import POLICY
from tests.unit.inventory.test_policy import harbour as with_policy
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.slow

SCALARS = st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=12) | st.sampled_from(
    ["192.0.2.1", "192.0.2.0/28", "0.0.0.0/0", "2001:db8::/48", "::1", "desks", "office", "external/market", "external/*", "tcp", "icmp", "wall", "crane", "2027-06-30", "8000-9000"]
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_lowercase, max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
MOVE = """\
rehome: lodgers
reason: why
zone: office
hosts: {desk: {interfaces: {desks: [203.0.113.2, "2001:db8::2"]}, gateway: 203.0.113.1}}
segments: {doors: {addresses: 203.0.113.16/29, router: {host: wall, address: 203.0.113.17}}}
steps: [{do: prove}, {do: detach, host: desk, segment: desks}]
"""
FILES = {"network": yaml.safe_load(POLICY), "devices": yaml.safe_load(DEVICES), "move": yaml.safe_load(MOVE)}
CHANGES = {
    name: st.lists(st.tuples(st.sampled_from(list(places(data))), ANYTHING), min_size=1, max_size=3)
    for name, data in FILES.items()
}


def changed(data: Any, changes: list[tuple[Any, Any]]) -> str:
    for at, value in changes:
        # An earlier change may have taken that place away.
        with suppress(KeyError, IndexError, TypeError, AttributeError, ValueError):
            data = with_value(data, at, value)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


@given(CHANGES["network"])
@examples(200)
def test_any_policy_is_read_or_refused_with_its_place(changes: list[tuple[Any, Any]]) -> None:
    errors = problems(with_policy(changed(FILES["network"], changes)))
    assert all(error.place and error.place.line > 0 for error in errors)


@given(CHANGES["devices"])
@examples(200)
def test_any_devices_are_read_or_refused_with_their_place(changes: list[tuple[Any, Any]]) -> None:
    errors = problems(with_devices(changed(FILES["devices"], changes)))
    assert all(error.place and error.place.line > 0 for error in errors)


@given(CHANGES["move"])
@examples(100)
def test_any_move_is_read_or_refused(changes: list[tuple[Any, Any]]) -> None:
    with suppress(ZhengyunError):
        load(Path("move.yaml"), changed(FILES["move"], changes).encode())


@given(st.binary(max_size=120))
@examples(100)
def test_any_bytes_are_a_file_or_none(content: bytes) -> None:
    for name in ("network.yaml", "north/devices.yaml"):
        source = Memory({**with_devices().contents, name: content})
        assert all(error.place for error in problems(source))
    with suppress(ZhengyunError):
        load(Path("move.yaml"), content)
