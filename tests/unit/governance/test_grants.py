"""Grants on application: who can ask and agree, what they cover, and that they end by themselves."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from governance import granting
from governance.openings import close_expired
from governance.withdrawals import withdraw
from tests.attacks import Attack
from tests.cast import DAY, at, changed
from tests.records import Records, begun
from tests.unit.governance.leaves import (
    ROLES,
    VENDOR,
    agree_to,
    ask_for,
    ask_under,
    carry_out,
    gate,
    grant,
    granted,
    other_plan,
)
from tests.unit.governance.requests import PLAN, ask, refusal, say_yes, stored
from tests.unit.governance.test_requests import at_once
from tests.unit.governance.test_road_attacks import put
from zhengyun.change import ChangeRequest, State
from zhengyun.diff import Verb
from zhengyun.entry import Note
from zhengyun.people import Role
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.subject import load


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose role file knows a vendor, who may do nothing by himself."""
    made = begun(tmp_path / "records.sqlite", ROLES)
    yield made
    made.database.close()


def approved(records: Records, name: str, plan: Plan = PLAN) -> ChangeRequest:
    """A plan of the vendor's that everybody has agreed to."""
    request = ask_under(records, name, plan)
    assert say_yes(records, request, asked=plan, roles=ROLES) is State.APPROVED
    return stored(records, request)


class TestVendor:
    """An account limited to one tenant, one change, one day."""

    def test_without_a_grant_he_asks_for_nothing(self, records: Records) -> None:
        assert refusal(lambda: ask(records, asker=VENDOR, roles=ROLES)) == "ZY-GOV-040"

    def test_with_one_his_change_takes_its_own_chain_and_is_carried_out(self, records: Records) -> None:
        name = granted(records, grant())
        request = ask_under(records, name)
        assert (request.stored, request.permit.chain, request.permit.under) == (State.SUBMITTED, (Role.SECURITY,), name)
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-011"
        assert say_yes(records, request, roles=ROLES) is State.APPROVED
        assert carry_out(records, request).complete
        intent = next(entry for entry in records.book.entries() if entry.kind == "apply.intent")
        assert intent.body["under"] == name

    def test_a_second_change_is_refused_when_asked_for_and_at_the_gate(self, records: Records, attack: Attack) -> None:
        name = granted(records, grant())
        first, second = approved(records, name), approved(records, name, other_plan())
        assert carry_out(records, first).complete
        assert refusal(lambda: ask_under(records, name, other_plan("third"))) == "ZY-PERMIT-034"
        assert refusal(lambda: carry_out(records, second, other_plan())) == "ZY-PERMIT-034"
        attack(
            "use a grant for one change a second time", "refused (ZY-PERMIT-034), nothing done", "the gate, by the log"
        )

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"tenants": ("finance",)}, "ZY-PERMIT-036"),
            ({"verbs": (Verb.UPDATE,)}, "ZY-PERMIT-037"),
            ({"sites": ("there",)}, "ZY-PERMIT-038"),
        ],
    )
    def test_what_lies_outside_is_refused_when_asked_for_and_at_the_gate(
        self, records: Records, values: dict[str, Any], code: str
    ) -> None:
        narrow, wide = granted(records, grant(**values)), granted(records, grant())
        assert refusal(lambda: ask_under(records, narrow)) == code
        permit = replace(approved(records, wide).permit, under=narrow)
        assert code in [one.code.id for one in gate(records).refusals(permit, PLAN, records.clock.now())]

    def test_the_next_day_is_refused_when_asked_for_and_at_the_gate(self, records: Records) -> None:
        name = granted(records, grant())
        request = ask_under(records, name)
        long = replace(request.permit, not_after=at(9 * DAY))
        records.clock.pass_by(DAY + 1)
        assert refusal(lambda: ask_under(records, name)) == "ZY-PERMIT-032"
        found = [one.code.id for one in gate(records).refusals(long, PLAN, records.clock.now())]
        assert "ZY-PERMIT-032" in found

    def test_and_so_is_the_day_before(self, records: Records) -> None:
        name = granted(records, grant(not_before=at(60)))
        assert refusal(lambda: ask_under(records, name)) == "ZY-PERMIT-032"

    def test_it_is_his_alone(self, records: Records) -> None:
        name = granted(records, grant())
        assert refusal(lambda: ask_under(records, name, asker="zhou")) == "ZY-PERMIT-035"

    def test_a_grant_that_nobody_has_given_is_none(self, records: Records) -> None:
        waiting = ask_for(records, grant())
        assert refusal(lambda: ask_under(records, waiting.id)) == "ZY-PERMIT-011"
        assert refusal(lambda: ask_under(records, "GR-222222")) == "ZY-REC-007"
        assert refusal(lambda: ask_under(records, ask(records).id)) == "ZY-PERMIT-031"


