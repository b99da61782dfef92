"""The records that are carried away: a file, held so that nobody writes to it meanwhile, and marked at the end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import codes
from records.backup import check
from records.files import claims_of, opened
from records.moving.cargo import Crate, Row, Told
from records.moving.mark import mark
from records.restore import Alive
from records.tree import integrate, newest, reader
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import root_at

STEP = 10_000


class Source:
    """A file whose write lock is held."""

    def __init__(self, file: Path, connection: sqlite3.Connection) -> None:
        self.file, self._connection = file, connection
        integrate(connection)
        self.size = newest(connection).number
        self.root = root_at(self.size, reader(connection)).hex()

    def count(self, crate: Crate) -> int:
        """How many rows a table has."""
        (found,) = self._connection.execute(f"SELECT count(*) FROM {crate.table}").fetchone()  # noqa: S608 - ours
        return int(found)

    def rows(self, crate: Crate, told: Told) -> Iterator[Row]:
        """The rows of a table, in order; what is bytes comes as bytes, whatever SQLite keeps it as."""
        columns = ", ".join(
            f"CAST({name} AS BLOB)" if binary else name for name, binary in zip(crate.columns, crate.bytes, strict=True)
        )
        query = f"SELECT {columns} FROM {crate.table} ORDER BY {', '.join(crate.key)}"  # noqa: S608 - ours
        total = self.count(crate)
        for done, row in enumerate(self._connection.execute(query)):
            if done % STEP == 0:
                told(crate.table, done, total)
            yield row
        told(crate.table, total, total)

    def leave(self, to: str) -> None:
        """Write down where the records are from now on: the last step. Whoever opens the file is told."""
        mark(self._connection, to)
        self._connection.execute("COMMIT")


@contextmanager
def held(file: Path, alive: Alive) -> Iterator[Source]:
    """Keep all writers out until the block ends. What is not left behind by then is as it was.

    Raises: ZhengyunError (ZY-REC-001 to 006, 011; ZY-REC-044: it has moved; ZY-REC-046: a request is being applied).
    """
    health = check(file)
    if not health.sound:
        first = health.problems[0] if health.problems else f"log entry {health.broken[0].number}"
        raise ZhengyunError(codes.BROKEN, database=file, problem=first)
    with opened(file, "rw") as connection:
        connection.isolation_level = None
        connection.text_factory = str
        connection.execute("BEGIN IMMEDIATE")
        try:
            for request, by in claims_of(connection):
                if alive(by):
                    raise ZhengyunError(codes.APPLIED_NOW, request=request, process=by.process, host=by.host)
            yield Source(file, connection)
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
