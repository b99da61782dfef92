"""`zhengyun records check`: the database and the log in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.output import emit, short
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import Exit

if TYPE_CHECKING:
    from records.backup import Health


@command("check", help=_("Check every page of the database, every reference, and every leaf and node of the log."))
def entry(session: Session) -> int:
    """Check; ends with 5 where something is broken."""
    from records.checking import check

    health = check(session.settings.records)
    document = {
        "sound": health.sound,
        "entries": health.entries,
        "head": health.head,
        "problems": health.problems,
        "broken": [flaw._asdict() for flaw in health.broken],
    }
    emit(session, "records/1", document, lambda: _lines(health))
    return Exit.OK if health.sound else Exit.BROKEN


def _lines(health: "Health") -> Iterator[str]:
    yield from health.problems
    for flaw in health.broken:
        yield _("log entry {number}: {what}").format(number=flaw.number, what=_(flaw.what))
    if health.sound:
        yield _("sound · log entries: {entries} · head {head}").format(entries=health.entries, head=short(health.head))