class TestAsking:
    """Who applies, for whom, and for how long."""

    def test_the_person_himself_or_a_system_administrator_for_him(self, records: Records) -> None:
        assert ask_for(records, grant(), VENDOR).permit.distinct_from == ()
        assert ask_for(records, grant(), "wang").permit.distinct_from == (VENDOR,)
        assert refusal(lambda: ask_for(records, grant(), "chen")) == "ZY-GOV-001"

    def test_none_of_the_three_administrators_can_have_one(self, records: Records) -> None:
        for name in ("wang", "li", "chen"):
            assert refusal(partial(ask_for, records, grant(person=name))) == "ZY-PERMIT-047"

    @pytest.mark.parametrize("days", [0, 31])
    def test_it_lasts_no_longer_than_the_rules_allow(self, records: Records, days: int) -> None:
        wrong = grant(not_before=at(-DAY), not_after=at(days * DAY))
        assert refusal(lambda: ask_for(records, wrong)) == "ZY-GOV-149"

    def test_it_is_not_asked_for_where_nobody_could_agree(self, records: Records) -> None:
        nobody = changed(changed(ROLES, "sun", revoked=at(-1)), "li", revoked=at(-1))
        assert refusal(lambda: ask_for(records, grant(), roles=nobody)) == "ZY-GOV-049"

    def test_it_says_why(self, records: Records) -> None:
        assert refusal(lambda: ask_for(records, grant(reason=" "))) == "ZY-GOV-142"

    def test_what_was_asked_is_in_the_log_in_full(self, records: Records) -> None:
        request = ask_for(records, grant())
        last = records.book.last()
        assert last is not None
        assert Permit.read(dict(last.body["permit"])) == request.permit  # type: ignore[call-overload]
        assert last.body["grant"] == {
            **grant().document(),
            "tenants": ["town"],
            "verbs": ["create", "update"],
            "sites": [],
        }


