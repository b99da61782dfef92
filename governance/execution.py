"""Carrying out an approved request: one process at a time, everything on record, resumable."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from governance import codes
from governance.port import Ledger, LogBook
from governance.requests import not_open
from zhengyun import codes as kernel
from zhengyun.change import RESUMABLE, ChangeRequest, Claim, State
from zhengyun.entry import Cosignature, Entry, Note
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt, Status

Apply = Callable[[Journal, Sequence[Outcome] | None], Receipt]
Alive = Callable[[Claim], bool]


def execute(
    request: ChangeRequest,
    *,
    claim: Claim,
    resume: bool,
    alive: Alive,
    ledger: Ledger,
    book: LogBook,
    apply: Apply,
    now: datetime,
) -> Receipt:
    """Claim the request, hand it to the kernel's door, and leave its state true whatever happens.

    Raises: ZhengyunError (ZY-GOV-004, 008, 009, 010, 019), and whatever the door raises.
    """
    before = _claim(request, claim, resume=resume, alive=alive, ledger=ledger, now=now)
    journal = RequestJournal(request.id, claim.actor, ledger, book)
    try:
        return apply(journal, ledger.outcomes(request.id) if resume else None)
    except ZhengyunError as error:
        _let_go(request, journal, before, error, ledger, claim.actor)
        raise


def _claim(request: ChangeRequest, claim: Claim, *, resume: bool, alive: Alive, ledger: Ledger, now: datetime) -> State:
    state = request.state(now)
    if state is State.APPLIED:
        receipt = ledger.receipt(request.id)
        raise ZhengyunError(kernel.NOT_DONE_AGAIN, request=request.id, ended=receipt.ended if receipt else "?")
    if state is State.APPLYING and request.claim and alive(request.claim):
        raise _taken(request, request.claim)
    if resume and state not in RESUMABLE:
        raise ZhengyunError(codes.NOT_RESUMABLE, request=request.id, state=state)
    if not resume and state in RESUMABLE:
        raise ZhengyunError(codes.NEEDS_RESUME, request=request.id, state=state)
    # An unapproved request is let in: the door itself says what its permit lacks.
    startable = frozenset({state}) if resume else frozenset({State.APPROVED, State.SUBMITTED})
    if state not in startable:
        raise not_open(request, now, frozenset({State.APPROVED}))
    note = Note("apply.claimed", claim.actor, {"request": request.id, "resume": resume})
    if not ledger.move(request.id, {state}, State.APPLYING, note, claim):
        fresh = ledger.request(request.id)
        raise _taken(request, fresh.claim) if fresh.claim else not_open(fresh, now, startable)
    return state


def _taken(request: ChangeRequest, by: Claim) -> ZhengyunError:
    return ZhengyunError(codes.BEING_APPLIED, request=request.id, process=by.process, host=by.host, since=by.at)


def _let_go(
    request: ChangeRequest, journal: "RequestJournal", before: State, error: ZhengyunError, ledger: Ledger, actor: str
) -> None:
    """Nothing was begun: back to where it was. Something was: it waits to be resumed."""
    refused = [one.code.id for one in (error.errors if isinstance(error, Problems) else (error,))]
    after = State.INTERRUPTED if journal.intended else before
    note = Note(
        "apply.stopped" if journal.intended else "apply.refused", actor, {"request": request.id, "codes": refused}
    )
    try:
        ledger.move(request.id, {State.APPLYING}, after, note)
    except ZhengyunError:
        # The records themselves are the trouble. The claim stays, and falls with this process.
        return


@dataclass
class RequestJournal:
    """The kernel's journal for one request."""

    request: str
    actor: str
    ledger: Ledger
    book: LogBook
    intended: bool = field(default=False, init=False)

    def intend(self, plan: Plan, permit: Permit, actor: str) -> Entry:
        """Write the intent."""
        body: Mapping[str, object] = {
            "request": permit.request,
            "plan": plan.digest,
            "commit": plan.commit,
            "asker": permit.asker,
            "approvers": [approval.approver for approval in permit.approvals],
            "actions": len(plan.actions),
        }
        entry = self.book.append(Note("apply.intent", actor, body))
        self.intended = True
        return entry

    def cosigned(self, cosignature: Cosignature) -> None:
        """Keep the witness's signature of the intent."""
        self.book.keep(cosignature)

    def outcome(self, outcome: Outcome) -> None:
        """Write what became of one action."""
        body = {"request": self.request, **outcome.document()}
        self.ledger.outcome(self.request, outcome, Note("apply.action", self.actor, body))

    def conclude(self, receipt: Receipt) -> None:
        """Write the receipt, and the state that follows from it."""
        body = {
            "request": self.request,
            "receipt": receipt.digest,
            "totals": receipt.totals(),
            "unproven": receipt.unproven,
        }
        self.ledger.conclude(receipt, state_after(receipt), Note("apply.result", self.actor, body))


def state_after(receipt: Receipt) -> State:
    """The request's state that a receipt leads to."""
    if receipt.complete:
        return State.APPLIED
    statuses = {outcome.status for outcome in receipt.outcomes}
    if Status.FAILED in statuses or Status.WAITING not in statuses:
        return State.FAILED
    return State.INTERRUPTED
