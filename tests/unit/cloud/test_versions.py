"""Which microversion is spoken, what is too old, and what an older one lacks."""

from typing import Any

import pytest

from cloud.abilities import impediments
from cloud.versions import ASKED, lacking, number, said, spoken, sufficient
from tests.transports import Scripted
from tests.unit.governance.requests import refusal
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.resource import Address


@pytest.mark.parametrize(
    ("service", "newest", "version"),
    [
        ("compute", "2.96", ASKED["compute"]),
        ("compute", "2.60", "2.60"),
        ("compute", "2.100", ASKED["compute"]),
        ("block-storage", "3.59", "3.59"),
        ("placement", "?", ASKED["placement"]),
        ("network", "v2.0", ""),
    ],
)
def test_the_older_of_both_is_spoken(service: str, newest: str, version: str) -> None:
    assert spoken(service, newest) == version


@pytest.mark.parametrize("wrong", ["", "?", "v2.0", "2", "2.", "2.x", "-2.1", "2.1.1"])
def test_what_is_no_number_is_older_than_any(wrong: str) -> None:
    assert number(wrong) == (0, 0) < number("1.0") < number("1.10")


def test_a_refusal_names_the_newest_in_passing() -> None:
    assert said("Version 2.90 is not supported by the API. Minimum is 2.1 and maximum is 2.79.") == "2.79"
    assert said("go away") == ""


def test_below_the_floor_nothing_can_be_done() -> None:
    assert sufficient("primary", "compute", "2.61") == "2.61"
    assert refusal(lambda: sufficient("primary", "compute", "2.60")) == "ZY-CLOUD-200"


def test_an_older_service_lacks_what_came_later() -> None:
    assert [one.kind for one in lacking("compute", "2.61")] == ["servergroup", "server"]
    assert list(lacking("compute", ASKED["compute"])) == []


def _action(verb: Verb, kind: str, path: str, **changes: Any) -> Action:
    address = Address("primary", kind, path)
    told = tuple(Change(name, None, value) for name, value in changes.items())
    return Action(f"{verb} {address}", "cloud", verb, address, "", {}, changes=told)


def _told(transport: Scripted, *actions: Action, applies: bool = True) -> list[tuple[str, str]]:
    errors = impediments(transport, actions, applies=applies)
    return [(error.code.id, str(error.values.get("thing", ""))) for error in errors]


def test_only_what_asks_for_it_is_refused_and_by_name() -> None:
    old = Scripted(older={"compute": "2.61"})
    made = _action(Verb.CREATE, "servergroup", "finance/apart")
    moved = _action(Verb.UPDATE, "server", "finance/payroll/web", host="host-2")
    others = (_action(Verb.CREATE, "server", "finance/a/b"), _action(Verb.DELETE, "servergroup", "finance/old"))
    expected = [("ZY-CLOUD-201", str(made.address)), ("ZY-CLOUD-201", str(moved.address))]
    assert _told(old, made, moved, *others) == expected
    assert _told(Scripted(), made, moved, *others) == []


def test_who_is_bound_to_one_project_applies_nothing_in_anothers() -> None:
    bound = Scripted(bound="v3applicationcredential")
    action = _action(Verb.CREATE, "network", "finance/office")
    assert _told(bound, action) == [("ZY-CLOUD-202", "")]
    assert _told(bound, action, applies=False) == [], "who only agrees need not apply"
    assert _told(bound, _action(Verb.CREATE, "flavor", "site/small")) == []
    assert _told(bound) == []