class TestAgreeing:
    """Who grants."""

    def test_nobody_grants_to_himself(self, records: Records) -> None:
        roles = changed(ROLES, VENDOR, roles=(Role.OPERATOR, Role.SECURITY))
        for asker in (VENDOR, "wang"):
            request = ask_for(records, grant(), asker, roles=roles)
            code = refusal(partial(agree_to, records, request, VENDOR, roles=roles))
            assert code == ("ZY-GOV-007" if asker == VENDOR else "ZY-PERMIT-006")

    def test_nor_where_his_own_tool_leaves_out_whose_it_is(self, records: Records) -> None:
        roles = changed(ROLES, VENDOR, roles=(Role.OPERATOR, Role.SECURITY))
        request = ask_for(records, grant(), "wang", roles=roles)
        records.meddle(
            'UPDATE requests SET permit = replace(permit, \'"distinct_from":["vendor"]\', \'"distinct_from":[]\')'
        )
        altered = stored(records, request)
        assert altered.permit.distinct_from == ()
        assert refusal(partial(agree_to, records, altered, VENDOR, roles=roles)) == "ZY-PERMIT-006"

    def test_nor_by_another_name_of_his(self, records: Records) -> None:
        roles = changed(changed(ROLES, VENDOR, identity="4711"), "li", identity="4711")
        request = ask_for(records, grant(), "wang", roles=roles)
        records.meddle(
            'UPDATE requests SET permit = replace(permit, \'"distinct_from":["vendor"]\', \'"distinct_from":[]\')'
        )
        altered = stored(records, request)
        assert refusal(partial(agree_to, records, altered, "li", roles=roles)) == "ZY-PERMIT-006"

    @pytest.mark.parametrize("name", ["zhou", "chen"])
    def test_the_auditor_grants_nothing_nor_who_asks_for_changes(self, records: Records, name: str) -> None:
        request = ask_for(records, grant())
        assert refusal(lambda: agree_to(records, request, name)) == "ZY-GOV-001"

    def test_nobody_signs_another_grant_than_was_asked_for(self, records: Records) -> None:
        request = ask_for(records, grant())
        assert refusal(lambda: agree_to(records, request, subject=grant(count=2))) == "ZY-PERMIT-048"

    def test_nobody_agrees_to_what_its_asker_has_not_signed(self, records: Records, attack: Attack) -> None:
        request = ask_for(records, grant())
        forged = replace(request, permit=replace(request.permit, asker="zhou"))
        assert refusal(lambda: agree_to(records, forged)) == "ZY-PERMIT-005"
        assert stored(records, request).stored is State.SUBMITTED
        attack("put another asker's name under a grant", "refused (ZY-PERMIT-005), no yes given", "the approver's side")

    def test_a_grant_altered_in_the_records_is_not_read(self, records: Records) -> None:
        request = ask_for(records, grant())
        records.meddle("UPDATE plans SET body = CAST(replace(body, '\"count\":1', '\"count\":9') AS BLOB)")
        kept = records.ledger.plan(request.permit.plan)
        assert refusal(lambda: load("grant", kept, request.id)) == "ZY-PERMIT-048"


class TestEnding:
    """Taking it back."""

    def take(self, records: Records, name: str, who: str = "sun", reason: str = "done") -> None:
        request = records.ledger.request(name)
        values: dict[str, Any] = {"roles": ROLES, "ledger": records.ledger, "now": records.clock.now()}
        granting.revoke(request, grant(), person=who, reason=reason, **values)

    @pytest.mark.parametrize("who", ["wang", VENDOR, "li", "sun"])
    def test_whoever_has_a_part_in_it_takes_it_back_and_it_is_of_no_use(
        self, records: Records, who: str, attack: Attack
    ) -> None:
        name = granted(records, grant())
        request = approved(records, name)
        self.take(records, name, who)
        assert refusal(lambda: ask_under(records, name, other_plan())) == "ZY-PERMIT-033"
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-033"
        records.meddle("UPDATE requests SET state = 'approved'")
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-033", "the log says it, not the state"
        attack("use a grant that was revoked", "refused (ZY-PERMIT-033), nothing done", "the gate, by the log")

    def test_nobody_else_does_and_nobody_twice(self, records: Records) -> None:
        name = granted(records, grant())
        assert refusal(lambda: self.take(records, name, "chen")) == "ZY-GOV-140"
        assert refusal(lambda: self.take(records, name, reason=" ")) == "ZY-GOV-142"
        self.take(records, name)
        assert refusal(lambda: self.take(records, name)) == "ZY-GOV-004"


def test_a_grant_whose_time_is_over_is_not_said_to_have_expired_unused(records: Records) -> None:
    granted(records, grant())
    waiting = ask_for(records, grant())
    records.clock.pass_by(DAY + 1)
    assert [one.id for one in close_expired(records.ledger, "wang", records.clock.now())] == [waiting.id]


