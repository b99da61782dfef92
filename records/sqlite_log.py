"""How the log is written in SQLite: by the holder of its write lock, leaf by leaf with the nodes above them."""

import sqlite3
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, update

from records.erasable import erasable
from records.inbox import timed
from records.slots import Answer
from records.store import legible, upsert
from records.tables import checkpoints, entries
from records.tree import add, integrate, newest
from zhengyun.entry import Sheet, leaf_of
from zhengyun.instant import Clock, text
from zhengyun.soundness import Span


class SqliteLog:
    """The log in a file."""

    def __init__(self, file: Path) -> None:
        self.database = str(file)

    def rows(self, connection: Connection) -> sqlite3.Connection:
        """SQLite's own connection, in the same transaction."""
        return sqlite_of(connection)

    def integrate(self, connection: Connection) -> None:
        """Make entries of all that waits in the inbox, in its order."""
        integrate(sqlite_of(connection))

    def append(self, connection: Connection, sheet: Sheet, clock: Clock, *, back: bool = False) -> Answer:
        """Write what comes after everything that is there; its time may lie before that only where it goes `back`.

        Raises: ZhengyunError (ZY-LOG-001).
        """
        driver = sqlite_of(connection)
        integrate(driver)
        before = newest(driver)
        with legible(connection):
            answer = Answer(before.number + 1, text(clock.now()) if back else timed(clock, before.at))
        add(driver, [(answer.number, leaf_of(*answer, sheet))])
        return answer

    def keep_checkpoint(self, connection: Connection, size: int, note: str) -> None:
        """Keep a signed checkpoint in the place of the one of that size."""
        said = upsert(connection, checkpoints).values(size=size, note=note)
        connection.execute(said.on_conflict_do_update(index_elements=["size"], set_={"note": note}))

    def erase(self, connection: Connection, span: Span, kept: Collection[str]) -> None:
        """Let go of the words, and have what is taken out overwritten."""
        sqlite_of(connection).execute("PRAGMA secure_delete = ON")
        connection.execute(update(entries).where(*erasable(span, kept)).values(leaf=None))


def sqlite_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection, in the same transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the engine is made for nothing else
    return driver
