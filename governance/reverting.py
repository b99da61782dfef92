"""What a change has done, as the log proves it: what the plan of its way back rests on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from governance import codes
from governance.intents import ENDS
from governance.port import Ledger, LogBook
from governance.retention import ERASED
from zhengyun.change import CLOSED, WAITING, State
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError
from zhengyun.past import Past
from zhengyun.planfile import load
from zhengyun.results import Outcome, Status

REFUSED: Final = "apply.refused"
NEVER_BEGUN: Final = (WAITING | CLOSED) - {State.APPLIED}


def past_of(request: str, ledger: Ledger, book: LogBook, now: datetime) -> Past:
    """What a request has done. The records tell it, and the log, which others have seen, has to say the same.

    Raises: ZhengyunError (ZY-REC-007: there is no such request; ZY-GOV-190 to 192, ZY-GOV-195).
    """
    found = ledger.request(request)
    state = found.state(now)
    if state in NEVER_BEGUN:
        raise ZhengyunError(codes.NOTHING_DONE, request=request, state=state)
    if state is State.APPLYING:
        raise ZhengyunError(codes.STILL_APPLYING, request=request)
    plan = load(ledger.plan(found.permit.plan), request)
    told = Past.of(request, plan, ledger.outcomes(request))
    logged = _logged(request, book)
    if logged.plans != {plan.digest} or Past.of(request, plan, logged.outcomes).digest != told.digest:
        # What was erased after its time cannot be held against anything; what is still there has to say the same.
        erased = logged.plans <= {plan.digest} and {*logged.outcomes} <= {*told.outcomes} and any(book.of_kind(ERASED))
        raise ZhengyunError(codes.TOO_OLD if erased else codes.LOG_SAYS_OTHERWISE, request=request)
    if all(one.status is not Status.DONE for one in told.outcomes):
        raise ZhengyunError(codes.NOTHING_DONE, request=request, state=state)
    return told


def past_of_errand(errand: Sequence[str], ledger: Ledger, book: LogBook, now: datetime) -> Past:
    """The past that a plan of the way back names, if it still is that.

    Raises: ZhengyunError (ZY-GOV-190 to 193).
    """
    request, digest = (*errand[1:3], "", "")[:2]
    past = past_of(request, ledger, book, now)
    if past.digest != digest:
        raise ZhengyunError(codes.PAST_MOVED, request=request)
    return past


class Logged(NamedTuple):
    """What the log tells of a request: the plans that its intents name, and the last word on each action."""

    plans: set[str]
    outcomes: list[Outcome]


def _logged(request: str, book: LogBook) -> Logged:
    plans: set[str] = set()
    outcomes: dict[str, Outcome] = {}
    for entry in book.naming(request, "apply.intent", "apply.action"):
        if entry.body.get("request") != request:
            continue
        if entry.kind == "apply.intent":
            plans.add(str(entry.body.get("plan")))
        else:
            outcome = _outcome(entry)
            outcomes[outcome.action] = outcome
    return Logged(plans, [*outcomes.values()])


def _outcome(entry: Entry) -> Outcome:
    """The outcome that an entry holds beside its request."""
    return Outcome.read({name: value for name, value in entry.body.items() if name in Outcome.__dataclass_fields__})


def refuse_taken_back(request: str, book: LogBook) -> None:
    """Refuse to go on with what has been taken back, or is being: it would be done on top of its own undoing.

    Raises: ZhengyunError (ZY-GOV-194).
    """
    for entry in book.naming(request, "apply.intent"):
        other = str(entry.body.get("request"))
        if entry.body.get("reverts") == request and not _unwitnessed(entry, other, book):
            raise ZhengyunError(codes.TAKEN_BACK, request=request, by=other, at=entry.at)


def _unwitnessed(intent: Entry, request: str, book: LogBook) -> bool:
    """Whether an intent was refused, because no witness signed it: nothing was done then.

    What was refused later, of a run that was to go on with it, undoes nothing of what the first has done.
    """
    ends = (
        entry.kind
        for entry in book.naming(request, "apply.action", *ENDS)
        if entry.number > intent.number and entry.body.get("request") == request
    )
    return next(ends, "") == REFUSED
