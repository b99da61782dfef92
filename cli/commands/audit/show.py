"""`zhengyun audit show`: the newest entries of the log."""

import click

from cli import logged, tail
from cli.audited import reads
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.entry import Entry


@command("show", help=_("The newest entries of the log."))
@click.option("-n", "--last", type=Within(1), default=20, show_default=True, help=_("So many."))
@click.option("--from", "first", type=Within(1), default=None, metavar="NUMBER", help=_("From this entry on instead."))
def entry(session: Session, last: int, first: int | None) -> None:
    """Show."""
    house = House(session)
    reads(house, "show", last=last, first=first)
    newest = house.book.last()
    start = first or max(1, (newest.number if newest else 0) - last + 1)
    found = list(house.book.entries(start))
    unseen = tail.of(house)
    document = {"unseen": tail.document(unseen), "entries": [logged.document(one) for one in found]}
    emit(session, "log/1", document, lambda: logged.lines(found, _none(newest), unseen))


def _none(newest: Entry | None) -> str:
    return _("log entries: {entries}").format(entries=newest.number) if newest else _("The log is empty.")
