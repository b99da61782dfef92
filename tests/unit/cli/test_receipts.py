"""A receipt says by department what is done, what failed and with what cause, and what was not begun because of that."""

from collections.abc import Sequence
from typing import Any, Final

import click
import pytest

from cli import receipts
from zhengyun.account import accounts
from zhengyun.action import Action, Effects
from zhengyun.diff import Verb
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address
from zhengyun.results import Outcome, Receipt, Status

SITE: Final = "primary"


def act(kind: str, path: str, *needs: str) -> Action:
    address = Address(SITE, kind, path)
    return Action(f"create {address}", "cloud", Verb.CREATE, address, "", {}, needs=needs)


def receipt(outcomes: Sequence[Outcome]) -> Receipt:
    return Receipt("CR-1", "sha256:0", "2026-03-02T08:00:00Z", "2026-03-02T08:01:00Z", tuple(outcomes))


def plan(actions: Sequence[Action]) -> Plan:
    return Plan("town", "c" * 40, Scope((SITE,)), tuple(actions), Effects())


FLAVOR: Final = act("flavor", "site/small")
FINANCE: Final = [
    act("project", "finance"),
    act("network", "finance/office"),
    act("subnet", "finance/office/10.0.0.0/24"),
]
HEALTH: Final = [act("project", "health"), act("server", "health/records/app")]
ACTIONS: Final = [FLAVOR, *FINANCE, *HEALTH]
BROKEN: Final = [
    Outcome(FLAVOR.id, Status.FAILED, code="ZY-CLOUD-004", detail="no flavor today"),
    Outcome(FINANCE[0].id, Status.DONE, "1", milliseconds=120),
    Outcome(FINANCE[1].id, Status.FAILED, code="ZY-CLOUD-003", detail="not allowed"),
    Outcome(FINANCE[2].id, Status.SKIPPED, detail=FINANCE[1].id),
    Outcome(HEALTH[0].id, Status.DONE, "2"),
    Outcome(HEALTH[1].id, Status.SKIPPED, detail=FLAVOR.id),
]


def told(outcomes: Sequence[Outcome], *, whole: bool = False, actions: Sequence[Action] = ACTIONS) -> list[str]:
    return [click.unstyle(line) for line in receipts.lines(receipt(outcomes), plan(actions), whole=whole)]


def test_each_department_that_is_not_whole_is_told_with_its_causes_and_what_they_cost() -> None:
    assert told(BROKEN) == [
        "primary · finance  1 done · 1 failed · 1 not begun, because what they need failed",
        "  ✗ create primary/network/finance/office  ZY-CLOUD-003 not allowed; not begun because of it: 1",
        "primary · site  1 failed",
        "  ✗ create primary/flavor/site/small  ZY-CLOUD-004 no flavor today",
        "primary · health  1 done · 1 not begun, because what they need failed",
        "  ✗ create primary/flavor/site/small  ZY-CLOUD-004 no flavor today; not begun because of it: 1",
        "departments: all done in 0, not all in 3",
        "CR-1: actions approved: 6 · 2 done · 2 failed · 2 not begun, because what they need failed",
    ]


def test_where_all_is_done_no_department_is_told_of() -> None:
    assert told([Outcome(action.id, Status.DONE) for action in ACTIONS]) == [
        "CR-1: actions approved: 6 · 6 done",
        "Everything that was approved was done, and reading it again proves it.",
    ]


def test_the_whole_receipt_has_every_action_and_the_departments() -> None:
    lines = told(BROKEN, whole=True)
    assert lines[1] == "  ✓ create primary/project/finance  0.1 s"
    assert lines[6:] == told(BROKEN)


def test_what_was_interrupted_has_no_cause() -> None:
    outcomes = [Outcome(action.id, Status.WAITING) for action in ACTIONS]
    assert told(outcomes)[0] == "primary · finance  3 not begun"


def test_of_very_many_departments_there_is_the_count() -> None:
    actions = [act("project", f"department-{number}") for number in range(50)]
    lines = told([Outcome(action.id, Status.WAITING) for action in actions], actions=actions)
    assert lines[-3:-1] == ["and 30 departments more", "departments: all done in 0, not all in 50"]


def test_scripts_get_the_same() -> None:
    document: Any = receipts.document(receipt(BROKEN), plan(ACTIONS))
    finance, health, site = document["departments"]
    assert (finance["tenant"], finance["done"], finance["failed"], finance["skipped"], finance["waiting"]) == (
        "finance",
        1,
        1,
        1,
        0,
    )
    assert finance["causes"] == [
        {"action": FINANCE[1].id, "code": "ZY-CLOUD-003", "detail": "not allowed", "not_begun": 1}
    ]
    assert [cause["action"] for cause in health["causes"]] == [FLAVOR.id]
    assert site["causes"][0]["not_begun"] == 0


@pytest.mark.parametrize("status", list(Status))
def test_a_department_is_whole_where_everything_was_done(status: Status) -> None:
    (account,) = accounts([HEALTH[0]], [Outcome(HEALTH[0].id, status)])
    assert account.whole is (status is Status.DONE)
