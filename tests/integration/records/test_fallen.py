"""Who has asked or agreed is looked at again: without his role nothing more is agreed to or issued on his word."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from governance.roles import adopt
from pki.flows.asking import change
from pki.flows.issuing import Issuer, carries, carry_out
from tests.cast import VERIFIER, changed, person, proven, role_file, signer
from tests.issuing import TODAY, Court, asked, court
from tests.unit.governance.requests import refusal
from zhengyun.application import Operation, Stage
from zhengyun.certified import Standing
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, text
from zhengyun.people import Deputy, Post, Role
from zhengyun.rolefile import RoleFile

HOUR = 3600


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family."""
    made = court(tmp_path / "records.sqlite")
    yield made
    made.records.database.close()


def adopted(here: Court, roles: RoleFile) -> str:
    """Another version of the role file is in force an hour from now, and another hour goes by; since when it is."""
    here.records.clock.pass_by(HOUR)
    at = here.records.clock.now()
    following = proven(replace(roles, version=here.roles.version + 1))
    adopt(following, here.records.roles, here.records.book, VERIFIER, at, "li")
    here.roles = following
    here.records.clock.pass_by(HOUR)
    return text(at)


def without(here: Court, name: str) -> RoleFile:
    """The role file in which somebody keeps his key and holds another role."""
    return changed(here.roles, name, roles=(Role.HEAD,))


def told(here: Court, name: str, *, reviews: bool = False, issuer: str = "sun") -> tuple[str, dict[str, object]]:
    """The code and the facts with which a review, or else an issue, is refused."""
    with pytest.raises(ZhengyunError) as raised:
        here.approve(name) if reviews else here.issue(name, issuer)
    assert not list(here.desk().register.of_application(name))
    return raised.value.code.id, raised.value.values


@pytest.mark.parametrize("reviews", [True, False])
def test_an_asker_without_his_role_is_told_with_since_when(here: Court, reviews: bool) -> None:
    name = here.ask().id
    if not reviews:
        here.approve(name)
    since = adopted(here, without(here, "wang"))
    code, facts = told(here, name, reviews=reviews)
    assert (code, facts["person"], facts["since"]) == ("ZY-PKI-247", "wang", since)


def test_so_is_a_reviewer(here: Court) -> None:
    name = here.ask().id
    here.approve(name)
    since = adopted(here, without(here, "li"))
    code, facts = told(here, name)
    assert (code, facts["person"], facts["since"]) == ("ZY-PKI-248", "li", since)


def test_so_is_who_is_in_the_role_file_no_longer(here: Court) -> None:
    name = here.ask().id
    since = adopted(here, replace(here.roles, people=tuple(one for one in here.roles.people if one.name != "wang")))
    code, facts = told(here, name, reviews=True)
    assert (code, facts["since"]) == ("ZY-PKI-247", since)
    assert "version 2 of the role file knows nobody of that name" in str(facts["what"])


def test_an_operator_keeps_his_role_and_has_other_tenants(here: Court) -> None:
    adopted(here, changed(here.roles, "wang", posts=(Post(Role.OPERATOR, ("finance", "health")),)))
    name, other = here.ask(asked(1, holder="finance/portal")).id, here.ask(asked(1, holder="health/portal")).id
    since = adopted(here, changed(here.roles, "wang", posts=(Post(Role.OPERATOR, ("health",)),)))
    code, facts = told(here, name, reviews=True)
    assert (code, facts["since"]) == ("ZY-PKI-247", since)
    assert here.approve(other).stage is Stage.APPROVED


def test_a_deputy_whose_note_has_ended(tmp_path: Path) -> None:
    ends = after(TODAY, HOUR)
    note = Deputy("sun", (Role.SECURITY,), role_file().people[0].not_before, ends)
    roles = changed(changed(role_file(), "li", deputies=(note,)), "sun", posts=())
    here = court(
        tmp_path / "records.sqlite", roles=replace(roles, people=(*roles.people, person("deng", Role.SECURITY)))
    )
    here.records.clock.pass_by(HOUR)
    early, late = here.ask().id, here.ask().id
    for name in (early, late):
        here.approve(name, "sun")
    assert here.issue(early, "deng").stage is Stage.DONE
    here.records.clock.pass_by(1)
    code, facts = told(here, late, issuer="deng")
    assert (code, facts["person"], facts["since"]) == ("ZY-PKI-248", "sun", ends)
    here.records.database.close()


def test_whose_office_has_ended_is_told_by_its_dates(here: Court) -> None:
    name = here.ask().id
    here.approve(name)
    here.roles = changed(here.roles, "wang", not_after=after(TODAY, HOUR))
    here.records.clock.pass_by(2 * HOUR)
    code, facts = told(here, name)
    assert (code, facts["person"], facts["ends"]) == ("ZY-PERMIT-008", "wang", after(TODAY, HOUR))


def test_what_takes_away_goes_on_and_what_gives_back_does_not(here: Court) -> None:
    first, second = here.issued(asked(1), asked(2, name="mail"))
    values: dict[str, Any] = {"asker": "wang", "signer": signer("wang"), "reason": "because"}
    hold = change(here.desk(), Operation.SUSPEND, [first], **values).id
    here.approve(hold)
    back = change(here.desk(), Operation.RESUME, [here.desk().certificate(first.serial)], **values).id
    gone = change(here.desk(), Operation.REVOKE, [second], why="superseded", **values).id
    adopted(here, without(here, "wang"))
    assert refusal(lambda: here.approve(back)) == "ZY-PKI-247"
    here.approve(gone)
    desk = here.desk()
    carry_out(desk, carries(desk, gone, "sun"), Issuer("sun", signer("sun")))
    assert here.desk().certificate(second.serial).state is Standing.REVOKED


def test_who_asked_for_his_own_needs_no_role(here: Court) -> None:
    (one,) = here.issued(asked(1, holder="chen"))
    values: dict[str, Any] = {"asker": "chen", "signer": signer("chen"), "reason": "because"}
    here.approve(change(here.desk(), Operation.SUSPEND, [one], **values).id)
    back = change(here.desk(), Operation.RESUME, [here.desk().certificate(one.serial)], **values).id
    adopted(here, changed(here.roles, "chen", title="another"))
    assert here.approve(back).stage is Stage.APPROVED
