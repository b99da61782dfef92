"""`zhengyun audit show`: the newest entries of the log."""

import json

import click

from cli.output import emit, short, table
from cli.session import Session, command
from cli.text import _
from cli.wide import cut
from cli.wiring import House
from zhengyun.entry import Entry


@command("show", help=_("The newest entries of the log."))
@click.option("-n", "--last", type=click.IntRange(min=1), default=20, show_default=True, help=_("So many."))
@click.option(
    "--from", "first", type=click.IntRange(min=1), default=None, metavar="NUMBER", help=_("From this entry on instead.")
)
def entry(session: Session, last: int, first: int | None) -> None:
    """Show."""
    house = House(session)
    newest = house.book.last()
    start = first or max(1, (newest.number if newest else 0) - last + 1)
    found = list(house.book.entries(start))
    document = {
        "entries": [
            {name: getattr(one, name) for name in ("number", "at", "kind", "actor", "body", "previous", "hash")}
            for one in found
        ]
    }
    head = ("#", _("At"), _("What"), _("By"), _("Hash"), "")
    rows = [(one.number, one.at, one.kind, one.actor, short(one.hash), _brief(one.body)) for one in found]
    emit(session, "log/1", document, lambda: table(head, rows) or [_none(newest)])


def _none(newest: Entry | None) -> str:
    return _("log entries: {entries}").format(entries=newest.number) if newest else _("The log is empty.")


def _brief(body: object) -> str:
    return cut(json.dumps(body, ensure_ascii=False), 80)
