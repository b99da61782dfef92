"""Breaking the glass: few people, a short time, and not again before an auditor has looked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from governance import rules
from governance.away import leave, trusted
from governance.emergencies import KIND, Finding, break_glass, review, reviewed_bytes
from governance.notices.notice import compose
from governance.precedents import unreviewed
from governance.travelling import unpack
from tests.attacks import Attack
from tests.cast import VERIFIER, at, changed, role_file, signer
from tests.records import Records, begun
from tests.unit.governance.leaves import ROLES, carry_out, gate, other_plan
from tests.unit.governance.requests import HOUR, PLAN, ask, refusal, say_yes, stored
from tests.unit.governance.test_requests import at_once
from zhengyun.change import ChangeRequest, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.notices import Event
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.ruleset import BreakGlass, Ruleset


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose role file knows a head of the centre."""
    made = begun(tmp_path / "records.sqlite", ROLES)
    yield made
    made.database.close()


def breaks(records: Records, plan: Plan = PLAN, person: str = "wang", **values: Any) -> ChangeRequest:
    """Ask for a plan, and then that it be done as an emergency."""
    request = ask(records, plan, roles=ROLES)
    whole = {"reason": "the portal is down", "second": None, "roles": ROLES, "now": records.clock.now(), **values}
    precedents = gate(records).precedents
    return break_glass(
        request, person=person, signer=signer(person), precedents=precedents, ledger=records.ledger, **whole
    )


def agreed(records: Records, plan: Plan = PLAN) -> ChangeRequest:
    """An emergency that a security administrator and the head have agreed to."""
    request = breaks(records, plan)
    yes = partial(say_yes, records, asked=plan, roles=ROLES)
    assert yes(request, "li") is State.SUBMITTED
    assert yes(stored(records, request), "director") is State.APPROVED
    return stored(records, request)


def looked_at(records: Records, request: ChangeRequest, person: str = "chen", **values: Any) -> Entry:
    """An auditor's review."""
    whole = {"finding": Finding.JUSTIFIED, "words": "it was down", "roles": ROLES, "now": records.clock.now(), **values}
    key = whole.pop("key", person)
    return review(
        request, person=person, signer=signer(key), precedents=gate(records).precedents, book=records.book, **whole
    )


class TestBreaking:
    """Asking again, as an emergency."""

    def test_the_reason_and_the_short_time_are_in_what_all_of_them_sign(self, records: Records) -> None:
        permit = breaks(records).permit
        assert (permit.emergency, permit.chain) == ("the portal is down", (Role.SECURITY, Role.HEAD))
        assert permit.not_after == at(2 * HOUR)

    def test_the_ordinary_request_is_over_with_it(self, records: Records) -> None:
        request = breaks(records)
        (cancelled,) = records.book.of_kind("request.cancelled")
        assert cancelled.body["for"] == request.id
        assert [one.id for one in records.ledger.requests({State.SUBMITTED})] == [request.id]

    def test_where_the_new_request_cannot_be_kept_the_ordinary_one_goes_on(self, records: Records) -> None:
        records.meddle("CREATE TRIGGER full BEFORE INSERT ON requests WHEN NEW.permit LIKE '%portal is down%' "
                       "BEGIN SELECT RAISE(ABORT, 'no room'); END")  # fmt: skip
        with pytest.raises(ZhengyunError):
            breaks(records)
        (request,) = records.ledger.requests()
        assert request.state(records.clock.now()) is State.SUBMITTED
        assert not records.book.of_kind("request.cancelled")

    def test_two_security_administrators_do_where_that_is_asked_for_or_there_is_no_head(self, records: Records) -> None:
        two = (Role.SECURITY, Role.SECURITY)
        assert breaks(records, second=Role.SECURITY).permit.chain == two
        assert breaks(records, roles=role_file()).permit.chain == two

    def test_whoever_wants_to_hear_of_emergencies_is_told_of_it_and_why(self, records: Records) -> None:
        request = breaks(records)
        (entry,) = [one for one in records.book.of_kind("request.submitted") if one.body.get("emergency")]
        notice = compose(request, Note(entry.kind, entry.actor, entry.body), records.clock.now())
        assert notice is not None
        assert (notice.event, notice.reason) == (Event.BREAK_GLASS, "the portal is down")

    def test_no_other_role_will_do(self, records: Records) -> None:
        assert refusal(lambda: breaks(records, second=Role.SYSTEM)) == "ZY-PERMIT-044"

    def test_two_are_needed_whom_there_are(self, records: Records) -> None:
        alone = changed(ROLES, "sun", revoked=at(-1))
        assert refusal(lambda: breaks(records, second=Role.SECURITY, roles=alone)) == "ZY-GOV-049"
        assert breaks(records, other_plan(), roles=alone).permit.chain == (Role.SECURITY, Role.HEAD)

    def test_only_who_asked_for_the_change_does_it_and_says_why(self, records: Records) -> None:
        assert refusal(lambda: breaks(records, person="zhou")) == "ZY-GOV-148"
        assert refusal(lambda: breaks(records, reason="  ")) == "ZY-GOV-142"

    def test_an_emergency_is_no_emergency_once_more(self, records: Records) -> None:
        request, precedents = breaks(records), gate(records).precedents
        values: dict[str, Any] = {"reason": "again", "second": None, "roles": ROLES, "now": records.clock.now()}
        again = partial(break_glass, request, person="wang", signer=signer("wang"), precedents=precedents, **values)
        assert refusal(lambda: again(ledger=records.ledger)) == "ZY-GOV-141"


