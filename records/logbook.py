"""The audit log's rows. An entry is chained to the last one inside the transaction that writes it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, desc, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from records.database import Database, legible
from records.tables import cosignatures, entries
from zhengyun import codes
from zhengyun.canonical import canonical
from zhengyun.entry import ORIGIN, Cosignature, Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock, parse, text

# Machines that share a database agree on the time to about this; what lies within is written as the later one.
TOLERANCE: Final = timedelta(seconds=5)


class LogBook:
    """The log in a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def append(self, note: Note) -> Entry:
        """Write one entry.

        Raises: ZhengyunError (ZY-LOG-001: the clock went back; ZY-REC-*: it could not be written).
        """
        with self._database.write() as connection:
            return append(connection, note, self._clock)

    def correct(self, note: Note, newest: Entry) -> Entry | None:
        """Write an entry at the time that it is, however early; nothing where this one is the newest no longer."""
        with self._database.write() as connection:
            if last(connection) != newest:
                return None
            return _chain(connection, note, text(self._clock.now()), newest)

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """The entries from that number on."""
        with self._database.read() as connection:
            query = select(entries).where(entries.c.number >= first).order_by(entries.c.number)
            yield from map(_entry, connection.execute(query))

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The entries of some kinds, in order."""
        query = select(entries).where(entries.c.kind.in_(kinds)).order_by(entries.c.number)
        with self._database.read() as connection:
            return list(map(_entry, connection.execute(query)))

    def last(self) -> Entry | None:
        """The newest entry."""
        with self._database.read() as connection:
            return last(connection)

    def keep(self, cosignature: Cosignature) -> None:
        """Keep a witness's signature."""
        with self._database.write() as connection:
            said = upsert(cosignatures).values(cosignature._asdict())
            connection.execute(said.on_conflict_do_nothing())

    def cosignatures(self) -> Iterator[Cosignature]:
        """All witnesses' signatures, by number."""
        with self._database.read() as connection:
            for row in connection.execute(select(cosignatures).order_by(cosignatures.c.number)):
                yield Cosignature(row.number, row.hash, row.witness, row.value)


def append(connection: Connection, note: Note, clock: Clock) -> Entry:
    """Chain an entry to the last one; the caller holds the write lock, so that there is exactly one last."""
    newest = last(connection)
    now = clock.now()
    at = text(now)
    if newest and at < newest.at:
        with legible(connection):
            late = parse(newest.at) - now
        if late > TOLERANCE:
            raise ZhengyunError(codes.CLOCK_BACK, now=at, last=newest.at)
        at = newest.at
    return _chain(connection, note, at, newest)


def _chain(connection: Connection, note: Note, at: str, newest: Entry | None) -> Entry:
    number, previous = (newest.number + 1, newest.hash) if newest else (1, ORIGIN)
    entry = Entry.make(number, at, note.kind, note.actor, note.body, previous)
    row = {"number": number, "at": at, "kind": note.kind, "actor": note.actor, "previous": previous, "hash": entry.hash}
    connection.execute(insert(entries).values(body=canonical(note.body).decode(), **row))
    return entry


def last(connection: Connection) -> Entry | None:
    """The newest entry, as a transaction sees it."""
    row = connection.execute(select(entries).order_by(desc(entries.c.number)).limit(1)).first()
    return _entry(row) if row else None


def _entry(row: Row[Any]) -> Entry:
    return Entry.kept(row.number, row.at, row.kind, row.actor, row.body, row.previous, row.hash)
