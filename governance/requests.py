"""Asking for a change: a signed request, bound to one plan and to the commit that it was made from."""

import secrets
from datetime import datetime
from typing import Final

from governance import codes, rules
from governance.entitlement import either, in_office, own_key
from governance.openings import opening, refuse_beyond
from governance.port import Ledger
from governance.under import Under
from zhengyun.action import count
from zhengyun.change import WAITING, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.gate import ASKS
from zhengyun.instant import after, lasting, text
from zhengyun.naming import drawn
from zhengyun.people import Person
from zhengyun.permit import Permit, asked_bytes
from zhengyun.plan import Plan
from zhengyun.planfile import dump
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer

# While a plan is in one of these states, nobody has to ask for it again.
UNDER_WAY: Final = WAITING | {State.APPLYING}


def submit(
    plan: Plan,
    *,
    asker: str,
    reason: str,
    seconds: int,
    signer: Signer,
    roles: RoleFile,
    ledger: Ledger,
    now: datetime,
    not_before: str = "",
    window: str = "",
    under: Under | None = None,
) -> ChangeRequest:
    """Ask for a plan to be applied within so many seconds; not before an instant, and within a window, where they are given.

    It may be asked `under` a grant or a standing permit, where no post is enough.

    Raises: ZhengyunError (ZY-GOV-001 to 003, 020, 024, 049, 073, 241, ZY-PERMIT-007, 008, 014).
    """
    own_key(in_office(roles, asker, now) if under else may_ask(plan, asker, roles, now), signer)
    if not plan.actions:
        raise ZhengyunError(codes.NOTHING_TO_DO)
    if not plan.commit:
        raise ZhengyunError(codes.NO_COMMIT)
    if not rules.SHORTEST <= seconds <= rules.LONGEST:
        raise too_long(seconds)
    reason, in_force = plain(reason), rules.rules_of(roles)
    permit = Permit(
        request=name(ledger),
        nonce=secrets.token_hex(16),
        plan=plan.digest,
        fingerprint=plan.fingerprint,
        estate=plan.estate,
        commit=plan.commit,
        chain=in_force.demand(plan),
        rules=in_force.version,
        asker=asker,
        reason=reason,
        not_after=after(now, seconds),
        asked="",
        not_before=not_before,
        window=window or in_force.windows,
    )
    opening(permit, now)
    refuse_beyond(permit, in_force.windows, now)
    state = State.SUBMITTED
    if under:
        permit, state = under.covered(permit, plan, now)
    rules.refuse_unfilled(permit, roles, plan.effects.tenants, now)
    permit = permit.signed(signer.sign(asked_bytes(permit)))
    request = ChangeRequest(permit, state, text(now), count(plan.actions))
    said = {"request": permit.request, "plan": plan.digest, "commit": plan.commit, "reason": reason}
    # The whole permit: whoever has the log alone can check what was asked, and by whom.
    body = {**said, "permit": permit.document()}
    ledger.add(request, dump(plan), Note("request.submitted", asker, body))
    return request


def may_ask(plan: Plan, person: str, roles: RoleFile, now: datetime) -> Person:
    """The asker, if this is somebody who may ask for changes of all that the plan touches.

    Raises: ZhengyunError (ZY-GOV-001, ZY-GOV-040, ZY-PERMIT-007, ZY-PERMIT-008).
    """
    return either(roles, person, ASKS, now, {action.address.tenant for action in plan.actions})


def name(ledger: Ledger, letters: str = "CR") -> str:
    """A name that no other request has; the ledger would refuse the same one twice."""
    taken = {request.id for request in ledger.requests()}
    while (fresh := drawn(letters)) in taken:
        pass
    return fresh


def ask_once(plan: Plan, ledger: Ledger, now: datetime) -> None:
    """Refuse a plan that somebody asks for already.

    Raises: ZhengyunError (ZY-GOV-025).
    """
    for other in ledger.requests(UNDER_WAY):
        if other.permit.plan == plan.digest and other.state(now) in UNDER_WAY:
            raise ZhengyunError(codes.ASKED_ALREADY, request=other.id, state=other.state(now))


def cancel(request: ChangeRequest, *, person: str, roles: RoleFile, ledger: Ledger, now: datetime) -> None:
    """Take a request back; only who asked can, and only while nothing has been done.

    Raises: ZhengyunError (ZY-GOV-004, ZY-GOV-019, ZY-GOV-021, ZY-PERMIT-007, ZY-PERMIT-008).
    """
    asker: Person = in_office(roles, person, now)
    if asker.name != request.permit.asker:
        raise ZhengyunError(codes.NOT_YOUR_REQUEST, request=request.id, asker=request.permit.asker)
    if request.state(now) not in WAITING:
        raise not_open(request, now, WAITING)
    note = Note("request.cancelled", person, {"request": request.id})
    if not ledger.move(request.id, WAITING, State.CANCELLED, note):
        raise not_open(ledger.request(request.id), now, WAITING)


def plain(words: str) -> str:
    """What a person wrote, as text: a terminal can hand over bytes that are none."""
    return words.encode(errors="replace").decode()


def too_long(seconds: int) -> ZhengyunError:
    """The refusal of a request that would be open for a time that the rules do not allow."""
    bounds = {"least": lasting(rules.SHORTEST), "most": lasting(rules.LONGEST)}
    return ZhengyunError(codes.NO_VALIDITY, place=None, asked=lasting(seconds), **bounds)


def not_open(request: ChangeRequest, now: datetime, states: frozenset[State]) -> ZhengyunError:
    """The refusal of what can only be done in some states."""
    if request.state(now) is State.EXPIRED:
        return ZhengyunError(codes.EXPIRED, request=request.id, not_after=request.permit.not_after)
    wanted = ", ".join(sorted(states))
    return ZhengyunError(codes.NOT_OPEN, request=request.id, state=request.state(now), states=wanted)
