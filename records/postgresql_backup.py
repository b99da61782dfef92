"""Records in PostgreSQL backed up and put back. A backup is the same file wherever records are: one SQLite database and its manifest."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from records import codes
from records.backup import first_of, verify, written
from records.database import Database
from records.files import copy, copying, opened
from records.moving.cargo import Crate, Row, Seal, Sealing, crates
from records.moving.move import fill
from records.moving.source import Source
from records.moving.target import Target, place, reached
from records.postgresql import PostgreSQL, shown
from records.postgresql_check import health
from records.postgresql_log import native
from records.tree import integrate, reader
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import root_at

WAITING: Final = "SELECT number, leaf FROM public.inbox ORDER BY number"
SCRATCH: Final = "records.sqlite"


def backup(url: str, target: Path) -> dict[str, Any]:
    """Copy the records as of one instant while others write, hold the copy against them, and write its manifest beside it.

    Every row is read again; the tree over all entries, those that wait among them, has the root that it has there.
    An earlier backup there gives way; anything else stays. Whoever may read every table may do it.

    Raises: ZhengyunError (ZY-REC-*; ZY-REC-045: something did not arrive as it was).
    """
    database = PostgreSQL(url, begin=False)

    def taken(fresh: Path) -> None:
        with database.read() as connection:
            there = health(connection)
            if not there.sound:
                raise ZhengyunError(codes.BROKEN, database=database.name, problem=first_of(there))
            driver = native(connection)
            waiting = driver.execute(WAITING).fetchall()
            with _alone(fresh):
                here = _laid(Target(driver), waiting, fresh)
        if here != (there.entries, there.head):
            raise ZhengyunError(codes.NOT_AS_IT_WAS, table="nodes", rows=there.entries, found=here[0])

    try:
        return written(target, database.name, taken)
    finally:
        database.close()


def restore(target: Path, url: str) -> dict[str, Any]:
    """Put a whole backup into a database in which nothing was ever recorded, and hold every row against it.

    Returns the backup's manifest, with `kept`: nothing. What is there is there whole, or not at all.

    Raises: ZhengyunError (ZY-REC-006, 008, 016; ZY-REC-045; ZY-REC-070; ZY-REC-071; ZY-REC-020 to 028).
    """
    manifest = verify(target)
    try:
        PostgreSQL(url).close()
        with _of_today(target) as source, reached(url) as there:
            if not there.is_empty():
                raise ZhengyunError(codes.HAS_RECORDS, database=place(url), entries=there.last()[0])
            fill(source, there, _quiet)
    except ZhengyunError as error:
        if error.code not in {codes.NOT_SEPARATED, codes.NOT_ALLOWED}:
            raise
        raise ZhengyunError(codes.NOT_ITS_OWNER, database=shown(url), problem=error.values["problem"]) from error
    return {**manifest, "kept": ""}


def _laid(there: Target, waiting: list[tuple[int, bytes]], fresh: Path) -> tuple[int, str]:
    """All of it in a new file; how many entries it has, and their root in hexadecimal."""
    _begin(fresh)
    with copying(fresh), closing(sqlite3.connect(fresh)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        seals = {crate: _put(connection, crate, there) for crate in crates()}
        source = Source(fresh, connection)
        for crate, seal in seals.items():
            rows = Sealing(source.rows(crate, _quiet))
            for _row in rows:
                pass
            if rows.seal != seal:
                raise ZhengyunError(codes.NOT_AS_IT_WAS, table=crate.table, rows=seal.rows, found=rows.seal.rows)
        # What has not become an entry there yet becomes one here, so that a backup is one tree.
        connection.executemany("INSERT INTO inbox (number, leaf) VALUES (?, CAST(? AS TEXT))", waiting)
        integrate(connection)
        size = source.size + len(waiting)
        root = root_at(size, reader(connection)).hex()
        connection.execute("COMMIT")
    return size, root


@contextmanager
def _alone(fresh: Path) -> Iterator[None]:
    """Nothing is left beside the file: of an attempt that was killed, or of this one."""
    beside = [fresh.with_name(fresh.name + suffix) for suffix in ("-wal", "-shm", "-journal", "-queue")]
    for file in beside:
        file.unlink(missing_ok=True)
    try:
        yield
    finally:
        for file in beside:
            file.unlink(missing_ok=True)


def _begin(fresh: Path) -> None:
    """A file with our tables, its owner's alone, that is in no need of others."""
    Database(fresh).close()
    with copying(fresh), closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _put(connection: sqlite3.Connection, crate: Crate, there: Target) -> Seal:
    # Text in SQLite that is bytes in PostgreSQL: the log's leaves.
    leaf = crate.table == "entries"
    values = ", ".join("CAST(? AS TEXT)" if leaf and name == "leaf" else "?" for name in crate.columns)
    rows = Sealing(_plain(there.rows(crate)))
    query = f"INSERT INTO {crate.table} ({', '.join(crate.columns)}) VALUES ({values})"  # noqa: S608 - ours
    connection.executemany(query, rows)
    return rows.seal


def _plain(rows: Iterator[Row]) -> Iterator[Row]:
    """Bytes as bytes, however the driver lends them."""
    for row in rows:
        yield tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


@contextmanager
def _of_today(target: Path) -> Iterator[Source]:
    """A copy of a backup with the tables as they are today: the backup itself is not written to, and cannot change meanwhile."""
    with TemporaryDirectory(prefix="zhengyun-restore-") as folder:
        scratch = Path(folder) / SCRATCH
        copy(target, scratch)
        Database(scratch).close()
        with opened(scratch, "rw") as connection:
            connection.text_factory = str
            yield Source(scratch, connection)


def _quiet(_table: str, _done: int, _total: int) -> None:
    """Nobody listens."""
