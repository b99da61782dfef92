"""What is read last before a yes: what is lost and opened by name, whose, when, and which link of the chain it is."""

from dataclasses import replace
from typing import Any

import click

from cli.approving import MOST, lines
from tests.cast import NOW, at, role_file
from tests.permits import agreed, asked
from tests.unit.zhengyun.test_plan import small_plan
from zhengyun.action import Effects
from zhengyun.change import ChangeRequest, State
from zhengyun.people import Role
from zhengyun.plan import Plan, Scope

PLAN = replace(
    small_plan(),
    effects=Effects(
        ("finance", "health"), ("office",), 3, ("primary/volume/finance/data: 40 GiB",), ("0.0.0.0/0 to web, tcp 443",)
    ),
)
CHAIN = (Role.SECURITY, Role.AUDIT)


def told(plan: Plan = PLAN, **values: Any) -> str:
    permit = agreed(asked(PLAN, chain=CHAIN, **values), "li")
    request = ChangeRequest(permit, State.SUBMITTED, at(0), {})
    return click.unstyle("\n".join(lines(request, plan, role_file(), NOW)))


def test_what_cannot_be_undone_comes_before_everything_else() -> None:
    rows = told().strip().splitlines()
    assert rows[0] == "CR-TEST22 · wang (the system administrator wang) asks: because"
    assert rows[1:5] == [
        "  DESTROYS, and it cannot be undone: 1",
        "    primary/volume/finance/data: 40 GiB",
        "  OPENS: 1",
        "    0.0.0.0/0 to web, tcp 443",
    ]
    assert rows[5] == "  touches: finance, health; the highest level of their systems is 3"


def test_hosts_are_told_by_their_zones() -> None:
    effects = Effects(zones=("dr/core", "primary/core"), level=4)
    said = told(replace(PLAN, scope=Scope(("hosts",)), effects=effects))
    assert "  touches: dr/core, primary/core; the highest level of these zones is 4" in said


def test_each_link_is_told_with_who_has_agreed_and_which_is_ones_own() -> None:
    said = told()
    assert f"link 1 of 2, security: agreed: li (the security administrator li), {at(0)}" in said
    assert "link 2 of 2, audit: your word" in said


def test_when_under_what_and_why_so_suddenly() -> None:
    said = told(window="Sat 22:00-06:00 Asia/Shanghai", under="GR-TEST22", emergency="the payroll is down")
    assert "to be carried out only within Sat 22:00-06:00 Asia/Shanghai, until " in said
    assert "asked under GR-TEST22" in said
    assert "EMERGENCY: the payroll is down" in said
    assert "to be carried out at any time, until " in told()


def test_that_nothing_is_lost_or_opened_is_said_in_as_many_words() -> None:
    said = told(replace(PLAN, effects=Effects(("finance",))))
    assert "  destroys no data\n  opens no flow\n" in said


def test_of_very_many_there_is_the_count_and_the_first() -> None:
    many = tuple(f"volume {number}" for number in range(MOST + 5))
    said = told(replace(PLAN, effects=Effects(many, loses=many)))
    assert f"it cannot be undone: {MOST + 5}" in said
    assert "and 5 more, named above" in said
    assert f"volume {MOST - 1} and 5 more; the highest" in said
