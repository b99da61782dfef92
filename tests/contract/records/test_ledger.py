"""Requests and what became of them come back as they were kept, whatever people write in them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from records.assets import Applied, Assets
from tests.cast import at, proven, role_file, signed
from tests.examples import examples
from tests.permits import agreed, asked
from tests.records import Records
from tests.unit.governance.requests import PLAN, ask, refusal, stored
from zhengyun.canonical import LARGEST
from zhengyun.change import ChangeRequest, Claim, Decision, Review, State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.people import Role
from zhengyun.permit import Permit
from zhengyun.planfile import dump
from zhengyun.results import Outcome, Receipt, Status
from zhengyun.rolefile import RoleFile

NOTE = Note("spoken", "wang", {})
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
OUTCOMES = st.builds(
    Outcome,
    action=WORDS,
    status=st.sampled_from(Status),
    made=WORDS,
    code=WORDS,
    detail=WORDS,
    milliseconds=st.integers(0, LARGEST),
)
RECEIPTS = st.builds(
    Receipt,
    request=st.just("CR-TEST22"),
    plan=WORDS,
    began=WORDS,
    ended=WORDS,
    outcomes=st.lists(OUTCOMES, max_size=3).map(tuple),
    unproven=st.lists(WORDS, max_size=3).map(tuple),
)
# The records are one for all examples of a test: each example has to hold beside what the others have left.
TOGETHER = examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def add(records: Records, permit: Permit | None = None, summary: dict[str, int] | None = None) -> ChangeRequest:
    """Keep a request of that permit."""
    permit = permit or asked(PLAN)
    request = ChangeRequest(permit, State.SUBMITTED, at(0), summary or {"create": 2})
    records.ledger.add(request, dump(PLAN), NOTE)
    return request


class TestRequests:
    """Requests with their plans, reviews and claims."""

    @TOGETHER
    @given(reason=WORDS, nonce=WORDS, others=st.lists(WORDS, max_size=2).map(tuple), number=st.integers(0, 10**9))
    def test_a_permit_comes_back_with_every_signature_valid(
        self, records: Records, reason: str, nonce: str, others: tuple[str, ...], number: int
    ) -> None:
        count = len(records.ledger.requests())
        permit = asked(PLAN, reason=reason, nonce=nonce, distinct_from=others, request=f"CR-{count}-{number}")
        request = add(records, permit, {"新建": number})
        assert records.again().ledger.request(request.id) == request

    def test_the_plan_comes_back_byte_for_byte_and_is_kept_once(self, records: Records) -> None:
        first, second = ask(records), ask(records)
        assert first.permit.plan == second.permit.plan
        assert records.ledger.plan(first.permit.plan) == dump(PLAN)
        with records.database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM plans").scalar() == 1

    def test_what_nobody_has_said_yet_is_nothing(self, records: Records) -> None:
        request = stored(records, add(records))
        assert (request.reviews, request.claim, request.permit.approvals) == ((), None, ())
        assert records.ledger.receipt(request.id) is None
        assert list(records.ledger.outcomes(request.id)) == []

    def test_a_yes_comes_back_signed_and_a_no_with_its_reason_in_the_order_they_were_said(
        self, records: Records
    ) -> None:
        request = add(records, asked(PLAN, chain=(Role.SECURITY, Role.AUDIT)))
        approval = agreed(request.permit, "sun").approvals[0]
        said = (
            Review("sun", Decision.YES, at(1), "", approval),
            Review("李", Decision.NO, at(0), "与“十四五”规划不符\n请重报 🏛"),
            Review("chen", Decision.YES, at(2), "同意", None),
        )
        for review in said:
            records.ledger.review(request.id, review, {State.SUBMITTED}, lambda _: State.SUBMITTED, NOTE)
        kept = stored(records, request)
        assert kept.reviews == said
        assert kept.permit.approvals == (approval,)

    def test_nobody_has_two_words(self, records: Records) -> None:
        request = add(records)
        review = Review("sun", Decision.NO, at(1), "no")
        answers = [
            records.ledger.review(request.id, review, {State.SUBMITTED}, lambda _: State.SUBMITTED, NOTE)
            for _ in range(2)
        ]
        assert answers == [State.SUBMITTED, None]
        assert records.kinds().count("spoken") == 2, "what was not kept is not in the log"

    @pytest.mark.parametrize("state", State)
    def test_each_state_is_kept_and_found_again(self, records: Records, state: State) -> None:
        request = add(records)
        claim = Claim("机房-1", 4711, "", "", "wang", at(0))
        assert records.ledger.move(request.id, {State.SUBMITTED}, state, NOTE, claim)
        kept = replace(request, stored=state, claim=claim)
        assert records.ledger.requests([state]) == [kept]
        assert records.ledger.requests([one for one in State if one is not state]) == []

    def test_a_state_that_is_not_held_is_not_moved(self, records: Records) -> None:
        request = add(records)
        claim = Claim("here", 1, "", "", "wang", at(0))
        assert not records.ledger.move(request.id, {State.APPROVED}, State.APPLYING, NOTE)
        assert not records.ledger.move(request.id, {State.SUBMITTED}, State.APPLYING, NOTE, held=claim)
        assert stored(records, request) == request
        assert records.kinds() == ["roles", "spoken"]

    def test_the_newest_come_first(self, records: Records) -> None:
        first = ask(records)
        records.clock.pass_by(1)
        second = ask(records)
        assert [one.id for one in records.ledger.requests()] == [second.id, first.id]

    def test_one_that_nobody_submitted_is_not_there(self, records: Records) -> None:
        for work in (records.ledger.request, lambda name: records.ledger.move(name, set(), State.APPLIED, NOTE)):
            with pytest.raises(ZhengyunError, match="ZY-REC-007 There is no request CR-无"):
                work("CR-无")

    @pytest.mark.parametrize(
        "damage",
        ["state = 'lost'", "permit = '{}'", "permit = 'x'", "summary = 'x'", "claim = '[1]'", "claim = '{\"a\": 1}'"],
    )
    def test_one_that_was_tampered_with_is_said_to_be_damaged(self, records: Records, damage: str) -> None:
        request = add(records)
        records.meddle(f"UPDATE requests SET {damage}")  # noqa: S608 - ours
        assert refusal(lambda: stored(records, request)) == "ZY-REC-004"


class TestResults:
    """Outcomes and receipts."""

    @pytest.mark.slow
    @TOGETHER
    @given(outcomes=st.lists(OUTCOMES, max_size=5, unique_by=lambda one: one.action))
    def test_outcomes_come_back_as_they_were(self, records: Records, outcomes: list[Outcome]) -> None:
        request = add(records, asked(PLAN, request=f"CR-{len(records.ledger.requests())}"))
        for outcome in outcomes:
            records.ledger.outcome(request.id, outcome, NOTE)
        kept = records.again().ledger.outcomes(request.id)
        assert sorted(kept, key=lambda one: one.action) == sorted(outcomes, key=lambda one: one.action)

    @TOGETHER
    @given(receipt=RECEIPTS)
    def test_a_receipt_comes_back_as_it_was_with_its_digest(self, records: Records, receipt: Receipt) -> None:
        if not records.ledger.requests():
            add(records)
        records.ledger.conclude(receipt, State.FAILED, NOTE)
        kept = records.again().ledger.receipt("CR-TEST22")
        assert kept == receipt
        assert kept.digest == receipt.digest

    def test_a_later_word_about_an_action_counts(self, records: Records) -> None:
        request = add(records)
        for status in (Status.FAILED, Status.DONE):
            records.ledger.outcome(request.id, Outcome("a", status), NOTE)
        assert list(records.ledger.outcomes(request.id)) == [Outcome("a", Status.DONE)]

    def test_of_a_request_that_is_not_there_nothing_is_kept_and_nothing_logged(self, records: Records) -> None:
        assert refusal(lambda: records.ledger.outcome("CR-1", Outcome("a", Status.DONE), NOTE)) == "ZY-REC-004"
        receipt = Receipt("CR-1", "sha256:0", at(0), at(1), ())
        assert refusal(lambda: records.ledger.conclude(receipt, State.APPLIED, NOTE)) == "ZY-REC-004"
        assert records.kinds() == ["roles"]


class TestRoleFiles:
    """The versions of the role file."""

    def test_each_version_comes_back_with_its_signatures(self, records: Records) -> None:
        second = signed(role_file(version=2), "wang", "li")
        assert records.roles.add(2, second.document(), NOTE)
        assert [RoleFile.read(one) for one in records.again().roles.versions()] == [proven(role_file()), second]

    @pytest.mark.parametrize("version", [1, 3])
    def test_one_that_is_out_of_turn_is_not_kept(self, records: Records, version: int) -> None:
        assert records.roles.add(version, role_file(version=version).document(), NOTE) is None
        assert (len(records.roles.versions()), records.kinds()) == (1, ["roles"])

    def test_one_that_was_tampered_with_is_said_to_be_damaged(self, records: Records) -> None:
        records.meddle("UPDATE role_files SET document = '[]'")
        assert refusal(records.roles.versions) == "ZY-REC-004"


class TestAssets:
    """What was made, and what was applied."""

    def conclude(self, records: Records, made: str, ended: str, state: State = State.APPLIED) -> str:
        request = ask(records)
        records.clock.pass_by(1)
        for name, status in (("create a", Status.DONE), ("create b", Status.FAILED)):
            records.ledger.outcome(request.id, Outcome(name, status, made), NOTE)
        records.ledger.conclude(Receipt(request.id, PLAN.digest, at(0), ended, ()), state, NOTE)
        return request.id

    def test_the_later_requests_word_counts_and_what_failed_made_nothing(self, records: Records) -> None:
        assets = Assets(records.database)
        assert assets.made() == {}
        self.conclude(records, "old", at(1))
        self.conclude(records, "新", at(2))
        assert assets.made() == {"create a": "新"}

    def test_applied_requests_come_with_their_plan_the_newest_first(self, records: Records) -> None:
        assert list(Assets(records.database).applied()) == []
        first, failed, second = (
            self.conclude(records, "x", at(number), state)
            for number, state in enumerate((State.APPLIED, State.FAILED, State.APPLIED))
        )
        assert list(Assets(records.database).applied()) == [
            Applied(second, at(2), dump(PLAN)),
            Applied(first, at(0), dump(PLAN)),
        ]
        assert failed not in {one.request for one in Assets(records.database).applied()}

    def test_what_was_tampered_with_is_said_to_be_damaged(self, records: Records) -> None:
        self.conclude(records, "x", at(1))
        records.meddle("UPDATE outcomes SET document = '{}'")
        assert refusal(lambda: Assets(records.database).made()) == "ZY-REC-004"
