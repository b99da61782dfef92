"""Saying yes or no. A yes is signed over what the reviewer's own side has found, never over what it was shown."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from governance import codes, rules
from governance.entitlement import either, in_office, own_key, refused
from governance.genuine import refuse_forged
from governance.port import Reviews
from governance.requests import not_open, plain, too_long
from zhengyun import codes as kernel
from zhengyun import emergency
from zhengyun.change import ChangeRequest, Decision, Review, State
from zhengyun.entry import Note
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.gate import awaited, holder
from zhengyun.instant import parse, text
from zhengyun.office import NOT_HELD, Verdict, holds, same
from zhengyun.people import BOUNDED, Person, Role
from zhengyun.permit import Approval, approved_bytes
from zhengyun.plan import Plan
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier

OPEN = frozenset({State.SUBMITTED})
# So many differing actions are named.
FEW = 5

# Why a yes would fill no link although its giver holds the role.
SPOKEN = N_("the word of {office}, in whose office it would be, has been given already")

Tenants = Collection[str]
Touched = Callable[[], Tenants]
Replan = Callable[[Plan], Plan]


def may_review(request: ChangeRequest, *, person: str, roles: RoleFile, now: datetime) -> Person:
    """The reviewer, if this is somebody whose word this request waits for.

    Raises: ZhengyunError (ZY-GOV-001, 004, 006, 007, 019, ZY-PERMIT-006 to 008).
    """
    reviewer = in_office(roles, person, now)
    chain = request.permit.chain
    if any(same(roles, person, other, now) for other in request.permit.distinct_from):
        raise ZhengyunError(kernel.SELF_APPROVAL, request=request.id, person=person)
    if same(roles, person, request.permit.asker, now):
        raise ZhengyunError(codes.OWN_REQUEST, request=request.id, person=person, roles=", ".join(chain))
    if request.state(now) not in OPEN:
        raise not_open(request, now, OPEN)
    either(roles, person, tuple(dict.fromkeys(chain)), now)
    may_speak(request, person)
    return reviewer


def may_speak(request: ChangeRequest, person: str) -> None:
    """Refuse a second word of the same person.

    Raises: ZhengyunError (ZY-GOV-006).
    """
    if any(review.reviewer == person for review in request.reviews):
        raise ZhengyunError(codes.SAID_ALREADY, request=request.id, person=person)


def in_turn(request: ChangeRequest, person: str, roles: RoleFile, now: datetime, tenants: Tenants = ()) -> None:
    """Refuse a yes where another role's is awaited first: who agrees later in the chain rests on who agreed before.

    Raises: ZhengyunError (ZY-GOV-040, ZY-GOV-041, ZY-GOV-070).
    """
    waits = waiting(request, roles, now, tenants)
    permit = request.permit
    filled = len(permit.chain) - len(waits)
    if filled < len(permit.approvals):
        raise ZhengyunError(codes.VOID_LINK, request=request.id, person=permit.approvals[filled].approver)
    if not waits:
        return
    verdict = holds(roles, person, waits[0], now, tenants)
    if verdict.why.text is NOT_HELD:
        raise ZhengyunError(codes.NOT_YOUR_TURN, request=request.id, person=person, role=waits[0])
    names = [*(one.approver for one in permit.approvals), person]
    if awaited(permit.chain, names, holder(roles, now, tenants), permit.asker) == waits:
        spoken = Verdict(holds=False, why=Words(SPOKEN, {"office": verdict.office}))
        raise refused(in_office(roles, person, now), waits[:1], [spoken if verdict else verdict])


def waiting(request: ChangeRequest, roles: RoleFile, now: datetime, tenants: Tenants = ()) -> tuple[Role, ...]:
    """The links of a request's chain that still wait, the next one first; `tenants` are those that it touches."""
    permit = request.permit
    names = [one.approver for one in permit.approvals]
    return awaited(permit.chain, names, holder(roles, now, tenants), permit.asker)


def waits_for(request: ChangeRequest, *, person: str, roles: RoleFile, now: datetime, tenants: Tenants = ()) -> bool:
    """Whether it is this person's yes that the request waits for now, or that of another who holds the same role."""
    try:
        may_review(request, person=person, roles=roles, now=now)
        in_turn(request, person, roles, now, tenants)
    except ZhengyunError:
        return False
    return True


def approve(
    request: ChangeRequest,
    *,
    person: str,
    signer: Signer,
    roles: RoleFile,
    ledger: Reviews,
    asked: Plan,
    replan: Replan,
    verifier: Verifier,
    now: datetime,
) -> State:
    """Agree to a request after having made its plan again on this side; returns the request's new state.

    Raises: ZhengyunError as `may_review`, ZY-GOV-070 where another role's word is awaited first, ZY-GOV-005 where the
    plan comes out differently here, ZY-PERMIT-009 where the rules do, ZY-PERMIT-005 and 010 where people have signed
    something else, ZY-GOV-020 where it would be open for longer than the
    rules allow, ZY-GOV-024 where the key is not the reviewer's: each has one word, and it must not be a void one.
    """
    own_key(may_review(request, person=person, roles=roles, now=now), signer)
    tenants = asked.effects.tenants
    in_turn(request, person, roles, now, tenants)
    not_for_longer(request, now)
    refuse_forged(request.permit, roles, verifier)
    here = replan(asked)
    if here.digest != request.permit.plan:
        raise ZhengyunError(codes.OTHER_PLAN_HERE, request=request.id, things=_differing(asked, here))
    chain = rules.rules_of(roles).due(request.permit, here)
    return agree(request, chain, tenants, person=person, signer=signer, roles=roles, ledger=ledger, now=now)


