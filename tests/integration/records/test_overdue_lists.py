"""While an authority's list is overdue nothing new is certified under it; what takes away goes on, and the next list ends it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.looked import seen
from pki.flows import issuing
from pki.flows.asking import ask, change, renewable
from pki.flows.issuing import Issuer, carries, carry_out, issue
from pki.flows.listed import due
from pki.flows.reviewing import look
from tests.authorities import ISSUING
from tests.cast import role_file, signer
from tests.issuing import TODAY, Court, Opened, asked, court
from tests.unit.governance.requests import refusal
from zhengyun.application import Asked, Operation, Stage
from zhengyun.certified import RevocationList, Standing
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, text
from zhengyun.rolefile import RoleFile

DAY = 86_400
WEEK = 7 * DAY


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family, without any list."""
    made = court(tmp_path / "records.sqlite", roles=lasting())
    yield made
    made.records.database.close()


def lasting() -> RoleFile:
    """The cast, in office for longer than certificates last."""
    roles = role_file()
    return replace(roles, people=tuple(replace(one, not_after="2032-01-01T00:00:00Z") for one in roles.people))


def passes(here: Court, seconds: int) -> None:
    """Time goes by."""
    here.records.clock.pass_by(seconds)


def test_a_list_holds_until_its_end_and_the_first_is_due_a_lists_time_after_the_first_certificate() -> None:
    made, first = RevocationList("issuing", 3, 0, text(TODAY), after(TODAY, WEEK), b""), text(TODAY)
    for newest, number in ((made, 3), (None, 0)):
        found = due(ISSUING, newest, first)
        assert (found.number, found.until) == (number, after(TODAY, WEEK))
    assert not due(ISSUING, None, "").overdue(TODAY.replace(year=2099))


def test_without_a_list_the_first_is_certified_whenever_that_is_and_so_is_what_follows_for_as_long_as_a_list_holds(
    here: Court,
) -> None:
    passes(here, 30 * DAY)
    here.issued()
    passes(here, WEEK - 60)
    here.issued()
    name = here.ask().id
    here.approve(name)
    passes(here, 120)
    assert refusal(lambda: here.issue(name)) == "ZY-PKI-246"
    here.listed()
    assert here.issue(name).stage is Stage.DONE


def test_nothing_is_issued_once_the_list_has_ended_and_the_refusal_says_what_ends_it(here: Court) -> None:
    made, name = here.listed(), here.ask().id
    here.approve(name)
    passes(here, WEEK)
    with pytest.raises(ZhengyunError) as raised:
        here.issue(name)
    error = raised.value
    assert error.code.id == "ZY-PKI-245"
    assert str(error).startswith(
        f"ZY-PKI-245 The newest list of issuing, number {made.number}, held until {made.next_update}:"
    )
    assert error.code.next.format(**error.values) == "zhengyun ca crl issuing --sign --publish FOLDER"
    assert not list(here.desk().register.of_application(name))
    here.listed()
    assert here.issue(name).stage is Stage.DONE


def test_nor_is_anything_renewed(here: Court) -> None:
    (one,) = here.issued()
    passes(here, 340 * DAY)
    desk = here.desk()
    values: dict[str, Any] = {"asker": "wang", "signer": signer("wang"), "reason": "because"}
    application, _ = ask(desk, "server", [Asked(1, one.holder, b"")], renews=renewable(desk, one), **values)
    here.approve(application.id)
    assert refusal(lambda: here.issue(application.id)) == "ZY-PKI-246"
    here.listed()
    assert here.issue(application.id).stage is Stage.DONE


def test_a_root_whose_list_is_overdue_is_told_by_its_name(here: Court) -> None:
    here.listed("root")
    passes(here, WEEK - DAY)
    here.listed()
    name = here.ask().id
    here.approve(name)
    passes(here, DAY)
    with pytest.raises(ZhengyunError) as raised:
        here.issue(name)
    assert (raised.value.code.id, raised.value.values["authority"]) == ("ZY-PKI-245", "root")
    here.listed("root")
    assert here.issue(name).stage is Stage.DONE


def test_whoever_agrees_is_shown_it_and_may_agree(here: Court) -> None:
    here.listed()
    name = here.ask().id
    assert look(here.desk(), name, "li").overdue is None
    passes(here, WEEK)
    found = look(here.desk(), name, "li")
    told = " ".join("\n".join(seen(found, here.desk().now())).split())
    assert "cannot be issued now: ZY-PKI-245 The newest list of issuing, number 1, held until" in told
    assert "Next: zhengyun ca crl issuing --sign --publish FOLDER" in told
    assert here.approve(name).stage is Stage.APPROVED


def test_what_takes_away_and_what_gives_back_goes_on(here: Court) -> None:
    first, second = here.issued(asked(1), asked(2, name="mail"))
    here.listed()
    passes(here, 2 * WEEK)
    values: dict[str, Any] = {"asker": "wang", "signer": signer("wang"), "reason": "because"}
    hold = change(here.desk(), Operation.SUSPEND, [first], **values).id
    here.approve(hold)
    assert here.desk().certificate(first.serial).state is Standing.HELD
    back = change(here.desk(), Operation.RESUME, [here.desk().certificate(first.serial)], **values).id
    gone = change(here.desk(), Operation.REVOKE, [second], why="superseded", **values).id
    for name in (back, gone):
        here.approve(name)
        desk = here.desk()
        carry_out(desk, carries(desk, name, "sun"), Issuer("sun", signer("sun")))
    states = [here.desk().certificate(one.serial).state for one in (first, second)]
    assert states == [Standing.GOOD, Standing.REVOKED]
    assert here.listed().number == 2


def test_a_batch_stops_where_the_list_ends_and_goes_on_after_the_next(
    here: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "BATCH", 2)
    here.listed()
    name = here.ask(*(asked(number, name=f"h{number}") for number in range(1, 7))).id
    here.approve(name)
    desk = here.desk()
    application = carries(desk, name, "sun")

    def told(done: int, _count: int) -> None:
        if done == 2:
            passes(here, WEEK)

    def key(_: object) -> Opened:
        return here.key()

    assert refusal(lambda: issue(desk, application, Issuer("sun", signer("sun")), key, told)) == "ZY-PKI-245"
    assert [row.number for row in here.desk().register.of_application(name)] == [1, 2]
    here.listed()
    assert here.issue(name).stage is Stage.DONE
    assert [row.number for row in here.desk().register.of_application(name)] == [1, 2, 3, 4, 5, 6]
