"""The database: opened, brought to the present version, read and written in transactions that take turns."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from records import codes
from zhengyun.errors import ZhengyunError

# Writers wait this long for their turn before a person hears of it.
PATIENCE_SECONDS: Final = 30
LATEST: Final = "0001"

_FULL: Final = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE"})
_BROKEN: Final = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CORRUPT_INDEX"})


class Database:
    """An embedded SQLite database in WAL mode; every commit is on the disk when it returns."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.engine = _engine(file)
        with self._told():
            self._upgrade()

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

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise told(self.file, error.orig or error) from error

    def _upgrade(self) -> None:
        if self._version() == LATEST:
            return
        from records.upgrade import upgrade  # noqa: PLC0415 - Alembic is needed once in a database's life

        with self.write() as connection:
            found = _version_in(connection)
            if found and found > LATEST:
                raise ZhengyunError(codes.NEWER, database=self.file, found=found, known=LATEST)
            upgrade(connection)

    def _version(self) -> str:
        with self.read() as connection:
            return _version_in(connection)


def _version_in(connection: Connection) -> str:
    known = connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")).scalar()
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar()) if known else ""


def _engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite+pysqlite:///{file}", connect_args={"timeout": PATIENCE_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own idea of when a transaction begins is switched off; the event below says BEGIN.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # A writer takes the write lock at once: a reader that turns writer could find its view outdated and fail.
        writes = connection.get_execution_options().get("zhengyun_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def told(file: Path, error: BaseException) -> ZhengyunError:
    """What a database error means to a person."""
    name = getattr(error, "sqlite_errorname", "")
    problem = str(error)
    if name in _FULL:
        return ZhengyunError(codes.FULL, database=file)
    if name.startswith("SQLITE_READONLY"):
        return ZhengyunError(codes.READ_ONLY, database=file)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return ZhengyunError(codes.BUSY, database=file, seconds=PATIENCE_SECONDS)
    if name in _BROKEN:
        return ZhengyunError(codes.BROKEN, database=file, problem=problem)
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        return ZhengyunError(codes.TAMPERED)
    return ZhengyunError(codes.UNREACHABLE, database=file, problem=problem)
