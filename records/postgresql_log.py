"""How the log is written in PostgreSQL: by functions of the database itself, one writer at a time."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import Connection

from records.slots import Answer
from zhengyun.entry import Sheet
from zhengyun.instant import Clock, text

Native = psycopg.Connection[tuple[Any, ...]]


class Plain:
    """PostgreSQL's own connection, for statements that mark their values by `?`."""

    def __init__(self, native: Native) -> None:
        self._native = native

    def execute(self, query: str, values: Any = (), /) -> "psycopg.Cursor[tuple[Any, ...]]":
        """Run a statement."""
        return self._native.execute(*_marked(query, values))

    def executemany(self, query: str, rows: Any, /) -> None:
        """Run a statement for each row."""
        with self._native.cursor() as cursor:
            cursor.executemany(_by_psycopg(query), rows)

    def stream(self, query: str, values: Sequence[object]) -> Iterator[Any]:
        """The rows of a query, in bounded memory."""
        with self._native.cursor(name="zhengyun", scrollable=False) as cursor:
            cursor.itersize = 2000
            yield from cursor.execute(*_marked(query, values))


class PostgresLog:
    """The log in a database of a server."""

    def __init__(self, database: str) -> None:
        self.database = database

    def rows(self, connection: Connection) -> Plain:
        """The driver's own connection, in the same transaction."""
        return Plain(native(connection))

    def integrate(self, connection: Connection) -> None:
        """Make entries of all that waits in the inbox, in its order."""
        native(connection).execute("SELECT zhengyun_integrate()")

    def append(self, connection: Connection, sheet: Sheet, clock: Clock, *, back: bool = False) -> Answer:
        """Write what comes after everything that is there; its time may lie before that only where it goes `back`.

        Raises: psycopg.Error (ZY001: the clock went back).
        """
        query = "SELECT * FROM zhengyun_append(%b, %b, %b, %s, %s)"
        row = native(connection).execute(query, (*sheet, text(clock.now()), back)).fetchone()
        assert row  # noqa: S101 - it raises, or answers
        return Answer(*row)

    def before_erasing(self, connection: Connection) -> None:
        """Nothing: the table is written anew afterwards."""


def native(connection: Connection) -> Native:
    """PostgreSQL's own connection, in the same transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the engine is made for nothing else
    return driver


def _marked(query: str, values: Any) -> tuple[str, Any]:
    """Without values psycopg takes a statement as it stands."""
    return (_by_psycopg(query), values) if values else (query, None)


@cache
def _by_psycopg(query: str) -> str:
    return query.replace("%", "%%").replace("?", "%s")
