"""Asking for a change: a signed request, bound to one plan and to the commit that it was made from."""

import secrets
from datetime import datetime
from typing import Final

from governance import codes, rules
from governance.port import Ledger
from governance.roles import entitled, in_office, own_key
from zhengyun.action import count
from zhengyun.change import WAITING, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, text
from zhengyun.people import Person, RoleFile
from zhengyun.permit import Permit, asked_bytes
from zhengyun.plan import Plan
from zhengyun.planfile import dump
from zhengyun.signing import Signer

# While a plan is in one of these states, nobody has to ask for it again.
UNDER_WAY: Final = WAITING | {State.APPLYING}
# Letters and digits that cannot be taken for each other when read out over a telephone.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


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
) -> ChangeRequest:
    """Ask for a plan to be applied within so many seconds.

    Raises: ZhengyunError (ZY-GOV-001 to 003, 020, 024, ZY-PERMIT-007, ZY-PERMIT-008).
    """
    own_key(entitled(roles, asker, rules.ASKS, now), signer)
    if not plan.actions:
        raise ZhengyunError(codes.NOTHING_TO_DO)
    if not plan.commit:
        raise ZhengyunError(codes.NO_COMMIT)
    if not rules.SHORTEST <= seconds <= rules.LONGEST:
        raise ZhengyunError(codes.NO_VALIDITY, seconds=seconds, least=rules.SHORTEST, most=rules.LONGEST)
    reason = plain(reason)
    permit = Permit(
        request=_name(ledger),
        nonce=secrets.token_hex(16),
        plan=plan.digest,
        fingerprint=plan.fingerprint,
        estate=plan.estate,
        commit=plan.commit,
        chain=rules.RULES.demand(plan),
        rules=rules.RULES.version,
        asker=asker,
        reason=reason,
        not_after=after(now, seconds),
        asked="",
    )
    permit = permit.signed(signer.sign(asked_bytes(permit)))
    request = ChangeRequest(permit, State.SUBMITTED, text(now), count(plan.actions))
    body = {"request": permit.request, "plan": plan.digest, "commit": plan.commit, "reason": reason}
    ledger.add(request, dump(plan), Note("request.submitted", asker, body))
    return request


def _name(ledger: Ledger) -> str:
    """A name that no other request has; the ledger would refuse the same one twice."""
    taken = {request.id for request in ledger.requests()}
    while (name := "CR-" + "".join(secrets.choice(ALPHABET) for _ in range(6))) in taken:
        pass
    return name


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


def not_open(request: ChangeRequest, now: datetime, states: frozenset[State]) -> ZhengyunError:
    """The refusal of what can only be done in some states."""
    if request.state(now) is State.EXPIRED:
        return ZhengyunError(codes.EXPIRED, request=request.id, not_after=request.permit.not_after)
    wanted = ", ".join(sorted(states))
    return ZhengyunError(codes.NOT_OPEN, request=request.id, state=request.state(now), states=wanted)
