"""What a change has done is believed where records and log agree, and what was taken back is not gone on with."""

import json
from dataclasses import replace
from typing import Any, Final

import pytest

from governance import codes
from governance.execution import RequestJournal
from governance.requests import cancel
from governance.retention import ERASED
from governance.reverting import past_of, past_of_errand, refuse_taken_back
from tests.attacks import Attack
from tests.cast import role_file
from tests.records import Records
from tests.unit.governance.requests import PLAN, ask, in_state, refusal, say_yes, stored
from zhengyun.change import ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.past import Past
from zhengyun.plan import Plan
from zhengyun.results import Outcome, Status

FIRST: Final = PLAN.actions[0].id


@pytest.fixture
def applied(records: Records) -> ChangeRequest:
    """A request of which one action was done, and one failed."""
    request = ask(records)
    say_yes(records, request)
    _did(records, stored(records, request), Status.DONE, Status.FAILED)
    return in_state(records, stored(records, request), State.FAILED)


def _journal(records: Records, request: ChangeRequest) -> RequestJournal:
    return RequestJournal(request.id, "wang", records.ledger, records.book)


def _did(records: Records, request: ChangeRequest, *statuses: Status) -> None:
    journal = _journal(records, request)
    journal.intend(PLAN, request.permit, "wang")
    for action, status in zip(PLAN.actions, statuses, strict=False):
        journal.outcome(Outcome(action.id, status, "made"))


def _past(records: Records, request: ChangeRequest) -> Past:
    return past_of(request.id, records.ledger, records.book, records.clock.now())


def _errand(records: Records, *errand: str) -> Past:
    return past_of_errand(errand, records.ledger, records.book, records.clock.now())


def test_what_was_done_is_told(records: Records, applied: ChangeRequest) -> None:
    past = _past(records, applied)
    assert (past.plan, past.request) == (PLAN, applied.id)
    assert [one.status for one in past.outcomes] == [Status.DONE, Status.FAILED]
    assert _errand(records, "revert", applied.id, past.digest) == past


def test_a_later_word_on_an_action_counts(records: Records, applied: ChangeRequest) -> None:
    before = _past(records, applied)
    _journal(records, applied).outcome(Outcome(PLAN.actions[1].id, Status.DONE, "made"))
    after = _past(records, applied)
    assert [one.status for one in after.outcomes] == [Status.DONE, Status.DONE]
    assert refusal(lambda: _errand(records, "revert", applied.id, before.digest)) == codes.PAST_MOVED.id


@pytest.mark.parametrize("words", [("revert",), ("revert", "CR-NONE22"), ("revert", "CR-NONE22", "sha256:0")])
def test_a_plan_that_names_no_change_is_refused(records: Records, words: tuple[str, ...]) -> None:
    assert refusal(lambda: _errand(records, *words)) == "ZY-REC-007"


class TestNothingDone:
    """Where nothing was done there is nothing to take back."""

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.REJECTED, State.CANCELLED, State.EXPIRED])
    def test_it_was_never_begun(self, records: Records, state: State) -> None:
        request = ask(records)
        if state is State.CANCELLED:
            cancel(request, person="wang", roles=role_file(), ledger=records.ledger, now=records.clock.now())
        else:
            request = in_state(records, request, state)
        assert refusal(lambda: _past(records, request)) == codes.NOTHING_DONE.id

    def test_every_action_failed(self, records: Records) -> None:
        request = ask(records)
        _did(records, request, Status.FAILED, Status.SKIPPED)
        request = in_state(records, request, State.FAILED)
        assert refusal(lambda: _past(records, request)) == codes.NOTHING_DONE.id

    def test_nobody_knows_yet_what_is_done(self, records: Records) -> None:
        request = in_state(records, ask(records), State.APPLYING)
        assert refusal(lambda: _past(records, request)) == codes.STILL_APPLYING.id


class TestDoctored:
    """What somebody writes into the records is not what others have seen in the log."""

    def _outcomes(self, records: Records, request: ChangeRequest, **values: Any) -> None:
        done = {one.action: one for one in records.ledger.outcomes(request.id)}[FIRST]
        document = json.dumps(replace(done, **values).document())
        records.meddle("UPDATE outcomes SET document = ? WHERE action = ?", document, FIRST)

    @pytest.mark.parametrize("values", [{"status": Status.FAILED}, {"made": "another"}])
    def test_an_outcome(self, records: Records, applied: ChangeRequest, values: dict[str, Any], attack: Attack) -> None:
        self._outcomes(records, applied, **values)
        assert refusal(lambda: _past(records, applied)) == codes.LOG_SAYS_OTHERWISE.id
        attack(
            "alter what a change has done, before it is taken back",
            "refused (ZY-GOV-192), nothing planned",
            "the records, held against the log",
        )

    def test_an_outcome_that_is_gone(self, records: Records, applied: ChangeRequest) -> None:
        records.meddle("DELETE FROM outcomes WHERE action = ?", FIRST)
        assert refusal(lambda: _past(records, applied)) == codes.LOG_SAYS_OTHERWISE.id

    def test_another_plan(self, records: Records, applied: ChangeRequest) -> None:
        from zhengyun.planfile import dump

        other = dump(replace(PLAN, estate="another"))
        records.meddle("UPDATE plans SET body = ? WHERE digest = ?", other, PLAN.digest)
        assert refusal(lambda: _past(records, applied)) == codes.LOG_SAYS_OTHERWISE.id

    def test_nothing_can_be_held_against_what_was_erased(self, records: Records, applied: ChangeRequest) -> None:
        number = max(one.number for one in records.book.of_kind("apply.action"))
        records.book.append(Note(ERASED, "li", {"first": number, "last": number}))
        records.meddle("UPDATE entries SET leaf = NULL WHERE number = ?", number)
        assert refusal(lambda: _past(records, applied)) == codes.TOO_OLD.id


class TestTakenBack:
    """Once its way back has begun, a change is not resumed."""

    def _intend(self, records: Records, request: ChangeRequest, of: str) -> None:
        scope = replace(PLAN.scope, errand=("revert", of, "sha256:0"))
        back = Plan(PLAN.estate, PLAN.commit, scope, PLAN.actions, PLAN.effects)
        permit = replace(request.permit, request="CR-BACK22")
        _journal(records, replace(request, permit=permit)).intend(back, permit, "wang")

    def test_it_is_refused_by_name(self, records: Records, applied: ChangeRequest) -> None:
        refuse_taken_back(applied.id, records.book)
        self._intend(records, applied, "CR-OTHER2")
        refuse_taken_back(applied.id, records.book)
        self._intend(records, applied, applied.id)
        assert refusal(lambda: refuse_taken_back(applied.id, records.book)) == codes.TAKEN_BACK.id

    def test_an_intent_that_no_witness_saw_has_taken_nothing_back(
        self, records: Records, applied: ChangeRequest
    ) -> None:
        self._intend(records, applied, applied.id)
        records.book.append(Note("apply.refused", "wang", {"request": "CR-BACK22", "codes": []}))
        refuse_taken_back(applied.id, records.book)

    def test_a_way_back_that_was_begun_and_then_not_gone_on_with_has(
        self, records: Records, applied: ChangeRequest
    ) -> None:
        self._intend(records, applied, applied.id)
        for kind in ("apply.stopped", "apply.refused"):
            records.book.append(Note(kind, "wang", {"request": "CR-BACK22", "codes": []}))
        assert refusal(lambda: refuse_taken_back(applied.id, records.book)) == codes.TAKEN_BACK.id
