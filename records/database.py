"""The database: opened, brought to the present version, read and written in transactions that take turns."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from records import codes
from records.inbox import Inbox
from records.moving.mark import VERSION, moved_to
from records.queue import Queue
from records.slots import Answer
from records.sqlite_log import SqliteLog, sqlite_of
from records.sqlite_told import PATIENCE_SECONDS, is_busy, told
from records.store import LOG
from records.tables_of_trust import metadata
from zhengyun.entry import Sheet
from zhengyun.errors import N_, ZhengyunError
from zhengyun.instant import Clock

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
# The version that a table came with, where that was not the first.
SINCE: Final = {
    "readings": "0003",
    "stocks": "0004",
    "inbox": "0005",
    "batches": "0005",
    "nodes": "0005",
    "checkpoints": "0005",
    "intervals": "0006",
    "sightings": "0006",
    "trust": "0007",
    "authority_certificates": "0007",
    "applications": "0007",
    "application_rows": "0007",
    "certificates": "0007",
    "status_changes": "0007",
    "crls": "0007",
    "escrows": "0007",
}
LATEST: Final = KNOWN[-1]


class Database:
    """An embedded SQLite database in WAL mode; every commit is on the disk when it returns.

    Raises: ZhengyunError (ZY-REC-015: there are no records in it, and it was not asked to `begin` them).
    """

    def __init__(self, file: Path, *, begin: bool = True) -> None:
        if not begin and not (file.exists() and file.stat().st_size):
            raise ZhengyunError(codes.NO_RECORDS, database=file)
        self.file = file
        # What people are, ask and agree to is nobody else's on this machine; SQLite's own files follow this one.
        with suppress(OSError):
            file.touch(mode=0o600, exist_ok=False)
        self.engine = engine_of(file)
        self.queue = Queue(file.with_name(file.name + "-queue"))
        self._own: sqlite3.Connection | None = None
        self._process = 0
        with self._told():
            self._upgrade()

    @property
    def name(self) -> str:
        """What people call it by."""
        return str(self.file)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of everything; writers are not held up by it.

        Raises: ZhengyunError (ZY-REC-001 to 005).
        """
        with self._told(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writer until it ends; what it read stays true meanwhile. Nothing is kept if the block raises.

        Raises: ZhengyunError (ZY-REC-001 to 005).
        """
        with self._told(), self.engine.connect() as connection:
            writer = connection.execution_options(zhengyun_writes=True)
            with writer.begin():
                yield writer

    def put(self, sheet: Sheet, clock: Clock) -> Answer | None:
        """Write one row of the log durably, with whoever else writes just then; nothing where it has to be written otherwise.

        Raises: ZhengyunError (ZY-LOG-001, ZY-REC-001 to 005).
        """
        return Inbox(self, clock).put(sheet)

    def erased(self) -> None:
        """Have what was written ahead taken over and thrown away; where others read just then, they do so later."""
        with suppress(sqlite3.Error):
            self.own().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def own(self) -> sqlite3.Connection:
        """SQLite's own connection, for what has to be quick; whoever holds the queue uses it.

        Raises: sqlite3.Error.
        """
        if self._own is None or self._process != os.getpid():
            self._own = sqlite3.connect(self.file, timeout=PATIENCE_SECONDS, check_same_thread=False)
            self._process = os.getpid()
            _prepare(self._own, self.file)
        return self._own

    def close(self) -> None:
        """Let go of the file."""
        self.queue.close()
        if self._own:
            self._own.close()
        self._own = None
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise told(self.file, error.orig or error) from error
        except sqlite3.Error as error:
            raise told(self.file, error) from error

    def _upgrade(self) -> None:
        with self.read() as connection:
            if version_in(sqlite_of(connection), self.file) == LATEST:
                return
        from records.upgrade import upgrade  # noqa: PLC0415 - Alembic is needed once in a database's life

        with self.write() as connection:
            known_version(sqlite_of(connection), self.file)
            upgrade(connection)


def known_version(connection: sqlite3.Connection, file: Path) -> str:
    """The version of the tables, which is one that we know; empty where nothing is in the database.

    Raises: ZhengyunError (ZY-REC-004, 006, 011).
    """
    version = version_in(connection, file)
    if version and version not in KNOWN:
        raise ZhengyunError(codes.NEWER, database=file, found=version, known=LATEST)
    return version


def version_in(connection: sqlite3.Connection, file: Path) -> str:
    """The version of the tables, whichever it is; empty where nothing is in the database.

    Raises: ZhengyunError (ZY-REC-004: some of our tables are missing; 011: all are; 044: they have moved), sqlite3.Error.
    """
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    names = {name for (name,) in connection.execute(query)}
    if not names:
        return ""
    ours = set(metadata.tables)
    if not ours & names:
        raise ZhengyunError(codes.ANOTHERS, database=file)
    query = "SELECT version_num FROM alembic_version"
    (version,) = (connection.execute(query).fetchone() if "alembic_version" in names else None) or ("",)
    if version == VERSION:
        raise ZhengyunError(codes.MOVED, file=file, to=moved_to(connection))
    # A newer version may do without a table of today's.
    missing = sorted(one for one in ours - names if SINCE.get(one, KNOWN[0]) <= version) if version in KNOWN else []
    if missing or not version:
        problem = f"no such table: {', '.join(missing)}" if missing else N_("it does not say its version")
        raise ZhengyunError(codes.BROKEN, database=file, problem=problem)
    return str(version)


def engine_of(file: Path) -> Engine:
    """SQLAlchemy's engine for a file, set up as ours is."""
    # Not as a text: a file's name may hold what means something in an address.
    url = URL.create("sqlite+pysqlite", database=str(file))
    made = create_engine(url, connect_args={"timeout": PATIENCE_SECONDS})
    engine = made.execution_options(**{LOG: SqliteLog(file)})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        _prepare(connection, file)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes the write lock at once: a reader that turns writer could find its view outdated and fail.
        writes = connection.get_execution_options().get("zhengyun_writes", False)
        sqlite_of(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    # The driver's own idea of when a transaction begins is switched off; whoever writes says BEGIN.
    connection.isolation_level = None
    _write_ahead(connection, file)
    # The schema has to be trusted: json_extract, which tells the columns of an entry, is not yet called innocuous by
    # SQLite 3.40. Nothing that a schema could call does harm: no function of ours, and no extension is loaded.
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection, file: Path) -> None:
    """Switch to WAL, once in a file's life; SQLite does not wait its turn for that, so that we have to."""
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    # It stays switched, whoever opens it next: what is not ours keeps its mode.
    known_version(connection, file)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
