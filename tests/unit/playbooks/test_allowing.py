"""What may be written on a host: exactly what the plan holds, on top of what it rests on."""

from dataclasses import replace
from typing import Any

import pytest

from playbooks.allowing import MOVED, OTHERWISE, UNKNOWN, Allowed
from playbooks.events import Results
from playbooks.grammars import Where
from playbooks.plan import seen
from playbooks.planning import plan, scope_of
from playbooks.roletree import how
from tests.hosting import AFTER, BEFORE, ESTATE, HOSTS, NTP, OTHER, SSH, STATS, event, laid, play, results
from zhengyun.action import Action
from zhengyun.plan import Scope

PATH = "/etc/chrony/chrony.conf"


def actions(before: object, after: object) -> tuple[Action, ...]:
    scope = frozenset({NTP, OTHER})
    made, _ = results(play("time_client"), laid(NTP, PATH, before, after, secrets=["nts/key"]), STATS, scope=scope)
    return plan(ESTATE, seen(made, scope, dict(how())), Scope(("hosts",))).actions


def ask(before: object, after: object, where: Where = NTP, path: str = PATH) -> dict[str, Any]:
    return {"ask": "may", **where._asdict(), "path": path, "before": before, "after": after}


@pytest.mark.parametrize(("before", "after"), [(None, AFTER), (BEFORE, AFTER), (BEFORE, None)])
def test_what_was_agreed_to_may_be_written(before: object, after: object) -> None:
    assert Allowed(actions(before, after)).why_not(ask(before, after)) == ""


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (ask(BEFORE, {**AFTER, "mode": "0666"}), OTHERWISE),
        (ask(BEFORE, {**AFTER, "owner": "nobody"}), OTHERWISE),
        (ask(BEFORE, {**AFTER, "sha256": "c" * 64}), OTHERWISE),
        (ask(BEFORE, None), OTHERWISE),
        (ask(None, AFTER), MOVED),
        (ask({**BEFORE, "sha256": "c" * 64}, AFTER), MOVED),
        (ask({**BEFORE, "owner": "nobody"}, AFTER), MOVED),
        (ask(BEFORE, AFTER, OTHER), UNKNOWN),
        (ask(BEFORE, AFTER, SSH), UNKNOWN),
        (ask(BEFORE, AFTER, NTP, "/etc/shadow"), UNKNOWN),
        (ask(BEFORE, AFTER, NTP, PATH[1:]), UNKNOWN),
        (ask(BEFORE, AFTER, NTP, f"/{PATH}"), UNKNOWN),
        # The same letters, parted in another way.
        (ask(BEFORE, AFTER, Where("p-c1", "time_client/etc"), "/chrony/chrony.conf"), UNKNOWN),
    ],
)
def test_whatever_else_may_not(question: dict[str, Any], why: str) -> None:
    assert Allowed(actions(BEFORE, AFTER)).why_not(question) == why


def test_what_a_run_that_was_torn_off_has_laid_stays() -> None:
    (action,) = actions(BEFORE, AFTER)
    assert Allowed([action]).why_not(ask(AFTER, AFTER)) == MOVED
    assert Allowed([replace(action, again=True)]).why_not(ask(AFTER, AFTER)) == ""


def test_secrets_are_for_hosts_whose_files_hold_them() -> None:
    allowed = Allowed(actions(None, AFTER))
    assert allowed.secret("p-c1", "nts/key")
    assert not allowed.secret("p-c2", "nts/key")
    assert not allowed.secret("p-c1", "snmp/auth")


def test_what_was_agreed_to_blindly_may_be_whatever_the_role_lays_and_nothing_of_another_role() -> None:
    scope = scope_of(HOSTS, ("hosts",), ("p-c1/time_client",), blind=("p-c1",), allow_destroy=False)
    allowed = Allowed(plan(ESTATE, seen(Results(frozenset()), (), {}), scope).actions)
    assert allowed.why_not(ask(BEFORE, AFTER)) == ""
    assert allowed.why_not(ask(BEFORE, AFTER, SSH)) == UNKNOWN
    assert allowed.secret("p-c1", "nts/key")
    assert not allowed.secret("p-c2", "nts/key")


MAKE = "Make the accounts that are not there"
WANTED = {"before": {}, "after": {"accounts": ["zy-audit"]}}


def making(name: str = MAKE, where: Where = NTP, **diff: Any) -> dict[str, Any]:
    return {"ask": "step", **where._asdict(), "task": name, "diff": WANTED | diff}


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (making(), ""),
        (making(after={"accounts": ["games", "zy-audit"]}), OTHERWISE),
        (making("Another"), UNKNOWN),
        (making(where=OTHER), UNKNOWN),
    ],
)
def test_a_step_is_done_as_the_plan_holds_it(question: dict[str, Any], why: str) -> None:
    scope = frozenset({NTP, OTHER})
    told = event("runner_on_ok", NTP, task=MAKE, task_action="zy_accounts", res={"changed": True, "diff": WANTED})
    made, _ = results(play("time_client"), told, STATS, scope=scope)
    planned = plan(ESTATE, seen(made, scope, dict(how())), Scope(("hosts",))).actions
    assert Allowed(planned).why_no_step(question) == why
