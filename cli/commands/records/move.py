"""`zhengyun records move`: from SQLite to PostgreSQL."""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from cli.claim import alive
from cli.output import emit, short
from cli.session import Session, command
from cli.text import _
from cli.wiring import House

if TYPE_CHECKING:
    from records.moving.move import Moved

# A line so often: a site's log can have a million entries.
LINE_SECONDS = 2.0


@command(
    "move",
    help=_(
        "Carry the records to a PostgreSQL database in which nothing was ever recorded, and hold every entry, every node "
        "of the tree and every row against what it was. Nothing is written here meanwhile; until the last step the old "
        "records are the ones in force, and afterwards they say where the new ones are."
    ),
)
@click.option("--to", "url", metavar="URL", required=True, help=_("The database, as the owner of its tables."))
@click.option(
    "--gone", metavar="HOST", default="", help=_("What this machine was applying stops nobody: it is gone for good.")
)
def entry(session: Session, url: str, gone: str) -> None:
    """Move."""
    from records.checking import file_of
    from records.moving.move import move
    from records.opening import open_records

    house = House(session)
    file, person = file_of(session.settings.records), house.proven()
    house.database.close()
    open_records(url).close()
    moved = move(file, url, person, house.clock, partial(alive, gone=gone), _Lines(session).told)
    document = {
        "entries": moved.entries,
        "root": moved.root,
        "to": moved.to,
        "again": moved.again,
        "tables": {name: seal._asdict() for name, seal in moved.tables.items()},
    }
    emit(session, "moved/1", document, lambda: _lines(moved))


class _Lines:
    """Says how far it has come, now and then."""

    def __init__(self, session: Session) -> None:
        self._session, self._last = session, time.monotonic()

    def told(self, table: str, done: int, total: int) -> None:
        """So many of the rows of a table are done."""
        now = time.monotonic()
        if done and now - self._last >= LINE_SECONDS:
            self._last = now
            self._session.say(_("{table}: {done} of {total} rows").format(table=table, done=done, total=total))


def _lines(moved: "Moved") -> Iterator[str]:
    rows = sum(seal.rows for seal in moved.tables.values())
    told = _("log entries: {entries} · root {root} · {rows} rows in {tables} tables, each as it was")
    yield told.format(entries=moved.entries, root=short(moved.root), rows=rows, tables=len(moved.tables))
    if moved.again:
        yield _("an earlier attempt had carried them, and was cut off before the last step")
    yield _('in force now: {to} · write into the settings: records = "{to}"').format(to=moved.to)
