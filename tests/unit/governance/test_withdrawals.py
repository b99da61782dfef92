"""A yes is taken back by who gave it, until it is used; what the log has seen taken back opens no door."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from governance import rules
from governance.withdrawals import refuse_withdrawn, standing, withdraw
from tests.attacks import Attack
from tests.cast import OFFICES, role_file
from tests.permits import agreed
from tests.records import Records
from tests.unit.governance.requests import HOUR, PLAN, ask, in_state, refusal, say_no, say_yes, stored
from zhengyun.change import WAITING, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.gate import Rules
from zhengyun.people import Role

TWO = Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT))


@pytest.fixture
def request_of_two(records: Records, monkeypatch: pytest.MonkeyPatch) -> ChangeRequest:
    """A request that a security administrator and an auditor have to agree to."""
    monkeypatch.setattr(rules, "rules_of", lambda _roles: TWO)
    return ask(records)


def take(records: Records, request: ChangeRequest, name: str = "li") -> State:
    values: dict[str, Any] = {"roles": role_file(), "ledger": records.ledger, "now": records.clock.now()}
    return withdraw(stored(records, request), person=name, reason="a second thought", **values)


def names(records: Records, request: ChangeRequest) -> list[str]:
    return [one.reviewer for one in stored(records, request).reviews]


def door(records: Records, request: ChangeRequest) -> Callable[[], None]:
    return lambda: refuse_withdrawn(stored(records, request).permit, records.book.entries())


class TestTakingBack:
    """Withdrawing."""

    def test_the_link_and_those_after_it_are_open_again(self, records: Records, request_of_two: ChangeRequest) -> None:
        say_yes(records, request_of_two)
        assert say_yes(records, stored(records, request_of_two), "chen") is State.APPROVED
        assert take(records, request_of_two) is State.SUBMITTED
        kept = stored(records, request_of_two)
        assert (kept.stored, kept.reviews, kept.permit.waits) == (State.SUBMITTED, (), (Role.SECURITY, Role.AUDIT))
        last = list(records.book.entries())[-1]
        assert (last.kind, last.actor, last.body["reason"]) == ("request.withdrawn", "li", "a second thought")

    def test_those_before_it_stand(self, records: Records, request_of_two: ChangeRequest) -> None:
        say_yes(records, request_of_two)
        say_yes(records, stored(records, request_of_two), "chen")
        take(records, request_of_two, "chen")
        assert names(records, request_of_two) == ["li"]
        assert say_yes(records, stored(records, request_of_two), "chen") is State.APPROVED

    def test_who_has_taken_it_back_can_agree_again_or_refuse(self, records: Records) -> None:
        request = ask(records)
        for _ in range(3):
            assert say_yes(records, stored(records, request)) is State.APPROVED
            door(records, request)()
            take(records, request)
            records.clock.pass_by(1)
        assert say_no(records, stored(records, request)) is State.REJECTED
        assert refusal(lambda: take(records, request)) == "ZY-GOV-004"

    def test_the_link_is_open_to_another_who_holds_the_role(self, records: Records) -> None:
        request = ask(records)
        say_yes(records, request)
        take(records, request)
        assert say_yes(records, stored(records, request), "sun") is State.APPROVED

    def test_what_was_taken_back_does_not_stand_again_for_being_written_again(
        self, records: Records, attack: Attack
    ) -> None:
        request = ask(records)
        say_yes(records, request)
        said = next(one for one in records.book.entries() if one.kind == "request.reviewed")
        kept = stored(records, request).permit
        take(records, request)
        records.book.append(Note(said.kind, said.actor, said.body))
        assert not standing(records.book.entries(), request.id)
        assert refusal(lambda: refuse_withdrawn(kept, records.book.entries())) == "ZY-GOV-072"
        attack("write a yes again that was taken back", "refused (ZY-GOV-072), nothing done", "apply by the log")

    @pytest.mark.parametrize("name", [one for one in OFFICES if one != "li"])
    def test_nobody_takes_anothers_yes_back(self, records: Records, name: str) -> None:
        request = ask(records)
        say_yes(records, request)
        assert refusal(lambda: take(records, request, name)) == "ZY-GOV-071"
        assert names(records, request) == ["li"]

    @pytest.mark.parametrize("state", [state for state in State if state not in {*WAITING, State.EXPIRED}])
    def test_what_is_used_or_over_is_not_taken_back(self, records: Records, state: State) -> None:
        request = ask(records)
        say_yes(records, request)
        in_state(records, stored(records, request), state)
        assert refusal(lambda: take(records, request)) == "ZY-GOV-004"
        assert names(records, request) == ["li"]

    def test_nor_what_has_expired(self, records: Records) -> None:
        request = ask(records)
        say_yes(records, request)
        records.clock.pass_by(HOUR + 1)
        assert refusal(lambda: take(records, request)) == "ZY-GOV-019"

    def test_who_reads_an_old_state_is_told_the_new_one(self, records: Records) -> None:
        request = ask(records)
        say_yes(records, request)
        old = stored(records, request)
        take(records, request)
        again = partial(withdraw, old, person="li", reason="", roles=role_file(), ledger=records.ledger)
        assert refusal(lambda: again(now=records.clock.now())) == "ZY-GOV-071"


class TestLog:
    """What is put back into the database by hand, the log does not bear out."""

    def test_a_yes_that_was_taken_back_stands_no_more(self, records: Records, request_of_two: ChangeRequest) -> None:
        say_yes(records, request_of_two)
        say_yes(records, stored(records, request_of_two), "chen")
        before = stored(records, request_of_two).permit
        assert list(standing(records.book.entries(), request_of_two.id)) == ["li", "chen"]
        take(records, request_of_two)
        assert not standing(records.book.entries(), request_of_two.id)
        assert refusal(lambda: refuse_withdrawn(before, records.book.entries())) == "ZY-GOV-072"

    def test_nor_does_an_older_yes_of_somebody_who_has_agreed_again(self, records: Records) -> None:
        request = ask(records)
        say_yes(records, request)
        older = stored(records, request).permit
        take(records, request)
        records.clock.pass_by(1)
        say_yes(records, stored(records, request))
        assert refusal(lambda: refuse_withdrawn(older, records.book.entries())) == "ZY-GOV-072"
        door(records, request)()

    def test_a_signed_yes_that_nobody_has_recorded_is_none(self, records: Records) -> None:
        permit = agreed(ask(records).permit, "li")
        assert permit.plan == PLAN.digest
        assert refusal(lambda: refuse_withdrawn(permit, records.book.entries())) == "ZY-GOV-072"
