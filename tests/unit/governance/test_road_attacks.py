"""Somebody with the database in his hands, or with a key that was his, tries to have something done that nobody agreed to."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from governance.roles import current
from tests.attacks import Attack
from tests.cast import DAY, VERIFIER, at, changed, role_file, signer
from tests.records import Records, begun
from tests.unit.governance.leaves import ROLES, carry_out, gate, other_plan
from tests.unit.governance.requests import PLAN, ask, refusal, say_yes, stored
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, State
from zhengyun.people import Qualification, Role
from zhengyun.permit import Approval
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import Demand, Ruleset

TRAINED = Qualification("security training", "2026-07", "the academy", at(-DAY), at(300 * DAY))
# A security administrator must have been trained.
DEMANDING = replace(
    changed(changed(ROLES, "li", qualifications=(TRAINED,)), "sun", qualifications=(TRAINED,)),
    rules=Ruleset(qualifications=(Demand(Role.SECURITY, (TRAINED.name,)),)),
)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose role file demands a certificate of whoever agrees."""
    made = begun(tmp_path / "records.sqlite", DEMANDING)
    yield made
    made.database.close()


def approved(records: Records, plan: Any = PLAN) -> ChangeRequest:
    """A request that a security administrator has agreed to."""
    request = ask(records, plan, roles=DEMANDING)
    assert say_yes(records, request, asked=plan, roles=DEMANDING) is State.APPROVED
    return stored(records, request)


def put(records: Records, request: ChangeRequest, approval: Approval) -> None:
    """Put a yes into the records by hand, and the state that goes with it."""
    records.meddle(
        "INSERT INTO reviews (request, reviewer, decision, at, reason, approval) VALUES (?, ?, 'yes', ?, '', ?)",
        request.id,
        approval.approver,
        approval.at,
        canonical(approval._asdict()).decode(),
    )
    records.meddle("UPDATE requests SET state = 'approved' WHERE id = ?", request.id)


class TestApprovers:
    """Who agreed is no longer who he was."""

    def test_the_certificate_of_an_approver_is_revoked_between_approval_and_apply(
        self, records: Records, attack: Attack
    ) -> None:
        request = approved(records)
        revoked = changed(DEMANDING, "li", qualifications=(TRAINED._replace(revoked=at(-1)),))
        assert refusal(lambda: carry_out(records, request, roles=revoked)) == "ZY-PERMIT-060"
        attack(
            "revoke an approver's certificate before apply",
            "refused (ZY-PERMIT-060), nothing done",
            "the gate, by the role file",
        )

    def test_an_approver_leaves_office_between_approval_and_apply(self, records: Records, attack: Attack) -> None:
        request = approved(records)
        gone = changed(DEMANDING, "li", revoked=at(-1))
        assert refusal(lambda: carry_out(records, request, roles=gone)) == "ZY-PERMIT-008"
        attack(
            "put an approver out of office before apply",
            "refused (ZY-PERMIT-008), nothing done",
            "the gate, by the role file",
        )