def not_for_longer(request: ChangeRequest, now: datetime) -> None:
    """Refuse a yes that could be used for longer than the rules allow.

    Who asks says until when, with his own tool: a yes that outlives the rules' longest could be kept for a bad day.

    Raises: ZhengyunError (ZY-GOV-020).
    """
    if parse(request.permit.not_after) > now + timedelta(seconds=rules.LONGEST):
        asked_for = round((parse(request.permit.not_after) - now).total_seconds())
        raise too_long(asked_for)


def agree(
    request: ChangeRequest,
    chain: tuple[Role, ...],
    tenants: Tenants,
    *,
    person: str,
    signer: Signer,
    roles: RoleFile,
    ledger: Reviews,
    now: datetime,
) -> State:
    """Sign a yes, once this side has found what the request is about and which chain that takes; returns the new state.

    Raises: ZhengyunError (ZY-PERMIT-009, 044, 045, and ZY-GOV-004, 006, 019, 070 where somebody else was faster).
    """
    in_force = rules.rules_of(roles)
    if (request.permit.chain, request.permit.rules) != (chain, in_force.version):
        raise ZhengyunError(kernel.RULES_CHANGED, request=request.id, person=request.permit.asker)
    approval = Approval(
        approver=person,
        chain=chain,
        rules=in_force.version,
        roles=roles.version,
        at=text(now),
        signature="",
    )
    # A clock that is behind the asker's makes an emergency longer than the rule allows: the door would find the yes void.
    permit = replace(request.permit, approvals=(*request.permit.approvals, approval))
    for refusal in emergency.refusals(in_force.break_glass, permit) if permit.emergency else ():
        raise refusal
    approval = approval._replace(signature=signer.sign(approved_bytes(request.permit, approval)))
    review = Review(person, Decision.YES, approval.at, approval=approval)

    return keep(request, review, tenants, roles=roles, ledger=ledger, now=now)


def _differing(asked: Plan, here: Plan) -> str:
    """The actions in which two plans differ, the first few by name; or what else it is."""
    one, other = ({action.id: action for action in plan.actions} for plan in (asked, here))
    differ = [identifier for identifier in one | other if one.get(identifier) != other.get(identifier)]
    if not differ:
        return "commit, scope, effects"
    more = f" … ({len(differ)})" if len(differ) > FEW else ""
    return "; ".join(differ[:FEW]) + more


def reject(
    request: ChangeRequest,
    *,
    person: str,
    reason: str,
    touched: Touched,
    roles: RoleFile,
    ledger: Reviews,
    now: datetime,
) -> State:
    """Refuse a request for good.

    Raises: ZhengyunError as `may_reject`.
    """
    may_reject(request, person=person, touched=touched, roles=roles, now=now)
    review = Review(person, Decision.NO, text(now), plain(reason))
    return keep(request, review, (), roles=roles, ledger=ledger, now=now)


def may_reject(request: ChangeRequest, *, person: str, touched: Touched, roles: RoleFile, now: datetime) -> None:
    """Refuse a no that reaches further than the same person's yes would: a post for some tenants is for no others.

    What the request touches is read only for those whose post is so bounded: what was altered can still be rejected.

    Raises: ZhengyunError as `may_review`, ZY-GOV-040, and what `touched` raises.
    """
    may_review(request, person=person, roles=roles, now=now)
    chain = tuple(dict.fromkeys(request.permit.chain))
    if not any(role not in BOUNDED and holds(roles, person, role, now) for role in chain):
        either(roles, person, chain, now, touched())


def keep(
    request: ChangeRequest,
    review: Review,
    tenants: Tenants,
    *,
    roles: RoleFile,
    ledger: Reviews,
    now: datetime,
    carrier: str = "",
) -> State:
    """Record a word that may be said; `carrier` is who has brought it, where it came as a file. Returns the new state.

    Raises: ZhengyunError (ZY-GOV-004, 006, 019, 070: somebody was faster between our reading and our writing).
    """

    def after(reviewed: ChangeRequest) -> State | None:
        if review.decision is Decision.NO:
            return State.REJECTED
        waits = waiting(reviewed, roles, now, tenants)
        filled = len(reviewed.permit.chain) - len(waits)
        # Somebody else has filled the link meanwhile: a yes that stands for none would bar those that are to come.
        if filled != len(reviewed.permit.approvals):
            return None
        return State.SUBMITTED if waits else State.APPROVED

    state = ledger.review(request.id, review, OPEN, after, _note(request, review, carrier))
    if state is None:
        fresh = ledger.request(request.id)
        may_speak(fresh, review.reviewer)
        if fresh.state(now) in OPEN:
            in_turn(fresh, review.reviewer, roles, now, tenants)
        raise not_open(fresh, now, OPEN)
    return state


def _note(request: ChangeRequest, review: Review, carrier: str) -> Note:
    said = {"request": request.id, "plan": request.permit.plan, "decision": review.decision, "reason": review.reason}
    approval = review.approval._asdict() if review.approval else None
    carried = {"carrier": carrier} if carrier else {}
    return Note("request.reviewed", review.reviewer, {**said, "approval": approval, **carried})