class TestAgreeing:
    """Two people at least, and never the asker."""

    def test_it_goes_through_the_same_door_and_is_on_record(self, records: Records) -> None:
        assert carry_out(records, agreed(records)).complete
        (intent,) = records.book.of_kind("apply.intent")
        assert intent.body["emergency"] == "the portal is down"

    def test_one_yes_is_not_enough(self, records: Records) -> None:
        request = breaks(records)
        say_yes(records, request, "li", roles=ROLES)
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-011"

    def test_it_travels_to_whoever_is_away_and_the_door_asks_for_what_only_the_records_know(
        self, records: Records
    ) -> None:
        request = breaks(records)
        now = records.clock.now()
        pin, data = leave(request, records.ledger, records.roles, records.book, VERIFIER, now)
        trusted(unpack(data, "request.json"), pin, VERIFIER, now)

    def test_nobody_agrees_to_his_own(self, records: Records, attack: Attack) -> None:
        request = breaks(records)
        assert refusal(lambda: say_yes(records, request, "wang", roles=ROLES)) == "ZY-GOV-007"
        attack("approve one's own break-glass", "refused (ZY-GOV-007)", "approve, and the gate by signatures")

    def test_no_rule_and_no_asker_makes_one_enough(self, records: Records) -> None:
        permit = replace(agreed(records).permit, chain=(Role.SECURITY,))
        found = [one.code.id for one in gate(records).refusals(permit, PLAN, records.clock.now())]
        assert found[0] == "ZY-PERMIT-044"
        lax = replace(ROLES, rules=Ruleset(break_glass=BreakGlass(people=1, roles=(Role.SECURITY,))))
        assert breaks(records, other_plan(), roles=lax).permit.chain == (Role.SECURITY, Role.SECURITY)

    def test_it_is_open_for_no_longer_than_the_rule_allows_whatever_the_asker_signs(self, records: Records) -> None:
        permit = replace(agreed(records).permit, not_after=at(9 * HOUR))
        found = [one.code.id for one in gate(records).refusals(permit, PLAN, records.clock.now())]
        assert found[0] == "ZY-PERMIT-045"

    def test_a_yes_that_would_be_void_by_a_slow_clock_is_not_spent(self, records: Records) -> None:
        request = breaks(records)
        yes = partial(say_yes, records, request, "li", roles=ROLES)
        assert refusal(lambda: yes(now=records.clock.now() - timedelta(seconds=5))) == "ZY-PERMIT-045"
        assert yes() is State.SUBMITTED

    def test_afterwards_it_has_expired(self, records: Records) -> None:
        request = agreed(records)
        records.clock.pass_by(2 * HOUR + 1)
        assert refusal(lambda: carry_out(records, request)) == "ZY-GOV-019"


