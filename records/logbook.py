"""The audit log's rows. An entry is chained to the last one inside the transaction that writes it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, desc, insert, select

from records.database import Database
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
            return _last(connection)

    def keep(self, cosignature: Cosignature) -> None:
        """Keep a witness's signature."""
        with self._database.write() as connection:
            connection.execute(insert(cosignatures).values(cosignature._asdict()))

    def cosignatures(self) -> Iterator[Cosignature]:
        """All witnesses' signatures, by number."""
        with self._database.read() as connection:
            for row in connection.execute(select(cosignatures).order_by(cosignatures.c.number)):
                yield Cosignature(row.number, row.hash, row.witness, row.value)


def append(connection: Connection, note: Note, clock: Clock) -> Entry:
    """Chain an entry to the last one; the caller holds the write lock, so that there is exactly one last."""
    last = _last(connection)
    now = clock.now()
    at = text(now)
    if last and at < last.at:
        if parse(last.at) - now > TOLERANCE:
            raise ZhengyunError(codes.CLOCK_BACK, now=at, last=last.at)
        at = last.at
    number, previous = (last.number + 1, last.hash) if last else (1, ORIGIN)
    entry = Entry.make(number, at, note.kind, note.actor, note.body, previous)
    row = {"number": number, "at": at, "kind": note.kind, "actor": note.actor, "previous": previous, "hash": entry.hash}
    connection.execute(insert(entries).values(body=canonical(note.body).decode(), **row))
    return entry


def _last(connection: Connection) -> Entry | None:
    row = connection.execute(select(entries).order_by(desc(entries.c.number)).limit(1)).first()
    return _entry(row) if row else None


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.number, row.at, row.kind, row.actor, json.loads(row.body), row.previous, row.hash)
