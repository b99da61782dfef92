"""A plan of devices as it is read: block by block the lines that go and come, below the sections that they stand in."""

import click
import pytest

from cli import planned
from zhengyun.action import Action, Effects
from zhengyun.diff import Change, Verb
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, Value

WHERE = Address("devices", "device-config", "devices/a-r1")
BEFORE = "ip route 192.0.2.0/24 198.51.100.1\nrouter ospf\n passive-interface lan-a\n"
AFTER = "router ospf\n passive-interface lan-a\n passive-interface lan-b\n"


def told(platform: str, before: Value, after: str) -> list[str]:
    """The lines of a plan that tells one device something else."""
    changed = (Change("text", before, after),)
    attributes: dict[str, Value] = {"platform": platform, "text": after}
    action = Action("update a-r1", "network", Verb.UPDATE, WHERE, "a-r1", attributes, changed)
    effects = Effects(zones=("primary/core",), level=3, opens=("a-r1: seq 5 permit any",))
    plan = Plan("jiangzhou", "", Scope(("devices",)), (action,), effects)
    return [click.unstyle(line).strip() for line in planned.lines(plan)]


def test_the_lines_that_go_and_come_stand_below_their_sections() -> None:
    lines = told("frr", BEFORE, AFTER)
    assert "~ device-config devices/a-r1" in lines
    assert [one for one in lines if one[:1] in "+-"] == [
        "-ip route 192.0.2.0/24 198.51.100.1",
        "+ passive-interface lan-b",
    ]
    assert "router ospf" in lines
    assert not [one for one in lines if "lan-a" in one]


def test_where_they_stand_and_what_they_let_pass_is_told() -> None:
    lines = told("frr", BEFORE, AFTER)
    assert "zones touched: primary/core · highest level of these: 3" in lines
    assert "opens a-r1: seq 5 permit any" in lines


@pytest.mark.parametrize("before", [None, ""])
def test_a_platform_that_is_not_known_here_is_told_as_it_is(before: Value) -> None:
    assert "text: - → x" in told("other", before, "x")