class TestReview:
    """The next one waits for the review of this one."""

    def test_until_an_auditor_has_looked_there_is_no_other(self, records: Records, attack: Attack) -> None:
        second = agreed(records, other_plan())
        request = agreed(records)
        assert carry_out(records, request).complete
        assert refusal(lambda: breaks(records, other_plan("third"))) == "ZY-PERMIT-046"
        late = partial(carry_out, records, second, other_plan())
        assert refusal(late) == "ZY-PERMIT-046", "also one that was agreed to before"
        attack(
            "break the glass while one is unreviewed", "refused (ZY-PERMIT-046), nothing done", "the gate, by the log"
        )
        looked_at(records, request)
        assert late().complete

    def test_what_was_never_begun_bars_nothing(self, records: Records) -> None:
        agreed(records)
        breaks(records, other_plan())

    def test_it_does_not_bar_its_own_resuming(self, records: Records) -> None:
        request = agreed(records)
        assert carry_out(records, request).complete
        assert gate(records).precedents.unreviewed(request.id) == ()
        assert gate(records).precedents.unreviewed("") == (request.id,)

    @pytest.mark.parametrize(
        ("person", "values", "code"),
        [
            ("li", {}, "ZY-GOV-001"),
            ("wang", {}, "ZY-GOV-001"),
            ("chen", {"key": "wang"}, "ZY-GOV-024"),
            ("chen", {"words": ""}, "ZY-GOV-142"),
        ],
    )
    def test_only_an_auditor_reviews_and_in_words(
        self, records: Records, person: str, values: dict[str, Any], code: str
    ) -> None:
        request = agreed(records)
        carry_out(records, request)
        assert refusal(lambda: looked_at(records, request, person, **values)) == code

    def test_there_must_be_something_to_review_and_that_once(self, records: Records) -> None:
        request = agreed(records)
        assert refusal(lambda: looked_at(records, request)) == "ZY-GOV-143"
        carry_out(records, request)
        looked_at(records, request, finding=Finding.MISUSED)
        assert refusal(lambda: looked_at(records, request)) == "ZY-GOV-144"

    @pytest.mark.parametrize(("actor", "key"), [("chen", "wang"), ("wang", "wang"), ("nobody", "chen"), ("li", "li")])
    def test_a_review_that_no_auditor_has_signed_is_none(
        self, records: Records, actor: str, key: str, attack: Attack
    ) -> None:
        request = agreed(records)
        carry_out(records, request)
        (intent,) = records.book.of_kind("apply.intent")
        said: dict[str, object] = {"request": request.id, "intent": intent.number, "hash": intent.hash, "finding": "justified", "words": "ok"}  # fmt: skip
        signature = signer(key).sign(reviewed_bytes(said))
        records.book.append(Note(KIND, actor, {**said, "signature": signature}))
        assert refusal(lambda: breaks(records, other_plan())) == "ZY-PERMIT-046"
        attack(
            "forge the review of an emergency",
            "it does not count (ZY-PERMIT-046)",
            "the gate, by the auditor's signature",
        )

    def test_the_review_of_one_is_not_that_of_another(self, records: Records) -> None:
        first = agreed(records)
        carry_out(records, first)
        body = dict(looked_at(records, first).body)
        second = agreed(records, other_plan())
        carry_out(records, second, other_plan())
        intent = list(records.book.of_kind("apply.intent"))[-1]
        records.book.append(
            Note(KIND, "chen", {**body, "request": second.id, "intent": intent.number, "hash": intent.hash})
        )
        assert refusal(lambda: breaks(records, other_plan("third"))) == "ZY-PERMIT-046"

    def test_what_the_appliers_tool_leaves_out_of_the_intent_the_asker_has_signed(self, records: Records) -> None:
        request = agreed(records)
        submitted = [one for one in records.book.entries() if one.kind == "request.submitted"]
        records.book.append(Note("apply.intent", "wang", {"request": request.id, "plan": PLAN.digest}))
        intents = list(records.book.of_kind("apply.intent"))
        assert unreviewed([*submitted, *intents], "", (ROLES,), VERIFIER) == (request.id,)

    def test_of_two_at_once_one_is_carried_out(self, records: Records, attack: Attack) -> None:
        plans = (PLAN, other_plan())
        requests = [agreed(records, plan) for plan in plans]

        def end(mine: Records, request: ChangeRequest, plan: Plan) -> str:
            assert carry_out(mine, request, plan).complete
            return "done"

        ends = at_once(*(partial(end, records.again(), one, plan) for one, plan in zip(requests, plans, strict=True)))
        assert sorted(ends) == ["ZY-PERMIT-046", "done"]
        attack("two emergencies at once", "exactly one is carried out (ZY-PERMIT-046)", "the order of the log")


def test_the_default_is_two_people_for_two_hours() -> None:
    rule = rules.rules_of(ROLES).break_glass
    assert (rule.people, rule.roles, rule.seconds) == (2, (Role.SECURITY, Role.HEAD), timedelta(hours=2).seconds)
