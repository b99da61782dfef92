"""Asking and carrying out under a grant or a standing permit, where no post is enough."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from governance import codes
from governance.entitlement import either, in_office
from governance.rules import APPLIES
from zhengyun.change import State
from zhengyun.errors import ZhengyunError
from zhengyun.gate import Gate
from zhengyun.office import holds
from zhengyun.people import Person, Role
from zhengyun.permit import Permit
from zhengyun.plan import Plan


class Under(NamedTuple):
    """What a plan is asked under: the name of a grant or a standing permit, and the gate that tells whether it covers it."""

    name: str
    gate: Gate

    def covered(self, permit: Permit, plan: Plan, now: datetime) -> tuple[Permit, State]:
        """The permit with that name in it, and where the request begins: within a standing permit it is approved at once.

        Raises: ZhengyunError (ZY-PERMIT-005 to 012, 031 to 048: the first reason why the plan is not covered).
        """
        permit = replace(permit, under=self.name)
        for refusal in self.gate.covers(permit, plan, now):
            raise refusal
        chain = self.gate.due(permit, plan)
        return replace(permit, chain=chain), State.SUBMITTED if chain else State.APPROVED


def may_apply(permit: Permit, plan: Plan, person: str, gate: Gate, now: datetime) -> Person:
    """Whoever carries a request out, if it is somebody who may: by his post, or because what it is asked under is his.

    Raises: ZhengyunError (ZY-GOV-001, ZY-GOV-040, ZY-PERMIT-007, 008).
    """
    leave = gate.precedents.leave(permit.under) if permit.under else None
    if leave and leave.subject.person == person:
        return in_office(gate.roles, person, now)
    return either(gate.roles, person, APPLIES, now, {action.address.tenant for action in plan.actions})


def may_execute(person: str, executor: str, request: str, gate: Gate, now: datetime) -> Person:
    """Whoever carries a request out where a vault lends the credentials, if it is the executor, who has no word of his own.

    Raises: ZhengyunError (ZY-GOV-001, 270, 271, ZY-PERMIT-007).
    """
    if person != executor:
        raise ZhengyunError(codes.NOT_THE_EXECUTOR, person=person, executor=executor, request=request)
    held = next((role for role in Role if holds(gate.roles, person, role, now)), None)
    if held:
        raise ZhengyunError(codes.HAS_A_POST, person=person, role=held)
    return in_office(gate.roles, person, now)
