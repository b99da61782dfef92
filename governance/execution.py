"""Carrying out an approved request: one process at a time, everything on record, resumable."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from governance import codes
from governance.port import Ledger, LogBook
from governance.requests import not_open
from governance.reverting import refuse_taken_back
from governance.withdrawals import SAID, WITHDRAWN, refuse_withdrawn
from zhengyun import codes as kernel
from zhengyun.change import RESUMABLE, WAITING, ChangeRequest, Claim, Decision, State
from zhengyun.checkpoint import Checkpoint
from zhengyun.entry import Entry, Note
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.note import SignedNote
from zhengyun.past import taken_back
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.ports import Journal, Witnessed
from zhengyun.results import Outcome, Receipt, Status

Apply = Callable[[Journal, Sequence[Outcome] | None], Receipt]
Alive = Callable[[Claim], bool]

STARTABLE: Final = frozenset({State.APPROVED})


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

    Raises: ZhengyunError (ZY-GOV-004, 008, 009, 010, 019, ZY-APPLY-003), and whatever the door raises.
    """
    state = startable(request, resume=resume, alive=alive, ledger=ledger, now=now)
    journal = RequestJournal(request.id, claim.actor, ledger, book)
    if state is State.SUBMITTED:
        # It is not approved, and not claimed: the door says what its permit lacks, while people may still agree.
        journal.barred = not_open(request, now, STARTABLE)
    else:
        _take(request, claim, state, resume=resume, ledger=ledger, now=now)
    try:
        _not_over(request, book)
        return apply(journal, ledger.outcomes(request.id) if resume else None)
    except BaseException as error:
        _let_go(journal, claim, state, error)
        raise


def startable(request: ChangeRequest, *, resume: bool, alive: Alive, ledger: Ledger, now: datetime) -> State:
    """The state of a request that may be carried out now, or would wait for agreement.

    Raises: ZhengyunError (ZY-GOV-004, 008, 009, 019, ZY-APPLY-003).
    """
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
    if not resume and state not in WAITING:
        raise not_open(request, now, STARTABLE)
    return state


def _not_over(request: ChangeRequest, book: LogBook) -> None:
    """Refuse what the log says is over: a state in the records can be set back by hand, what a witness saw cannot.

    What people once agreed to would else be done again, as long as the permit lasts, whenever the world allows it.
    """
    entries = list(book.of_kind("apply.result", "request.cancelled", SAID, WITHDRAWN))
    refuse_withdrawn(request.permit, entries)
    for entry in entries:
        if entry.body.get("request") != request.id:
            continue
        if entry.kind == "apply.result" and _was_all(entry):
            raise ZhengyunError(kernel.NOT_DONE_AGAIN, request=request.id, ended=entry.at)
        if entry.kind == "request.cancelled" or entry.body.get("decision") == Decision.NO:
            state = State.CANCELLED if entry.kind == "request.cancelled" else State.REJECTED
            raise ZhengyunError(codes.NOT_OPEN, request=request.id, state=state, states=", ".join(sorted(STARTABLE)))
    refuse_taken_back(request.id, book)


def _was_all(result: Entry) -> bool:
    totals = result.body.get("totals")
    counted = dict(totals) if isinstance(totals, Mapping) else {}
    return not result.body.get("unproven") and not any(counted.get(one, 1) for one in set(Status) - {Status.DONE})


def _take(request: ChangeRequest, claim: Claim, state: State, *, resume: bool, ledger: Ledger, now: datetime) -> None:
    """Claim the request, if it still is as it was read: of two who come at once, one is second."""
    before = f"{request.claim.process} on {request.claim.host}" if request.claim else ""
    note = Note("apply.claimed", claim.actor, {"request": request.id, "resume": resume, "taken_from": before})
    if not ledger.move(request.id, {state}, State.APPLYING, note, claim, held=request.claim):
        fresh = ledger.request(request.id)
        raise _taken(request, fresh.claim) if fresh.claim else not_open(fresh, now, STARTABLE)


def _taken(request: ChangeRequest, by: Claim) -> ZhengyunError:
    return ZhengyunError(codes.BEING_APPLIED, request=request.id, process=by.process, host=by.host, since=by.at)


def _let_go(journal: "RequestJournal", claim: Claim, before: State, error: BaseException) -> None:
    """Nothing was begun: back to where it was. Something was, now or by the process before: it waits to be resumed."""
    errors = error.errors if isinstance(error, Problems) else (error,)
    names = [one.code.id if isinstance(one, ZhengyunError) else type(one).__name__ for one in errors]
    begun = journal.begun or before is State.APPLYING
    note = Note(
        "apply.stopped" if begun else "apply.refused", claim.actor, {"request": journal.request, "codes": names}
    )
    after = State.INTERRUPTED if begun else before
    # Where the records themselves are the trouble, the claim stays, and falls with this process.
    with suppress(Exception):
        if journal.barred:
            journal.book.append(note)
        else:
            journal.ledger.move(journal.request, {State.APPLYING}, after, note, held=claim)


@dataclass
class RequestJournal:
    """The kernel's journal for one request. `barred` says why nothing may be done, where nothing may.

    `begun` tells whether the intent is on record and witnessed, so that something may have been done.
    """

    request: str
    actor: str
    ledger: Ledger
    book: LogBook
    barred: ZhengyunError | None = None
    begun: bool = field(default=False, init=False)

    def intend(self, plan: Plan, permit: Permit, actor: str) -> Entry:
        """Write the intent.

        Raises: ZhengyunError (ZY-GOV-004: the request is not claimed).
        """
        if self.barred:
            raise self.barred
        body: dict[str, object] = {
            "request": permit.request,
            "plan": plan.digest,
            "commit": plan.commit,
            "asker": permit.asker,
            "approvers": [approval.approver for approval in permit.approvals],
            "actions": len(plan.actions),
            **({"reverts": taken_back(plan)} if taken_back(plan) else {}),
        }
        # What its uses are counted by, and what an auditor looks for.
        body |= {name: value for name in ("under", "emergency") if (value := getattr(permit, name))}
        return self.book.append(Note("apply.intent", actor, body))

    def cosigned(self, witnessed: Witnessed) -> None:
        """The intent has been witnessed; the signatures are kept."""
        size = Checkpoint.read(SignedNote.read(witnessed.note).text).size
        self.book.keep_checkpoint(size, witnessed.note)
        self.begun = True

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
