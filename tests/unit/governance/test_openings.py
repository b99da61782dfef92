"""What is due: approved, within its times, or interrupted when its window closed."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from governance.openings import close_expired, due, is_due, opening
from tests.cast import DAY, NOW, at, role_file
from tests.records import Records
from tests.unit.governance.requests import HOUR, ask, in_state, refusal, say_yes, stored
from zhengyun.change import ChangeRequest, State
from zhengyun.instant import parse

WINDOW = "Mon 09:00-10:00 UTC"  # the tests begin on a Monday at eight


def approved(records: Records, **times: Any) -> ChangeRequest:
    request = ask(records, seconds=DAY, **times)
    say_yes(records, request)
    return stored(records, request)


def test_it_may_be_used_from_the_later_of_both_times_on(records: Records) -> None:
    permit = approved(records, not_before=at(5400), window=WINDOW).permit
    assert opening(permit, NOW) == parse(at(5400))
    assert opening(permit, parse(at(6000))) == parse(at(6000))


def test_what_will_have_ended_before_it_opens_can_neither_be_asked_for_nor_waited_for(records: Records) -> None:
    assert refusal(lambda: ask(records, seconds=HOUR - 1, window=WINDOW)) == "ZY-GOV-073"
    permit = approved(records, window=WINDOW).permit
    assert refusal(lambda: opening(permit, parse(at(2 * HOUR)))) == "ZY-GOV-073", "the next Monday it is over"


@pytest.mark.parametrize("window", ["always", "25:00-26:00 UTC", "Mon 09:00-10:00 Nowhere/Nowhere"])
def test_a_window_that_is_none_is_not_asked_for(records: Records, window: str) -> None:
    assert refusal(lambda: ask(records, window=window)) == "ZY-PERMIT-014"
    assert records.ledger.requests() == []


def test_what_is_due_is_told_the_oldest_first(records: Records) -> None:
    first, closed = approved(records), approved(records, window=WINDOW)
    records.clock.pass_by(1)
    later = approved(records, not_before=at(2))
    ask(records)
    assert [one.id for one in due(records.ledger, records.clock.now())] == [first.id]
    records.clock.pass_by(HOUR)
    assert [one.id for one in due(records.ledger, records.clock.now())][-1] == later.id
    assert {one.id for one in due(records.ledger, records.clock.now())} == {first.id, closed.id, later.id}


def test_what_has_expired_unused_is_put_on_record_once(records: Records) -> None:
    over, asked, lives = approved(records), ask(records), approved(records)
    records.clock.pass_by(HOUR + 1)
    assert [one.id for one in close_expired(records.ledger, "wang", records.clock.now())] == [asked.id]
    assert close_expired(records.ledger, "wang", records.clock.now()) == ()
    assert stored(records, asked).stored is State.EXPIRED
    assert refusal(lambda: say_yes(records, stored(records, asked))) == "ZY-GOV-019"
    assert {stored(records, one).stored for one in (over, lives)} == {State.APPROVED}
    last = records.book.last()
    assert last is not None
    assert (last.kind, last.body["request"]) == ("request.expired", asked.id)


@pytest.mark.parametrize("state", list(State))
def test_only_what_is_approved_or_was_interrupted_in_its_window_is_due(records: Records, state: State) -> None:
    windowed = in_state(records, approved(records, window="00:00-24:00 UTC"), state)
    plain = in_state(records, approved(records), state)
    now = records.clock.now()
    assert is_due(windowed, now) is (state in {State.APPROVED, State.INTERRUPTED})
    assert is_due(plain, now) is (state is State.APPROVED)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ("", ""),
        ("Mon 09:00-10:00 UTC", ""),
        ("Mon 09:15-09:45 UTC", ""),
        ("Mon 17:30-17:45 Asia/Shanghai", ""),
        ("Mon 09:00-10:01 UTC", "ZY-GOV-241"),
        ("Mon 08:30-09:30 UTC", "ZY-GOV-241"),
        ("Tue 01:00-02:00 UTC", "ZY-GOV-241"),
    ],
)
def test_a_window_of_ones_own_lies_within_those_of_the_rules(records: Records, window: str, code: str) -> None:
    roles = role_file()
    roles = replace(roles, rules=replace(roles.rules, windows=(WINDOW,)))
    asked = partial(ask, records, seconds=DAY, window=window, roles=roles)
    if code:
        assert refusal(asked) == code
    else:
        assert asked().permit.window == (window or WINDOW)
