"""An intent without an end is told: since when, by whom, and whether anybody is at it."""

import pytest

from governance.intents import Unended, unended
from tests.cast import at
from tests.records import Records
from zhengyun.entry import Note

HOUR = 3600


def say(records: Records, *kinds: str, request: str = "CR-1") -> None:
    for kind in kinds:
        records.book.append(Note(f"apply.{kind}", "wang", {"request": request}))


def found(records: Records, *held: str) -> tuple[Unended, ...]:
    return unended(records.book, records.clock.now(), held.__contains__)


@pytest.mark.parametrize("end", ["result", "stopped", "refused"])
def test_what_has_ended_is_not_told(records: Records, end: str) -> None:
    say(records, "claimed", "intent", "action", end)
    records.clock.pass_by(HOUR + 1)
    assert found(records) == ()


def test_what_nobody_is_at_is_told_and_is_late_after_an_hour(records: Records) -> None:
    say(records, "intent", "action")
    assert found(records) == (Unended(2, "CR-1", "wang", at(0), alive=False, late=False),)
    records.clock.pass_by(HOUR)
    assert not found(records)[0].late
    records.clock.pass_by(1)
    assert found(records)[0].late


def test_what_a_process_is_at_is_never_late(records: Records) -> None:
    say(records, "intent")
    records.clock.pass_by(5 * HOUR)
    assert found(records, "CR-1") == (Unended(2, "CR-1", "wang", at(0), alive=True, late=False),)


def test_of_a_request_that_was_taken_up_again_the_last_intent_counts(records: Records) -> None:
    say(records, "intent")
    say(records, "intent", request="CR-2")
    say(records, "claimed", "intent")
    assert [(one.number, one.request) for one in found(records)] == [(5, "CR-1"), (3, "CR-2")]
    say(records, "result")
    assert [one.request for one in found(records)] == ["CR-2"]
