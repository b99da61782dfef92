"""How the log is written in PostgreSQL: by functions of the database itself, one writer at a time."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any, Final

import psycopg
from sqlalchemy import Connection

from records.slots import Answer
from zhengyun.entry import Sheet
from zhengyun.instant import Clock, text
from zhengyun.soundness import Span

AT_ONCE: Final = 250
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
            cursor.itersize = AT_ONCE
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
        native(connection).execute("SELECT zy.integrate()")

    def append(self, connection: Connection, sheet: Sheet, clock: Clock, *, back: bool = False) -> Answer:
        """Write what comes after everything that is there; only the word that corrects a clock may go `back`.

        Raises: psycopg.Error (ZYC01: the clock went back).
        """
        del back  # The function knows by the entry's kind.
        row = native(connection).execute(calling("append"), (*sheet, text(clock.now()))).fetchone()
        assert row  # noqa: S101 - it raises, or answers
        # Nothing is left to wait, for which a reader would have to wait.
        self.integrate(connection)
        return Answer(*row)

    def keep_checkpoint(self, connection: Connection, size: int, note: str) -> None:
        """Keep a signed checkpoint in the place of the one of that size, whose signatures are among its own."""
        native(connection).execute("SELECT zy.keep_checkpoint(%s, %s)", (size, note))

    def erase(self, connection: Connection, span: Span, kept: Collection[str]) -> None:
        """Let go of the words; the newest entry has to say so."""
        native(connection).execute("SELECT zy.erase(%s, %s, %s)", (*span, list(kept)))


def calling(function: str) -> str:
    """A call of one of the functions that write a row of the log. Its parts go as bytes: a text would go as it is held there."""
    exact = ", ".join(["convert_from(%b, 'UTF8')"] * 3)
    return f"SELECT number, at FROM zy.{function}({exact}, %s)"  # noqa: S608 - a function of ours


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
