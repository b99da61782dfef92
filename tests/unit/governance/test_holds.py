"""Holds: what an inquiry needs is not erased; whoever writes about one without a key of those who may is not heard."""

from collections.abc import Callable
from typing import Any

import pytest

from governance.holds import (
    LIFTED,
    LIFTING,
    NOT_LIFTED,
    NOT_PLACED,
    NOT_SAID,
    PLACED,
    Hold,
    Known,
    in_force,
    lift,
    place,
    signed,
)
from governance.retention import ERASED, standing
from tests.attacks import Attack
from tests.cast import DAY, OFFICES, VERIFIER, changed, person, role_file, signer
from tests.records import Records
from tests.unit.governance.erasing import acting, aged, agreed, flaws, known, placing, proposed, shelf
from tests.unit.governance.requests import refusal
from zhengyun.entry import Entry, Note
from zhengyun.instant import text
from zhengyun.people import Role

AUDIT = "audit verify, by the signatures"


@pytest.fixture
def old(records: Records) -> Records:
    """Entries 2 to 6 of 200 days ago, 7 and 8 of today."""
    return aged(records)


class TestHolds:
    """What an inquiry needs."""

    def test_under_a_hold_nothing_goes(self, old: Records) -> None:
        number = proposed(old).number
        hold = place(reason="inquiry", request="CR-3", **placing(old, "chen"))
        assert in_force(old.book, known(old)) == (Hold(hold.number, hold.at, "chen", "inquiry", "CR-3"),)
        assert refusal(lambda: agreed(old, number)) == "ZY-GOV-101"
        assert refusal(lambda: proposed(old)) == "ZY-GOV-101"

    def test_a_hold_upon_another_request_is_no_obstacle(self, old: Records) -> None:
        place(reason="inquiry", request="CR-9", **placing(old, "li"))
        agreed(old, proposed(old).number)

    @pytest.mark.parametrize(("first", "then"), [("chen", "li"), ("li", "chen")])
    def test_two_people_of_two_roles_lift_it(self, old: Records, first: str, then: str) -> None:
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        assert lift(number=hold, reason="over", **acting(old, first)).kind == LIFTING
        (held,) = in_force(old.book, known(old))
        assert held.lifting
        assert held.lifting.actor == first
        assert refusal(lambda: proposed(old)) == "ZY-GOV-101", "one is not enough"
        assert lift(number=hold, reason="over", **acting(old, then)).kind == LIFTED
        assert in_force(old.book, known(old)) == ()
        assert agreed(old, proposed(old).number).kind == ERASED

    @pytest.mark.parametrize(("first", "then"), [("chen", "chen"), ("li", "sun"), ("li", "li")])
    def test_not_one_person_nor_two_of_one_role(self, old: Records, first: str, then: str) -> None:
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        lift(number=hold, reason="over", **acting(old, first))
        assert refusal(lambda: lift(number=hold, reason="over", **acting(old, then))) == "ZY-GOV-104"
        assert in_force(old.book, known(old))

    def test_where_the_first_has_left_his_office_the_next_of_his_role_is_the_first(self, old: Records) -> None:
        roles = role_file(*map(person, OFFICES), person("mei", Role.AUDIT))
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        lift(number=hold, reason="over", **{**acting(old, "chen"), "roles": roles})
        old.clock.pass_by(DAY)
        later = changed(roles, "chen", revoked=text(old.clock.now()))

        def then(name: str) -> Entry:
            by: dict[str, Any] = {"roles": later, "known": Known((later,), VERIFIER)}
            return lift(number=hold, reason="over", **{**acting(old, name), **by})

        assert then("mei").kind == LIFTING
        assert refusal(lambda: then("mei")) == "ZY-GOV-104"
        assert then("li").kind == LIFTED
        assert in_force(old.book, Known((later,), VERIFIER)) == ()

    @pytest.mark.parametrize(
        "work",
        [
            lambda records: place(reason="r", request="", **placing(records, "wang")),
            lambda records: lift(number=2, reason="r", **acting(records, "wang")),
        ],
    )
    def test_not_a_system_administrator(self, old: Records, work: Callable[[Records], object]) -> None:
        assert refusal(lambda: work(old)) == "ZY-GOV-001"

    def test_a_hold_that_is_not_there_or_was_lifted_is_not_lifted(self, old: Records) -> None:
        assert refusal(lambda: lift(number=2, reason="r", **acting(old, "chen"))) == "ZY-GOV-105"
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        for name in ("chen", "li"):
            lift(number=hold, reason="over", **acting(old, name))
        assert refusal(lambda: lift(number=hold, reason="over", **acting(old, "chen"))) == "ZY-GOV-105"


