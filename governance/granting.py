"""Grants and standing permits: asked for, agreed to on the road of all requests, and taken back."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from governance import codes, rules
from governance.entitlement import entitled, in_office, own_key
from governance.genuine import refuse_forged
from governance.port import Ledger
from governance.precedents import REVOKED
from governance.requests import name, not_open, plain
from governance.reviews import agree, in_turn, may_review
from zhengyun import codes as kernel
from zhengyun.change import WAITING, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.instant import lasting, parse, text
from zhengyun.office import holds, same
from zhengyun.people import Role
from zhengyun.permit import Permit, asked_bytes
from zhengyun.planfile import load as load_plan
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier
from zhengyun.subject import PLAN, Subject, dump, load

HOUR: Final = 3600
MINUTE: Final = 60
NAMES: Final = {"grant": N_("the grant"), "standing": N_("the standing permit")}
LETTERS: Final = {"grant": "GR", "standing": "SP"}


def ask(
    subject: Subject, *, estate: str, asker: str, signer: Signer, roles: RoleFile, ledger: Ledger, now: datetime
) -> ChangeRequest:
    """Apply for a grant or a standing permit: for oneself, or as a system administrator for somebody else.

    Raises: ZhengyunError (ZY-GOV-001, 020, 024, 040, 049, 142, 146, ZY-PERMIT-007, 008, 047).
    """
    own_key(in_office(roles, asker, now), signer)
    _in_bounds(subject, asker, roles, now)
    if not subject.reason.strip():
        raise ZhengyunError(codes.NO_REASON)
    in_force = rules.rules_of(roles)
    permit = Permit(
        request=name(ledger, LETTERS[subject.kind]),
        nonce=secrets.token_hex(16),
        plan=subject.digest,
        fingerprint="",
        estate=estate,
        commit="",
        chain=in_force.demand_for(subject),
        rules=in_force.version,
        asker=asker,
        reason=subject.reason,
        not_after=subject.not_after,
        asked="",
        distinct_from=() if asker == subject.person else (subject.person,),
        subject=subject.kind,
    )
    rules.refuse_unfilled(permit, roles, subject.tenants, now)
    permit = permit.signed(signer.sign(asked_bytes(permit)))
    request = ChangeRequest(permit, State.SUBMITTED, text(now), {})
    said = {"request": permit.request, "plan": permit.plan, "commit": "", "reason": permit.reason}
    body = {**said, "permit": permit.document(), subject.kind: subject.document()}
    ledger.add(request, dump(subject), Note("request.submitted", asker, body))
    return request


def approve(
    request: ChangeRequest,
    subject: Subject,
    *,
    person: str,
    signer: Signer,
    verifier: Verifier,
    roles: RoleFile,
    ledger: Ledger,
    now: datetime,
) -> State:
    """Agree to a grant or a standing permit, as it is kept; nothing has to be planned for it.

    Raises: ZhengyunError as `reviews.approve`, and ZY-PERMIT-005, 010 where somebody has not signed it as it is, ZY-PERMIT-006
    where it is for the approver himself, ZY-PERMIT-047, 048.
    """
    own_key(may_review(request, person=person, roles=roles, now=now), signer)
    if same(roles, person, subject.person, now):
        raise ZhengyunError(kernel.SELF_APPROVAL, request=request.id, person=person)
    in_turn(request, person, roles, now, subject.tenants)
    if (request.permit.subject, request.permit.plan) != (subject.kind, subject.digest):
        raise ZhengyunError(kernel.SUBJECT_ALTERED, request=request.id)
    refuse_forged(request.permit, roles, verifier)
    _in_bounds(subject, request.permit.asker, roles, now)
    chain = rules.rules_of(roles).demand_for(subject)
    return agree(request, chain, subject.tenants, person=person, signer=signer, roles=roles, ledger=ledger, now=now)


def revoke(
    request: ChangeRequest,
    subject: Subject,
    *,
    person: str,
    reason: str,
    roles: RoleFile,
    ledger: Ledger,
    now: datetime,
) -> None:
    """Take a grant or a standing permit back for good: whoever asked, has it or agreed, and any security administrator.

    Raises: ZhengyunError (ZY-GOV-004, 019, 140, 142, ZY-PERMIT-007, 008).
    """
    in_office(roles, person, now)
    concerned = {request.permit.asker, subject.person, *(one.approver for one in request.permit.approvals)}
    if person not in concerned and not holds(roles, person, Role.SECURITY, now):
        raise ZhengyunError(codes.NOT_YOURS_TO_REVOKE, request=request.id, person=person)
    if not plain(reason).strip():
        raise ZhengyunError(codes.NO_REASON)
    note = Note(REVOKED, person, {"request": request.id, "plan": request.permit.plan, "reason": plain(reason)})
    if request.state(now) not in WAITING:
        raise not_open(request, now, WAITING)
    if not ledger.move(request.id, WAITING, State.CANCELLED, note):
        raise not_open(ledger.request(request.id), now, WAITING)


def touched(request: ChangeRequest, ledger: Ledger) -> tuple[str, ...]:
    """The tenants that a request is about, whether it is for a plan or for leave.

    Raises: ZhengyunError (ZY-PLAN-001, ZY-PERMIT-048: it was altered).
    """
    data, kind = ledger.plan(request.permit.plan), request.permit.subject
    if kind == PLAN:
        return load_plan(data, request.id).effects.tenants
    return load(kind, data, request.id).tenants


def refuse_plan(request: ChangeRequest) -> None:
    """Refuse to treat what is about a plan as a grant or a standing permit.

    Raises: ZhengyunError (ZY-GOV-145).
    """
    if request.permit.subject == PLAN:
        raise ZhengyunError(codes.ABOUT_A_PLAN, request=request.id)


def refuse_subject(request: ChangeRequest) -> None:
    """Refuse to carry out what is about no plan.

    Raises: ZhengyunError (ZY-PERMIT-030).
    """
    if request.permit.subject != PLAN:
        raise ZhengyunError(kernel.OTHER_SUBJECT, request=request.id, subject=request.permit.subject)


def refuse_travelling(request: ChangeRequest) -> None:
    """Refuse to send away what is about no plan.

    Raises: ZhengyunError (ZY-GOV-147).
    """
    if request.permit.subject != PLAN:
        raise ZhengyunError(codes.NOT_BY_FILE, request=request.id, subject=request.permit.subject)


def _in_bounds(subject: Subject, asker: str, roles: RoleFile, now: datetime) -> None:
    """Refuse what is for somebody in whose name nothing is asked, what somebody else asks for, and what is too much."""
    in_office(roles, subject.person, now)
    if not any(holds(roles, subject.person, role, now) for role in subject.roles):
        wanted = ", ".join(subject.roles)
        raise ZhengyunError(kernel.NOT_BOUNDED, under=Words(NAMES[subject.kind]), person=subject.person, roles=wanted)
    if asker != subject.person:
        entitled(roles, asker, Role.SYSTEM, now)
    most = roles.rules.grants
    seconds = round((parse(subject.not_after) - now) / timedelta(seconds=1))
    if not rules.SHORTEST <= seconds <= most.seconds:
        # The seconds that have gone since it was typed are no part of what was asked for.
        asked = lasting(seconds if seconds < HOUR else round(seconds / MINUTE) * MINUTE)
        bounds = {"least": lasting(rules.SHORTEST), "most": lasting(most.seconds)}
        raise ZhengyunError(codes.NO_SUCH_TERM, place=None, asked=asked, **bounds)
    if subject.count > most.uses:
        raise ZhengyunError(codes.TOO_MANY_USES, count=subject.count, most=most.uses)
