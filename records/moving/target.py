"""The database that the records are carried to: filled in one transaction, and read again before that ends."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from records import codes
from records.moving.cargo import Crate, Row, crates
from records.postgresql_log import calling
from records.postgresql_session import ours
from records.postgresql_text import exact
from records.postgresql_turn import holder, waited
from records.separation.writing import LOCK
from zhengyun.entry import Sheet
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import Nodes, root_at
from zhengyun.soundness import Walk, walk

AT_ONCE: Final = 5_000
NUMBERED: Final = "SELECT pg_get_serial_sequence(%s, 'id')"


class Target:
    """A database in whose transaction everything happens; where that does not end, nothing has happened."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def is_empty(self) -> bool:
        """Whether nothing was ever recorded there."""
        return not any(self._first(crate) for crate in crates())

    def copy(self, crate: Crate, rows: Iterable[Row]) -> None:
        """Put rows into a table."""
        names = SQL(", ").join(map(Identifier, crate.columns))
        query = SQL("COPY {} ({}) FROM STDIN").format(Identifier("public", crate.table), names)
        with self._connection.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in crate.columns and crate.key == ("id",):
            self._number_on(crate)

    def rows(self, crate: Crate) -> Iterator[Row]:
        """The rows of a table, in order."""
        names, key = (SQL(", ").join(map(Identifier, some)) for some in (crate.columns, crate.key))
        query = SQL("SELECT {} FROM {} ORDER BY {}").format(names, Identifier("public", crate.table), key)
        yield from self._streamed(query)

    def walk(self) -> Walk:
        """Go through the log as it stands there: every leaf, every node."""

        def level(height: int, first: int, count: int) -> list[bytes]:
            query = "SELECT hash FROM public.nodes WHERE level = %s AND number BETWEEN %s AND %s ORDER BY number"
            return [bytes(one) for (one,) in self._connection.execute(query, (height, first, first + count - 1))]

        return walk(self._streamed(SQL("SELECT number, leaf, hash FROM public.entries ORDER BY number")), level)

    def root(self, size: int) -> str:
        """The root of the first `size` entries."""
        return root_at(size, self._nodes()).hex()

    def append(self, sheet: Sheet, now: str) -> None:
        """Write the first entry after all that was carried."""
        self._connection.execute(calling("append"), (*sheet, now))
        self._connection.execute("SELECT zy.integrate()")

    def last(self) -> tuple[int, str, bytes]:
        """Number, kind and leaf of the newest entry."""
        query = "SELECT number, kind, leaf FROM public.entries ORDER BY number DESC LIMIT 1"
        number, kind, leaf = self._connection.execute(query).fetchone() or (0, "", b"")
        return number, kind or "", bytes(leaf or b"")

    def _first(self, crate: Crate) -> object:
        return self._connection.execute(
            SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier("public", crate.table))
        ).fetchone()

    def _number_on(self, crate: Crate) -> None:
        """Let the next row be numbered after the last that was carried."""
        (sequence,) = self._connection.execute(NUMBERED, (f"public.{crate.table}",)).fetchone() or (None,)
        if sequence:
            last = SQL("(SELECT coalesce(max(id), 0) + 1 FROM {})").format(Identifier("public", crate.table))
            self._connection.execute(SQL("SELECT setval(%s, {}, false)").format(last), (sequence,))

    def _streamed(self, query: Any) -> Iterator[Row]:
        with self._connection.cursor("carried") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(query)
            yield from cursor

    def _nodes(self) -> Nodes:
        def nodes(level: int, index: int) -> bytes:
            if level:
                query, key = "SELECT hash FROM public.nodes WHERE level = %s AND number = %s", (level, index)
                row = self._connection.execute(query, key).fetchone()
            else:
                row = self._connection.execute(
                    "SELECT hash FROM public.entries WHERE number = %s", (index + 1,)
                ).fetchone()
            return bytes(row[0]) if row else b""

        return nodes


@contextmanager
def reached(url: str) -> Iterator[Target]:
    """The database at an address; what is done in the block is kept where it ends well, and nobody else writes there.

    Raises: ZhengyunError (ZY-REC-003, 005, 042, 048).
    """
    try:
        with psycopg.connect(url) as connection:
            exact(connection)
            ours(connection)
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            yield Target(connection)
    except psycopg.errors.LockNotAvailable as error:
        with psycopg.connect(url) as another:
            raise waited(place(url), holder(another)) from error
    except psycopg.OperationalError as error:
        raise ZhengyunError(codes.UNREACHABLE, database=place(url), problem=_first(error)) from error
    except psycopg.Error as error:
        raise ZhengyunError(codes.NOT_SEPARATED, database=place(url), problem=_first(error)) from error


def place(url: str) -> str:
    """An address as it can be told: who comes in, and with what, is left out."""
    told = psycopg.conninfo.conninfo_to_dict(url)
    port = f":{told['port']}" if told.get("port") else ""
    return f"postgresql://{told.get('host', '')}{port}/{told.get('dbname', '')}"


def _first(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
