"""Telling people what has become of a request, as the settings ask; it never stands in the way of what it tells of."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cli.text import _, listed
from zhengyun.change import ChangeRequest
from zhengyun.entry import Note
from zhengyun.errors import N_
from zhengyun.notices import Event

if TYPE_CHECKING:
    from cli.wiring_records import Recorded
    from governance.notices.notice import Notice

FAILED: Final = "notice.failed"
# So much earlier than the command goes on each way gives up, and leaves no program running behind it.
SPARE: Final = 1.0
TEXTS: Final[Mapping[Event, str]] = {
    Event.SUBMITTED: N_("{request}: {asker} asks for a change; waits for: {roles}"),
    Event.AGREED: N_("{request}: {actor} has agreed; waits for: {roles}"),
    Event.APPROVED: N_("{request} is approved"),
    Event.REJECTED: N_("{request} was refused by {actor}: {reason}"),
    Event.WITHDRAWN: N_("{request}: {actor} has taken a yes back; waits for: {roles}"),
    Event.CANCELLED: N_("{request} was taken back by {actor}"),
    Event.APPLIED: N_("{request} was carried out by {actor}"),
    Event.FAILED: N_("{request}: not all of it could be done"),
    Event.INTERRUPTED: N_("{request} was interrupted and can be resumed"),
    Event.EXPIRED: N_("{request} has expired unused"),
    Event.BREAK_GLASS: N_("EMERGENCY {request}: {asker} breaks the glass: {reason}"),
}


def notice_of(house: "Recorded", request: ChangeRequest, note: Note) -> None:
    """Tell whoever wants to hear of it."""
    try:
        _notify(house, request, note)
    except Exception as error:  # noqa: BLE001 - what is done is done and recorded; it must not look as if it were not
        text = _("nobody could be told of {request}: {problem}")
        house.session.say(text.format(request=request.id, problem=f"{type(error).__name__}: {error}"))


def _notify(house: "Recorded", request: ChangeRequest, note: Note) -> None:
    from governance.notices.notice import compose, wants
    from governance.notices.sending import SECONDS, send
    from governance.notices.ways import way_of

    notice = compose(request, note, house.clock.now())
    rules = [rule for rule in house.session.settings.notices if notice and wants(rule, notice)]
    if not notice or not rules:
        return
    notice = notice._replace(text=words(notice))
    for way, problem in send([way_of(rule, SECONDS - SPARE) for rule in rules], notice):
        text = _("the notice of {request} ({event}) was not delivered by {way}: {problem}")
        house.session.say(text.format(request=notice.request, event=notice.event, way=way, problem=problem))
        body = {"request": notice.request, "event": notice.event, "way": way, "problem": problem}
        house.book.append(Note(FAILED, note.actor, body))


def words(notice: "Notice") -> str:
    """The notice as a sentence."""
    return _(TEXTS[notice.event]).format(
        request=notice.request,
        asker=notice.asker,
        actor=notice.actor,
        reason=notice.reason or "-",
        roles=listed(map(_, notice.waits_for)),
    )