class TestRoleFile:
    """A key is put into another's place."""

    def swapped(self, version: int = 1) -> RoleFile:
        return replace(changed(DEMANDING, "li", key=signer("forger").public), version=version)

    def put(self, records: Records, document: str, version: int = 1) -> None:
        records.meddle("INSERT OR REPLACE INTO role_files (version, document) VALUES (?, ?)", version, document)

    def role_file(self, records: Records) -> RoleFile:
        return current(records.roles, records.book, VERIFIER)

    def test_a_persons_public_key_is_swapped(self, records: Records, attack: Attack) -> None:
        document = json.loads(json.dumps(records.roles.versions()[0]))
        (li,) = (one for one in document["people"] if one["name"] == "li")
        li["key"] = signer("forger").public._asdict()
        self.put(records, canonical(document).decode())
        assert refusal(lambda: self.role_file(records)) == "ZY-GOV-011"
        attack(
            "swap a person's public key in the role file", "refused (ZY-GOV-011)", "everybody, by the pin in the log"
        )

    def test_a_next_version_with_it_is_laid_beside_without_the_signatures_that_it_takes(
        self, records: Records, attack: Attack
    ) -> None:
        self.put(records, canonical(self.swapped(2).document()).decode(), 2)
        assert refusal(lambda: self.role_file(records)) == "ZY-GOV-011"
        attack(
            "lay a next role file with a swapped key beside it",
            "refused (ZY-GOV-011)",
            "everybody, by the pin in the log",
        )

    def test_what_the_new_key_signs_opens_nothing(self, records: Records) -> None:
        request = ask(records, roles=DEMANDING)
        forged = Approval("li", request.permit.chain, request.permit.rules, 1, at(0), signer("forger").sign(b"yes"))
        permit = replace(request.permit, approvals=(forged,))
        found = [one.code.id for one in gate(records, DEMANDING).refusals(permit, PLAN, records.clock.now())]
        assert found == ["ZY-PERMIT-010"]


class TestReplay:
    """A yes of another day."""

    def test_last_months_yes_to_the_same_plan_is_put_under_a_new_request(
        self, records: Records, attack: Attack
    ) -> None:
        old = approved(records)
        assert carry_out(records, old, roles=DEMANDING).complete
        records.clock.pass_by(20 * DAY)
        fresh = ask(records, roles=DEMANDING)
        assert (fresh.permit.plan, fresh.permit.chain) == (old.permit.plan, old.permit.chain)
        put(records, fresh, old.permit.approvals[0])
        again = stored(records, fresh)
        assert refusal(lambda: carry_out(records, again, roles=DEMANDING)) == "ZY-GOV-072"
        found = gate(records, DEMANDING).refusals(again.permit, PLAN, records.clock.now())
        assert [one.code.id for one in found] == ["ZY-PERMIT-010"]
        attack(
            "replay last month's yes under another nonce",
            "refused (ZY-GOV-072, ZY-PERMIT-010), nothing done",
            "apply by the log, the gate by signatures",
        )

    def test_a_request_that_was_applied_is_set_back(self, records: Records, attack: Attack) -> None:
        request = approved(records)
        assert carry_out(records, request, roles=DEMANDING).complete
        records.meddle("UPDATE requests SET state = 'approved'")
        assert refusal(lambda: carry_out(records, request, roles=DEMANDING)) == "ZY-APPLY-003"
        attack("set an applied request back to approved", "refused (ZY-APPLY-003), nothing done", "apply, by the log")


class TestStates:
    """What the records say instead of what people have signed."""

    def test_a_state_is_set_to_approved_by_hand(self, records: Records, attack: Attack) -> None:
        request = ask(records, roles=DEMANDING)
        records.meddle("UPDATE requests SET state = 'approved'")
        assert refusal(lambda: carry_out(records, request, roles=DEMANDING)) == "ZY-PERMIT-011"
        attack(
            "set a request's state to approved by hand",
            "refused (ZY-PERMIT-011), nothing done",
            "the gate, by signatures",
        )

    def test_another_plan_is_put_into_the_place_of_the_agreed_one(self, records: Records, attack: Attack) -> None:
        request = approved(records)
        assert refusal(lambda: carry_out(records, request, other_plan(), roles=DEMANDING)) == "ZY-PERMIT-003"
        attack(
            "apply another plan with an agreed permit",
            "refused (ZY-PERMIT-003), nothing done",
            "the gate, by its digest",
        )


def test_a_clock_that_was_set_back_begins_nothing(tmp_path: Path, attack: Attack) -> None:
    records = begun(tmp_path / "records.sqlite", role_file())
    request = ask(records)
    assert say_yes(records, request) is State.APPROVED
    records.clock.pass_by(-DAY / 2)
    assert refusal(lambda: carry_out(records, stored(records, request), roles=role_file())) == "ZY-LOG-001"
    attack("set the applier's clock back", "refused (ZY-LOG-001), nothing done", "the log")
    records.database.close()
