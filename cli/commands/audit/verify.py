"""`zhengyun audit verify`: the log's chain and its witnesses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli import tail
from cli.audited import reads
from cli.output import emit, short
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from governance.audit import Report
    from governance.intents import Unended


@command(
    "verify", help=_("Verify the log: no entry changed, missing or out of order; every witness's signature valid.")
)
def entry(session: Session) -> int:
    """Verify; ends with 5 where something is broken, with 1 where an intent has come to no end for an hour."""
    from cli.claim import alive
    from governance.audit import verify
    from governance.intents import unended
    from governance.roles import history

    house = House(session)
    reads(house, "verify")
    try:
        versions = history(house.role_files, house.book, house.verifier)
    except ZhengyunError:
        versions = ()
    report, unseen = verify(house.book, versions, house.verifier), tail.of(house)
    held = {one.id for one in house.ledger.requests((State.APPLYING,)) if one.claim and alive(one.claim)}
    left = unended(house.book, house.clock.now(), held.__contains__)
    document = {
        "sound": report.sound,
        "entries": report.entries,
        "head": report.head,
        "flaws": [flaw._asdict() for flaw in report.flaws],
        "erased": [span._asdict() for span in report.erased],
        "unended": [one._asdict() for one in left],
        "witnessed": report.seen.size,
        "witnessed_at": report.seen.at,
        "unseen": tail.document(unseen),
    }
    emit(session, "audit/1", document, lambda: [*_lines(report), *map(_unended, left), *tail.told(unseen)])
    if not report.sound:
        return Exit.BROKEN
    return Exit.FAILED if any(one.late for one in left) else Exit.OK


def _unended(one: "Unended") -> str:
    if one.alive:
        text = _("entry {number}: {request} is being applied by {actor} since {since}")
    elif one.late:
        text = _(
            "entry {number}: {request} was begun by {actor} at {since}; neither a result nor a stop is on record, and nobody is at it"
        )
    else:
        text = _("entry {number}: {request} was begun by {actor} at {since}, has no result yet, and nobody is at it")
    return text.format(**one._asdict())


def _lines(report: "Report") -> Iterator[str]:
    for flaw in report.flaws:
        yield _("entry {number}: {what}").format(number=flaw.number, what=_(flaw.what))
    if report.sound:
        yield _("entries: {entries}, each a leaf of one tree; root {root}").format(
            entries=report.entries, root=short(report.head)
        )
    for span in report.erased:
        yield _("entries {first} to {last}: erased after their retention time; their hashes hold").format(
            first=span.first, last=span.last
        )
