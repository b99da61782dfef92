"""What the records ask of a database, whichever it is: transactions, rows, and the log's own way of being written."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol, runtime_checkable

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects.sqlite import Insert

from records import codes
from records.slots import Answer
from zhengyun.entry import Sheet
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock
from zhengyun.soundness import Span

# The option of an engine, and of each of its connections, under which its log is found.
LOG: Final = "zhengyun_log"


class Found(Protocol):
    """What a query has found."""

    def fetchone(self) -> Any:
        """The next row."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        ...


class Rows(Protocol):
    """A driver's own connection, for inner loops; values are marked by `?`."""

    def execute(self, query: str, values: Any = (), /) -> Found:
        """Run a statement."""
        ...

    def executemany(self, query: str, rows: Any, /) -> object:
        """Run a statement for each row."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A driver that would take all rows at once if it were not told otherwise."""

    def stream(self, query: str, values: Sequence[object]) -> Iterator[Any]:
        """The rows of a query, in bounded memory."""
        ...


class Log(Protocol):
    """How the log of one kind of database is written, in a transaction that nobody else writes beside."""

    database: str
    """What people call the database by."""

    def rows(self, connection: Connection) -> Rows:
        """The driver's own connection, in the same transaction."""
        ...

    def integrate(self, connection: Connection) -> None:
        """Make entries of all that waits in the inbox, in its order."""
        ...

    def append(self, connection: Connection, sheet: Sheet, clock: Clock, *, back: bool = False) -> Answer:
        """Write what comes after everything that is there; its time may lie before that only where it goes `back`.

        Raises: ZhengyunError (ZY-LOG-001).
        """
        ...

    def keep_checkpoint(self, connection: Connection, size: int, note: str) -> None:
        """Keep a signed checkpoint in the place of the one of that size, whose signatures are among its own."""
        ...

    def erase(self, connection: Connection, span: Span, kept: Collection[str]) -> None:
        """Let go of the words of all entries in a span but those of the kinds that are kept, as the newest entry says."""
        ...


class Store(Protocol):
    """A database with records in it."""

    @property
    def name(self) -> str:
        """What people call it by."""
        ...

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine."""
        ...

    def read(self) -> AbstractContextManager[Connection]:
        """A consistent view of everything; writers are not held up by it.

        Raises: ZhengyunError (ZY-REC-*).
        """
        ...

    def write(self) -> AbstractContextManager[Connection]:
        """The only writer until it ends; what it read stays true meanwhile. Nothing is kept if the block raises.

        Raises: ZhengyunError (ZY-REC-*).
        """
        ...

    def put(self, sheet: Sheet, clock: Clock) -> Answer | None:
        """Write one row of the log durably, with whoever else writes just then; nothing where it has to be written otherwise.

        Raises: ZhengyunError (ZY-LOG-001, ZY-REC-*).
        """
        ...

    def erased(self) -> None:
        """Have what was erased overwritten where it still lies, as far as that can be done at once."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


def log_of(connection: Connection) -> Log:
    """The log of the database that a connection leads to."""
    log: Log = connection.get_execution_options()[LOG]
    return log


def raw(connection: Connection) -> Rows:
    """The driver's own connection, in the same transaction."""
    return log_of(connection).rows(connection)


def streamed(rows: Rows, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
    """The rows of a query, in bounded memory."""
    return rows.stream(query, values) if isinstance(rows, Streaming) else iter(rows.execute(query, values))


def upsert(connection: Connection, table: Table) -> Insert:
    """An insert that can be told what to do where the row is there already."""
    if connection.dialect.name == "sqlite":
        return Insert(table)
    from sqlalchemy.dialects.postgresql import Insert as Other  # noqa: PLC0415 - who has SQLite does without

    return Other(table)  # type: ignore[return-value]


@contextmanager
def legible(connection: Connection) -> Iterator[None]:
    """What the tables hold must be what was written there; else somebody else's hand was in them.

    Raises: ZhengyunError (ZY-REC-004).
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        database, problem = log_of(connection).database, f"{type(error).__name__}: {error}"
        raise ZhengyunError(codes.BROKEN, database=database, problem=problem) from error
