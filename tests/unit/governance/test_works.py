"""What was carried out and when, as the log tells it: what is not on record may have been done, what was not begun was not."""

from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from governance.works import works
from tests.cast import at
from zhengyun.action import Action, Effects
from zhengyun.diff import Verb
from zhengyun.interval import Work
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address

ACTIONS: Final = tuple(
    Action(f"create here/house/{name}", "cloud", Verb.CREATE, Address("here", "house", name), "", {}) for name in "abc"
)
PLAN: Final = Plan("town", "", Scope(("here",)), ACTIONS, Effects())


@dataclass
class Told:
    """A log in which one request is carried out."""

    entries: list[Any] = field(default_factory=list)

    def say(self, second: int, kind: str, request: str = "CR-1", **body: object) -> None:
        values = {"at": at(second), "kind": kind, "body": {"request": request, "plan": PLAN.digest, **body}}
        self.entries.append(type("Entry", (), values))

    def of_kind(self, *kinds: str) -> list[Any]:
        return [one for one in self.entries if one.kind in kinds]

    def ends(self, second: int, number: int, status: str = "done", milliseconds: int = 0) -> None:
        body: dict[str, Any] = {
            "action": ACTIONS[number].id,
            "status": status,
            "made": f"id-{number}",
            "milliseconds": milliseconds,
        }
        self.say(second, "apply.action", **body)


def told(book: Told, since: str = "") -> list[Work]:
    return list(works(book, lambda _: PLAN, since))


def test_an_action_took_as_long_as_was_recorded_and_did_not_begin_before_its_run() -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.ends(10, 0, milliseconds=4000)
    book.ends(11, 1, milliseconds=60_000)
    book.say(12, "apply.result")
    assert [(one.began, one.ended, one.made, one.done) for one in told(book)] == [
        (at(5), at(10), "id-0", True),
        (at(0), at(11), "id-1", True),
    ]


def test_what_failed_may_have_been_done_and_what_was_not_begun_was_not() -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.ends(1, 0, "failed")
    book.ends(1, 1, "skipped")
    book.ends(1, 2, "waiting")
    book.say(2, "apply.result")
    assert [(one.action.id, one.done) for one in told(book)] == [(ACTIONS[0].id, False)]


def test_what_a_run_that_was_torn_off_had_under_way_may_come_about_a_while_later() -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.ends(5, 0)
    assert [(one.began, one.ended, one.done) for one in told(book)][1:] == [(at(0), at(65), False)] * 2
    book.say(100, "apply.intent")
    book.ends(101, 1)
    book.ends(102, 2)
    book.say(103, "apply.result")
    assert len(told(book)) == 5


@pytest.mark.parametrize("end", ["apply.refused", "apply.stopped"])
def test_who_takes_over_from_a_dead_process_and_is_refused_undoes_nothing_of_what_that_did(end: str) -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.ends(5, 0)
    book.say(100_000, "apply.claimed")
    book.say(100_000, end)
    assert [(one.ended, one.done) for one in told(book)] == [(at(5), True), (at(65), False), (at(65), False)]


def test_of_an_intent_that_was_not_witnessed_nothing_was_done() -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.say(1, "apply.refused")
    assert told(book) == []


def test_runs_that_had_ended_before_are_left_out() -> None:
    book = Told()
    book.say(0, "apply.intent")
    book.ends(1, 0)
    book.say(2, "apply.result")
    assert told(book, at(3)) == []
    assert len(told(book, at(1))) == 1
