"""From when on a permit may be used, and which requests may be carried out now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol

from governance import codes
from zhengyun import codes as kernel
from zhengyun.change import WAITING, ChangeRequest, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError, why
from zhengyun.instant import both, parse
from zhengyun.permit import Permit
from zhengyun.subject import PLAN
from zhengyun.window import FARTHEST, MINUTE
from zhengyun.window import parse as window_of

EXPIRED: Final = "request.expired"


def opening(permit: Permit, now: datetime) -> datetime:
    """The first instant from now on at which a permit may be used, by the times that it names.

    Raises: ZhengyunError (ZY-GOV-073: it will have ended by then; ZY-PERMIT-014).
    """
    begins = max(now, parse(permit.not_before)) if permit.not_before else now
    shown = both(begins)
    if permit.window:
        try:
            window = window_of(permit.window)
            begins = window.next_opening(begins)
            shown = window.shown(begins)
        except ValueError as error:
            raise ZhengyunError(kernel.NO_WINDOW, window=permit.window, problem=why(error)) from error
    if begins > parse(permit.not_after):
        raise ZhengyunError(codes.NEVER_USABLE, opens=shown, not_after=both(parse(permit.not_after)))
    return begins


def refuse_beyond(permit: Permit, windows: str, now: datetime) -> None:
    """Refuse a window that is open while the rules' are closed: the door would not open then, and a run would go on too long.

    Raises: ZhengyunError (ZY-GOV-241).
    """
    if not windows or permit.window in ("", windows):
        return
    own, rules = window_of(permit.window), window_of(windows)
    moment = opening(permit, now)
    last = min(parse(permit.not_after), moment + FARTHEST)
    while moment <= last:
        if own.open_at(moment) and not rules.open_at(moment):
            raise ZhengyunError(codes.WINDOW_BEYOND, window=permit.window, windows=windows, at=own.shown(moment))
        moment += MINUTE


def is_due(request: ChangeRequest, now: datetime) -> bool:
    """Whether it may be carried out now: approved, or interrupted when its window closed, and open."""
    state = request.state(now)
    # What a script asks for under a standing permit it carries out itself, with its runbook at hand.
    if request.permit.subject != PLAN or (request.permit.under and not request.permit.chain):
        return False
    interrupted = state is State.INTERRUPTED and bool(request.permit.window)
    if not interrupted and state is not State.APPROVED:
        return False
    try:
        return opening(request.permit, now) <= now
    except ZhengyunError:
        return False


class Requests(Protocol):
    """The requests on record, and how they are closed."""

    def requests(self, states: Iterable[State] = ()) -> Sequence[ChangeRequest]:
        """The requests in these states, the newest first."""
        ...

    def move(self, identifier: str, before: Iterable[State], after: State, note: Note) -> Entry | None:
        """Change state, if the request is still in one of these states and nobody carries it out."""
        ...


def close_expired(ledger: Requests, person: str, now: datetime) -> tuple[ChangeRequest, ...]:
    """Put on record what has expired unused, so that people hear of it; returns what was closed now."""
    over = [one for one in ledger.requests(WAITING) if one.state(now) is State.EXPIRED and not _had_its_time(one)]
    body = {one.id: {"request": one.id, "not_after": one.permit.not_after} for one in over}
    return tuple(
        one for one in over if ledger.move(one.id, WAITING, State.EXPIRED, Note(EXPIRED, person, body[one.id]))
    )


def _had_its_time(request: ChangeRequest) -> bool:
    """Whether it is a grant or a standing permit that people had agreed to: its time is over, and it may have been used."""
    return request.permit.subject != PLAN and request.stored is State.APPROVED


def due(ledger: Requests, now: datetime) -> list[ChangeRequest]:
    """What may be carried out now, in the order in which it was asked for."""
    found = ledger.requests({State.APPROVED, State.INTERRUPTED})
    return [one for one in reversed(found) if is_due(one, now)]
