"""`zhengyun audit verify`: the log's chain and its witnesses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.output import emit, short
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from governance.audit import Report


@command(
    "verify", help=_("Verify the log: no entry changed, missing or out of order; every witness's signature valid.")
)
def entry(session: Session) -> int:
    """Verify; ends with 5 where something is broken."""
    from governance.audit import verify
    from governance.roles import current

    house = House(session)
    try:
        roles = current(house.role_files, house.book)
    except ZhengyunError:
        roles = None
    report = verify(house.book.entries(), house.book.cosignatures(), roles, house.verifier)
    document = {
        "sound": report.sound,
        "entries": report.entries,
        "head": report.head,
        "flaws": [flaw._asdict() for flaw in report.flaws],
        "witnessed": report.witnessed,
        "witnessed_at": report.witnessed_at,
    }
    emit(session, "audit/1", document, lambda: _lines(report))
    return Exit.OK if report.sound else Exit.BROKEN


def _lines(report: "Report") -> Iterator[str]:
    for flaw in report.flaws:
        yield _("entry {number}: {what}").format(number=flaw.number, what=_(flaw.what))
    if report.sound:
        yield _("entries: {entries}, each following from the one before; head {head}").format(
            entries=report.entries, head=short(report.head)
        )
    if report.witnessed:
        yield _("newest witnessed entry: {number}, at {at}; entries since without a witness: {tail}").format(
            number=report.witnessed, at=report.witnessed_at, tail=report.entries - report.witnessed
        )
    else:
        yield _("no entry has a witness")
