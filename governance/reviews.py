"""Saying yes or no. A yes is signed over what the reviewer's own side has found, never over what it was shown."""

from collections.abc import Callable
from datetime import datetime, timedelta

from governance import codes, rules
from governance.port import After, Ledger
from governance.requests import not_open, plain
from governance.roles import in_office, own_key
from zhengyun import codes as kernel
from zhengyun.change import ChangeRequest, Decision, Review, State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.gate import missing_roles
from zhengyun.instant import parse, text
from zhengyun.people import Person, RoleFile
from zhengyun.permit import Approval, approved_bytes
from zhengyun.plan import Plan
from zhengyun.signing import Signer

OPEN = frozenset({State.SUBMITTED})
# So many differing actions are named.
FEW = 5

Replan = Callable[[Plan], Plan]


def may_review(request: ChangeRequest, *, person: str, roles: RoleFile, now: datetime) -> Person:
    """The reviewer, if this is somebody whose word this request waits for.

    Raises: ZhengyunError (ZY-GOV-001, 004, 006, 007, 019, ZY-PERMIT-007, 008).
    """
    reviewer = in_office(roles, person, now)
    chain = request.permit.chain
    if person == request.permit.asker:
        raise ZhengyunError(codes.OWN_REQUEST, request=request.id, person=person, roles=", ".join(chain))
    if request.state(now) not in OPEN:
        raise not_open(request, now, OPEN)
    if not set(chain) & set(reviewer.roles):
        raise ZhengyunError(codes.NOT_YOURS, person=person, role=", ".join(chain))
    may_speak(request, person)
    return reviewer


def may_speak(request: ChangeRequest, person: str) -> None:
    """Refuse a second word of the same person.

    Raises: ZhengyunError (ZY-GOV-006).
    """
    if any(review.reviewer == person for review in request.reviews):
        raise ZhengyunError(codes.SAID_ALREADY, request=request.id, person=person)


def approve(
    request: ChangeRequest,
    *,
    person: str,
    signer: Signer,
    roles: RoleFile,
    ledger: Ledger,
    asked: Plan,
    replan: Replan,
    now: datetime,
) -> State:
    """Agree to a request after having made its plan again on this side; returns the request's new state.

    Raises: ZhengyunError as `may_review`, ZY-GOV-005 where the plan comes out differently here, ZY-PERMIT-009 where
    the rules do, ZY-GOV-020 where it would be open for longer than the
    rules allow, ZY-GOV-024 where the key is not the reviewer's: each has one word, and it must not be a void one.
    """
    own_key(may_review(request, person=person, roles=roles, now=now), signer)
    # Who asks says until when, with his own tool: a yes that outlives the rules' longest could be kept for a bad day.
    if parse(request.permit.not_after) > now + timedelta(seconds=rules.LONGEST):
        asked_for = round((parse(request.permit.not_after) - now).total_seconds())
        raise ZhengyunError(codes.NO_VALIDITY, seconds=asked_for, least=rules.SHORTEST, most=rules.LONGEST)
    here = replan(asked)
    if here.digest != request.permit.plan:
        raise ZhengyunError(codes.OTHER_PLAN_HERE, request=request.id, things=_differing(asked, here))
    chain = rules.RULES.demand(here)
    if (request.permit.chain, request.permit.rules) != (chain, rules.RULES.version):
        raise ZhengyunError(kernel.RULES_CHANGED, request=request.id, person=request.permit.asker)
    approval = Approval(
        approver=person,
        chain=chain,
        rules=rules.RULES.version,
        roles=roles.version,
        at=text(now),
        signature="",
    )
    approval = approval._replace(signature=signer.sign(approved_bytes(request.permit, approval)))
    review = Review(person, Decision.YES, approval.at, approval=approval)

    def after(reviewed: ChangeRequest) -> State:
        people = [roles.person(one.approver) for one in reviewed.permit.approvals]
        missing = missing_roles(reviewed.permit.chain, [one for one in people if one])
        return State.SUBMITTED if missing else State.APPROVED

    return _say(request, review, after, ledger, now)


def _differing(asked: Plan, here: Plan) -> str:
    """The actions in which two plans differ, the first few by name; or what else it is."""
    one, other = ({action.id: action for action in plan.actions} for plan in (asked, here))
    differ = [identifier for identifier in one | other if one.get(identifier) != other.get(identifier)]
    if not differ:
        return "commit, scope, effects"
    more = f" … ({len(differ)})" if len(differ) > FEW else ""
    return "; ".join(differ[:FEW]) + more


def reject(
    request: ChangeRequest, *, person: str, reason: str, roles: RoleFile, ledger: Ledger, now: datetime
) -> State:
    """Refuse a request for good.

    Raises: ZhengyunError as `may_review`.
    """
    may_review(request, person=person, roles=roles, now=now)
    review = Review(person, Decision.NO, text(now), plain(reason))
    return _say(request, review, lambda _reviewed: State.REJECTED, ledger, now)


def _say(request: ChangeRequest, review: Review, after: After, ledger: Ledger, now: datetime) -> State:
    body = {"request": request.id, "plan": request.permit.plan, "decision": review.decision, "reason": review.reason}
    note = Note("request.reviewed", review.reviewer, body)
    state = ledger.review(request.id, review, OPEN, after, note)
    if state is None:
        # Somebody was faster between our reading and our writing.
        fresh = ledger.request(request.id)
        may_speak(fresh, review.reviewer)
        raise not_open(fresh, now, OPEN)
    return state
