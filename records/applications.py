"""Applications to authorities, row by row. Whatever changes is written together with the log entry that says so."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Row, desc, insert, select

from records import codes
from records.logbook import append
from records.store import Rows, Store, legible, raw
from records.tables_of_trust import application_rows, applications
from zhengyun.application import Application, Asked, Move, Stage, Word
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock
from zhengyun.reading import texts

# So many rows are read at once.
PAGE: Final = 512
ROW: Final = (
    "INSERT INTO application_rows (application, number, holder, request, names, problem) VALUES (?, ?, ?, ?, ?, ?)"
)


class Applications:
    """The applications in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, application: Application, rows: Iterable[Asked], note: Note) -> Entry:
        """Keep a new application with its rows."""
        values = {
            "id": application.id,
            "operation": application.operation,
            "stage": application.stage,
            "authority": application.authority,
            "profile": application.profile,
            "asker": application.asker,
            "at": application.at,
            "document": _json(application.document()),
            "done": application.done,
        }
        with self._database.write() as connection:
            connection.execute(insert(applications).values(values))
            told = (
                (application.id, one.number, one.holder, one.request, _json(one.names), one.problem) for one in rows
            )
            raw(connection).executemany(ROW, told)
            return append(connection, note, self._clock)

    def application(self, identifier: str) -> Application:
        """One application.

        Raises: ZhengyunError (ZY-REC-017).
        """
        with self._database.read() as connection, legible(connection):
            row = connection.execute(select(applications).where(applications.c.id == identifier)).first()
            if row is None:
                raise ZhengyunError(codes.NO_APPLICATION, application=identifier)
            return _read(row)

    def applications(self, stages: Iterable[Stage] = (), most: int = 1000) -> Sequence[Application]:
        """So many of the newest applications in these states, or in any, the newest first."""
        query = select(applications).order_by(desc(applications.c.at), applications.c.id).limit(most)
        wanted = [stage.value for stage in stages]
        if wanted:
            query = query.where(applications.c.stage.in_(wanted))
        with self._database.read() as connection, legible(connection):
            return [_read(row) for row in connection.execute(query)]

    def taken(self, identifier: str) -> bool:
        """Whether an application is called that."""
        with self._database.read() as connection:
            return bool(connection.execute(select(applications.c.id).where(applications.c.id == identifier)).first())

    def rows(self, identifier: str, after: int = 0, until: int = 1 << 62) -> Iterator[Asked]:
        """What is asked for in an application: its rows after one number up to another, in order and in bounded memory."""
        query = (
            "SELECT number, holder, request, names, problem FROM application_rows "
            "WHERE application = ? AND number > ? AND number <= ? ORDER BY number LIMIT ?"
        )
        while True:
            with self._database.read() as connection, legible(connection):
                rows = raw(connection).execute(query, (identifier, after, until, PAGE))
                found = [Asked(*row)._replace(names=texts(json.loads(row[3]))) for row in rows]
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1].number

    def problems(self, identifier: str) -> list[Asked]:
        """The rows of an application that were not certified, and why; without what they asked with."""
        table = application_rows
        columns = (table.c.number, table.c.holder, table.c.names, table.c.problem)
        query = select(*columns).where(table.c.application == identifier, table.c.problem != "")
        with self._database.read() as connection, legible(connection):
            rows = connection.execute(query.order_by(table.c.number))
            return [Asked(row.number, row.holder, b"", texts(json.loads(row.names)), row.problem) for row in rows]

    def move(self, step: Move, note: Note) -> Entry | None:
        """Move an application on, if it still is where it can; else nothing."""
        with self._database.write() as connection:
            if not close(raw(connection), step):
                return None
            return append(connection, note, self._clock)


def close(driver: Rows, step: Move) -> bool:
    """Move an application on in the caller's transaction; whether it still was where it could."""
    query = "SELECT stage, document FROM applications WHERE id = ?"
    stage, document = driver.execute(query, (step.application,)).fetchone() or ("", "")
    if stage not in step.before:
        return False
    values = (step.after, _spoken(document, step.word), step.application)
    driver.execute("UPDATE applications SET stage = ?, document = ? WHERE id = ?", values)
    return True


def take(driver: Rows, identifier: str, first: int, last: int, word: Word) -> bool:
    """Take the rows after one number up to another, if they are the next ones of an application that is approved.

    Whoever takes the last one has done it. Each issuer's word stands there once; the log has the rest.
    """
    query = "SELECT document FROM applications WHERE id = ? AND stage = ? AND done = ?"
    row = driver.execute(query, (identifier, Stage.APPROVED, first)).fetchone()
    if row is None:
        return False
    document = json.loads(row[0])
    stage = Stage.DONE if last >= document["count"] else Stage.APPROVED
    new = word.person not in {one["person"] for one in document["words"]}
    values = (last, stage, _spoken(row[0], word if new else None), identifier)
    driver.execute("UPDATE applications SET done = ?, stage = ?, document = ? WHERE id = ?", values)
    return True


def _spoken(document: str, word: Word | None) -> str:
    if word is None:
        return document
    told = json.loads(document)
    return _json({**told, "words": [*told["words"], word._asdict()]})


def _read(row: Row[Any]) -> Application:
    return Application.read(json.loads(row.document), row.stage, row.done)


def _json(document: object) -> str:
    return canonical(document).decode()
