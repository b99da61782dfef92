"""Records in PostgreSQL: of several operators, each with a connection of his own.

Writers take turns by a lock of the database that goes with the transaction; the log's rows do not wait for the disk while
they hold it, but before anybody hears that they are written, so that many share one write to the disk (docs/adr/0028).
"""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from records import codes
from records.database import KNOWN, LATEST, SINCE
from records.postgresql_log import Native, PostgresLog, calling, native
from records.postgresql_session import ours
from records.postgresql_text import exact
from records.postgresql_told import told
from records.postgresql_turn import holder, waited
from records.separation.writing import LOCK
from records.slots import Answer
from records.store import LOG
from records.tables_of_trust import metadata
from records.tree import NoNode
from zhengyun.entry import Sheet
from zhengyun.errors import N_, ZhengyunError
from zhengyun.instant import Clock, text

CONNECT_SECONDS: Final = 15
# At every so many rows whoever writes makes entries of all that wait.
BATCH: Final = 1024
PUT: Final = calling("put")
# The only writer's; what holds it is the transaction.
ALONE: Final = f"SELECT pg_advisory_xact_lock({LOCK})"
# A transaction of its own, whose end waits for the disk; whatever was written before it is there then, too.
FLUSH: Final = "SELECT pg_logical_emit_message(true, 'zhengyun', '')"
TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v')"
)


class PostgreSQL:
    """A database of a server, by its address as libpq reads it (`postgresql://USER@HOST/NAME`).

    Raises: ZhengyunError (ZY-REC-015: there are no records in it, and it was not asked to `begin` them; ZY-REC-020 to 028).
    """

    def __init__(self, url: str, *, begin: bool = True) -> None:
        self._name = shown(url)
        self._url, self._turn = url, threading.Lock()
        self._own: Native | None = None
        self._process = os.getpid()
        engine = create_engine("postgresql+psycopg://", creator=self._connect, pool_pre_ping=True, pool_size=2)
        self._engine = engine.execution_options(**{LOG: PostgresLog(self._name)})
        with self._told():
            self._upgrade(begin)

    @property
    def name(self) -> str:
        """What people call it by: its address."""
        return self._name

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, with connections of this process."""
        if self._process != os.getpid():
            # Those of the process that this one came from are that one's.
            self._engine.dispose(close=False)
            self._own, self._process, self._turn = None, os.getpid(), threading.Lock()
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of everything; writers are not held up by it.

        Raises: ZhengyunError (ZY-REC-004, 020 to 028).
        """
        with self._told(), self.engine.connect() as fresh:
            connection = fresh.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The only writer until it ends; what it read stays true meanwhile. Nothing is kept if the block raises.

        Raises: ZhengyunError (ZY-REC-001, 003, 004, 010, 020 to 028).
        """
        with self._told(), self.engine.connect() as connection, connection.begin():
            # Each statement sees what was committed before it: what another writer did while one waited is seen.
            native(connection).execute(ALONE)
            yield connection

    def put(self, sheet: Sheet, clock: Clock) -> Answer | None:
        """Write one row of the log durably.

        Raises: ZhengyunError (ZY-LOG-001, ZY-REC-001 to 028).
        """
        _ = self.engine
        with self._turn, self._told():
            own = self._ready()
            row = own.execute(PUT, (*sheet, text(clock.now()))).fetchone()
            own.execute(FLUSH)
        assert row  # noqa: S101 - it raises, or answers
        answer = Answer(*row)
        if answer.number % BATCH == 0:
            with self.write() as connection:
                native(connection).execute("SELECT zy.integrate()")
        return answer

    def erased(self) -> None:
        """Write the log's table anew, without what was erased; who may not do that leaves it to who may."""
        with suppress(psycopg.Error), self._turn:
            self._ready().execute("VACUUM (FULL) entries")

    def close(self) -> None:
        """Let go of it."""
        if self._own and self._process == os.getpid():
            self._own.close()
        self._own = None
        self.engine.dispose()

    def _connect(self) -> Native:
        connection: Native = psycopg.connect(
            self._url, connect_timeout=CONNECT_SECONDS, application_name="zhengyun", client_encoding="utf-8"
        )
        exact(connection)
        connection.autocommit = True
        ours(connection)
        connection.autocommit = False
        return connection

    def _ready(self) -> Native:
        """The connection of its own for the log's rows; one that has gone meanwhile is opened anew."""
        own = self._own
        if own and not own.closed and _has_word(own):
            # Where the server has ended the connection, its farewell is there already, and nothing has been sent yet.
            with suppress(psycopg.OperationalError):
                own.execute("")
        if own is None or own.closed:
            own = self._connect()
            own.autocommit = True
            self._own = own
        return own

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._why(error.orig or error) from error
        except (psycopg.Error, NoNode) as error:
            raise self._why(error) from error

    def _why(self, error: BaseException) -> ZhengyunError:
        if isinstance(error, psycopg.errors.LockNotAvailable):
            with suppress(psycopg.Error), self._connect() as another:
                return waited(self.name, holder(another))
        return told(self.name, error)

    def _upgrade(self, begin: bool) -> None:
        with self.engine.connect() as connection, connection.begin():
            version = version_in(native(connection), self.name)
        if version == LATEST:
            return
        if not version and not begin:
            raise ZhengyunError(codes.NO_RECORDS, database=self.name)
        from records.upgrade import upgrade  # noqa: PLC0415 - Alembic is needed once in a database's life

        with self.engine.connect() as connection, connection.begin():
            native(connection).execute(ALONE)
            version = version_in(native(connection), self.name)
            if version and version not in KNOWN:
                raise ZhengyunError(codes.NEWER, database=self.name, found=version, known=LATEST)
            upgrade(connection)


def _has_word(connection: Native) -> bool:
    """Whether the server has said something that nobody has asked for."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def shown(url: str) -> str:
    """An address as people are shown it.

    Raises: ZhengyunError (ZY-REC-020: there is a password in it; ZY-REC-005: it is none).
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        problem = str(error).strip().partition(":")[0]
        raise ZhengyunError(codes.UNREACHABLE, database="postgresql://", problem=problem) from error
    where = f"{parts.get('host', '')}:{parts.get('port', '')}".rstrip(":")
    name = f"postgresql://{parts.get('user', '')}@{where}/{parts.get('dbname', '')}"
    if "password" in parts or "sslpassword" in parts:
        raise ZhengyunError(codes.PASSWORD_IN_URL, database=name)
    return name


def version_in(connection: Native, name: str) -> str:
    """The version of the tables, whichever it is; empty where nothing is in the database.

    Raises: ZhengyunError (ZY-REC-004: some of our tables are missing; ZY-REC-011: all are; ZY-REC-028), psycopg.Error.
    """
    encoding = _one(connection, "SHOW server_encoding")
    if encoding != "UTF8":
        raise ZhengyunError(codes.NOT_UTF8, database=name, encoding=encoding)
    names = {str(row[0]) for row in connection.execute(TABLES)}
    if not names:
        return ""
    ours = set(metadata.tables)
    if not ours & names:
        raise ZhengyunError(codes.ANOTHERS, database=name)
    version = str(_one(connection, "SELECT version_num FROM alembic_version") if "alembic_version" in names else "")
    missing = sorted(one for one in ours - names if SINCE.get(one, KNOWN[0]) <= version) if version in KNOWN else []
    if missing or not version:
        problem = f"no such table: {', '.join(missing)}" if missing else N_("it does not say its version")
        raise ZhengyunError(codes.BROKEN, database=name, problem=problem)
    return version


def _one(connection: Native, query: Any) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else ""
