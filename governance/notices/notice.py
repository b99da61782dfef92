"""What is told, and to whom: composed from a request and from what was noted about it. No attribute of any plan is in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from governance.openings import EXPIRED
from governance.precedents import REVOKED
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.instant import text
from zhengyun.notices import Event, NoticeRule

FORMAT: Final = "zhengyun-notice/1"
REVIEWED: Final = {
    State.SUBMITTED: Event.AGREED,
    State.APPROVED: Event.APPROVED,
    State.REJECTED: Event.REJECTED,
}
OF: Final = {
    "request.withdrawn": Event.WITHDRAWN,
    EXPIRED: Event.EXPIRED,
    "request.cancelled": Event.CANCELLED,
    REVOKED: Event.CANCELLED,
}
ENDED: Final = {
    State.APPLIED: Event.APPLIED,
    State.FAILED: Event.FAILED,
    State.INTERRUPTED: Event.INTERRUPTED,
}


class Notice(NamedTuple):
    """One notice. `waits_for` are the roles whose word is awaited, `text` the whole in one sentence of the reader's language."""

    event: Event
    at: str
    request: str
    estate: str
    state: str
    actor: str
    asker: str
    reason: str
    totals: Mapping[str, int]
    waits_for: tuple[str, ...]
    agreed: tuple[str, ...]
    not_after: str
    window: str
    text: str = ""

    def document(self) -> bytes:
        """The notice as canonical JSON."""
        return canonical({"format": FORMAT, **self._asdict()})

    @property
    def concerns(self) -> frozenset[str]:
        """The people and roles whom it is about: who asked, who has agreed, and whose word is awaited."""
        return frozenset({self.asker, *self.agreed, *self.waits_for})


def compose(request: ChangeRequest, note: Note, now: datetime) -> Notice | None:
    """The notice that a note gives rise to; nothing where nobody can want one."""
    event = event_of(request, note)
    permit = request.permit
    if event is None:
        return None
    return Notice(
        event=event,
        at=text(now),
        request=request.id,
        estate=permit.estate,
        state=request.stored,
        actor=note.actor,
        asker=permit.asker,
        reason=str(note.body.get("reason") or permit.emergency or permit.reason),
        totals=request.summary,
        waits_for=tuple(permit.waits[:1]) if request.stored is State.SUBMITTED else (),
        agreed=tuple(approval.approver for approval in permit.approvals),
        not_after=permit.not_after,
        window=permit.window,
    )


def event_of(request: ChangeRequest, note: Note) -> Event | None:
    """What has happened."""
    if note.kind == "request.submitted":
        return Event.BREAK_GLASS if request.permit.emergency else Event.SUBMITTED
    if note.kind == "request.reviewed":
        return REVIEWED.get(request.stored)
    if note.kind in {"apply.result", "apply.stopped"}:
        return ENDED.get(request.stored)
    return OF.get(note.kind)


def wants(rule: NoticeRule, notice: Notice) -> bool:
    """Whether a rule asks for this notice."""
    return notice.event in rule.on and (not rule.to or bool(set(rule.to) & notice.concerns))