class TestForged:
    """Words about holds that somebody writes who has the records, and no key of an auditor's."""

    def test_a_hold_that_nobody_has_signed_holds_nothing_and_is_told(self, old: Records, attack: Attack) -> None:
        forged = old.book.append(Note(PLACED, "chen", {"reason": "inquiry", "request": "", "signature": "forged"}))
        assert in_force(old.book, known(old)) == ()
        assert flaws(old) == [(forged.number, NOT_PLACED)]
        found = standing(shelf(old), role_file(), known(old), old.clock.now())
        assert (found.holds, found.void) == (0, (forged.number,))
        assert refusal(lambda: lift(number=forged.number, reason="over", **acting(old, "chen"))) == "ZY-GOV-260"
        assert agreed(old, proposed(old).number).kind == ERASED
        attack("place a hold in an auditor's name", "it holds nothing; the entry: nobody signed it", AUDIT)

    def test_a_hold_is_lifted_by_no_entry_that_two_have_not_signed(self, old: Records, attack: Attack) -> None:
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        body = {"hold": hold, "reason": "over", "signature": "forged"}
        proposal = old.book.append(Note(LIFTING, "chen", body))
        lifted = old.book.append(Note(LIFTED, "li", {**body, "proposal": proposal.number}))
        assert flaws(old) == [(proposal.number, NOT_SAID), (lifted.number, NOT_LIFTED)]
        assert [(one.number, one.lifting) for one in in_force(old.book, known(old))] == [(hold, None)]
        assert refusal(lambda: proposed(old)) == "ZY-GOV-101"
        attack("lift a hold in two people's names", "it is in force; the entries: not signed by two", AUDIT)

    @pytest.mark.parametrize("second", ["chen", "wang", "sun"])
    def test_one_administrators_keys_do_not_lift_it(self, old: Records, second: str) -> None:
        """Whatever the tool refuses, somebody can sign by himself."""
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        first = lift(number=hold, reason="over", **acting(old, "li"))
        said: dict[str, object] = {"hold": hold, "reason": "over", "proposal": first.number}
        alone = old.book.append(Note(LIFTED, "li", signed(LIFTED, said, signer("li"))))
        other = old.book.append(Note(LIFTED, "chen", signed(LIFTED, said, signer(second))))
        told = [one for one, _ in flaws(old)]
        assert told == [alone.number, *([] if second == "chen" else [other.number])]
        assert len(in_force(old.book, known(old))) == (second != "chen")

    def test_words_about_another_hold_lift_none(self, old: Records) -> None:
        one, other = (place(reason=name, request="", **placing(old, "chen")).number for name in ("a", "b"))
        first = lift(number=one, reason="over", **acting(old, "chen"))
        said: dict[str, object] = {"hold": other, "reason": "over", "proposal": first.number}
        old.book.append(Note(LIFTED, "li", signed(LIFTED, said, signer("li"))))
        assert [held.number for held in in_force(old.book, known(old))] == [one, other]

    @pytest.mark.slow
    @pytest.mark.parametrize("body", [{}, {"hold": [], "proposal": {}}, {"hold": True, "signature": 1, "x": None}])
    @pytest.mark.parametrize("kind", [PLACED, LIFTING, LIFTED])
    def test_whatever_stands_in_such_an_entry(self, old: Records, kind: str, body: dict[str, object]) -> None:
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        entry = old.book.append(Note(kind, "chen", body))
        assert [number for number, _ in flaws(old)] == [entry.number]
        assert [one.number for one in in_force(old.book, known(old))] == [hold]

    def test_where_the_role_file_is_not_the_pinned_one_every_hold_holds(self, old: Records) -> None:
        hold = place(reason="inquiry", request="", **placing(old, "chen")).number
        for name in ("chen", "li"):
            lift(number=hold, reason="over", **acting(old, name))
        assert [one.number for one in in_force(old.book, Known((), VERIFIER))] == [hold]