class TestAttacks:
    """With the database in one's hands, or two processes at once."""

    def test_of_two_uses_at_once_exactly_one_is_carried_out(self, records: Records, attack: Attack) -> None:
        name = granted(records, grant())
        plans = [PLAN, other_plan()]
        requests = [approved(records, name, plan) for plan in plans]
        work = [partial(_ends, records.again(), request, plan) for request, plan in zip(requests, plans, strict=True)]
        ends = at_once(*work)
        assert sorted(ends) == ["ZY-PERMIT-034", "done"]
        assert records.kinds().count("apply.result") == 1
        attack(
            "use a grant for one change twice at once",
            "exactly one is carried out (ZY-PERMIT-034)",
            "the order of the log",
        )

    def test_a_use_that_the_appliers_own_tool_leaves_out_of_the_intent_counts(
        self, records: Records, attack: Attack
    ) -> None:
        name = granted(records, grant())
        first, second = approved(records, name), approved(records, name, other_plan())
        records.book.append(Note("apply.intent", "wang", {"request": first.id, "plan": PLAN.digest}))
        assert refusal(lambda: carry_out(records, second, other_plan())) == "ZY-PERMIT-034"
        attack(
            "leave a grant out of the intent", "it counts all the same (ZY-PERMIT-034)", "the gate, by what was signed"
        )

    def test_a_grant_whose_yes_was_withdrawn_is_none(self, records: Records) -> None:
        name = granted(records, grant())
        values: dict[str, Any] = {"roles": ROLES, "ledger": records.ledger, "now": records.clock.now()}
        request = approved(records, name)
        kept = records.ledger.request(name)
        withdraw(kept, person="li", reason="", **values)
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-011"
        put(records, kept, kept.permit.approvals[0])
        assert records.ledger.request(name).permit.approvals == kept.permit.approvals
        assert refusal(lambda: carry_out(records, request)) == "ZY-PERMIT-011", "nor where it is put back by hand"

    def test_a_state_set_by_hand_grants_nothing(self, records: Records, attack: Attack) -> None:
        request = ask_for(records, grant())
        records.meddle("UPDATE requests SET state = 'approved'")
        assert refusal(lambda: ask_under(records, request.id)) == "ZY-PERMIT-011"
        attack(
            "set a grant's state to approved by hand",
            "refused (ZY-PERMIT-011), nothing done",
            "the gate, by signatures",
        )

    def test_a_wider_grant_put_into_its_place_is_not_the_one_that_was_signed(
        self, records: Records, attack: Attack
    ) -> None:
        name, wide = granted(records, grant(tenants=("finance",))), ask_for(records, grant())
        other = wide.permit.plan
        records.meddle(
            "UPDATE requests SET permit = replace(permit, plan, ?), plan = ? WHERE id = ?", other, other, name
        )
        assert refusal(lambda: ask_under(records, name)) == "ZY-PERMIT-005"
        attack(
            "put a wider grant in the place of the agreed one",
            "refused (ZY-PERMIT-005), nothing done",
            "the gate, by signatures",
        )

    def test_a_grants_permit_carries_out_no_plan(self, records: Records) -> None:
        permit = records.ledger.request(granted(records, grant())).permit
        assert refusal(lambda: gate(records).open(permit, PLAN, records.clock.now())) == "ZY-PERMIT-030"

    def test_a_grant_dies_with_the_office_of_who_gave_it(self, records: Records) -> None:
        request = approved(records, granted(records, grant()))
        roles = changed(ROLES, "li", revoked=at(-1))
        assert refusal(lambda: carry_out(records, request, roles=roles)) == "ZY-PERMIT-008"

    def test_and_with_the_role_of_who_has_it(self, records: Records) -> None:
        request = approved(records, granted(records, grant()))
        roles = changed(ROLES, VENDOR, roles=(Role.AUDIT,))
        assert refusal(lambda: carry_out(records, request, roles=roles)) == "ZY-PERMIT-047"


def _ends(records: Records, request: ChangeRequest, plan: Plan) -> str:
    assert carry_out(records, request, plan).complete
    return "done"
