"""Permits as people sign them, and as they do not."""

from dataclasses import replace
from typing import Any, Final

from tests.cast import DAY, VERIFIER, at, role_file, signer
from zhengyun.gate import Gate, Rules
from zhengyun.people import Role
from zhengyun.permit import Approval, Permit, approved_bytes, asked_bytes
from zhengyun.plan import Plan
from zhengyun.rolefile import RoleFile

ONE: Final = (Role.SECURITY,)
RULES: Final = Rules(1, lambda _effects: ONE)


def gate(roles: RoleFile | None = None, rules: Rules = RULES) -> Gate:
    """What permits are held against: the whole cast and one rule, unless another is said."""
    return Gate(roles or role_file(), rules, VERIFIER)


def asked(plan: Plan, asker: str = "wang", **values: Any) -> Permit:
    """A permit as it is asked for, signed by the asker."""
    permit = Permit(
        request="CR-TEST22",
        nonce="0123456789abcdef",
        plan=plan.digest,
        fingerprint=plan.fingerprint,
        estate=plan.estate,
        commit=plan.commit,
        chain=ONE,
        rules=1,
        asker=asker,
        reason="because",
        not_after=at(DAY),
        asked="",
    )
    permit = replace(permit, **values)
    return permit.signed(signer(asker).sign(asked_bytes(permit)))


def agreed(permit: Permit, *approvers: str, key: str = "", **values: Any) -> Permit:
    """The permit with a signed yes of each of these people, each with another's `key` where one is named."""
    approvals = [yes(permit, approver, key or approver, **values) for approver in approvers]
    return replace(permit, approvals=(*permit.approvals, *approvals))


def yes(permit: Permit, approver: str, key: str = "", **values: Any) -> Approval:
    """One signed yes."""
    approval = Approval(approver, permit.chain, permit.rules, 1, at(0), "")._replace(**values)
    return approval._replace(signature=signer(key or approver).sign(approved_bytes(permit, approval)))
