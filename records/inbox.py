"""The inbox: a row in it is durable, has its number and its time, and becomes an entry as it stands.

Rows go in by a connection of their own, without more between them and SQLite than has to be.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from records import codes as refused
from records.queue import PATIENCE_SECONDS
from records.slots import Answer
from records.sqlite_told import told
from records.tree import integrate, newest
from zhengyun import codes
from zhengyun.entry import Sheet, leaf_of
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock, parse, text

if TYPE_CHECKING:
    from records.database import Database

# Machines that share a database agree on the time to about this; what lies within is written as the later one.
TOLERANCE: Final = timedelta(seconds=5)
# At every so many rows whoever writes makes entries of all that wait; where others wait for him, seldomer.
BATCH: Final = 1024
MANY: Final = 8192

# No canonical JSON holds what is put between the parts of a sheet.
_BETWEEN: Final = b"\t"


class Inbox:
    """The inbox of a database; as the queue's work, one batch is one commit."""

    def __init__(self, database: "Database", clock: Clock) -> None:
        self._database, self._clock = database, clock

    def put(self, sheet: Sheet) -> Answer | None:
        """Write a row durably, with whoever else writes just then; nothing where it has to be written otherwise.

        Raises: ZhengyunError (ZY-LOG-001, ZY-REC-001 to 005).
        """
        try:
            return self._database.queue.submit(_BETWEEN.join(sheet), self)
        except sqlite3.Error as error:
            raise told(self._database.file, error) from error
        except TimeoutError as error:
            raise ZhengyunError(refused.BUSY, database=self._database.file, seconds=PATIENCE_SECONDS) from error

    def write(
        self, rows: Sequence[bytes], token: bytes, before: Callable[[Sequence[Answer]], None], *, rush: bool
    ) -> Sequence[Answer]:
        """Put rows into the inbox, and make entries of what is there where that is much, or nobody is in a rush.

        Raises: ZhengyunError (ZY-LOG-001), sqlite3.Error.
        """
        connection = self._database.own()
        connection.execute("BEGIN IMMEDIATE")
        try:
            last = newest(connection)
            at = timed(self._clock, last.at)
            answers = [Answer(number, at) for number in range(last.number + 1, last.number + 1 + len(rows))]
            leaves = [
                (answer[0], leaf_of(answer[0], at, row.split(_BETWEEN)).decode())
                for answer, row in zip(answers, rows, strict=True)
            ]
            connection.executemany("INSERT INTO inbox (number, leaf) VALUES (?, ?)", leaves)
            if token:
                connection.execute("UPDATE batches SET token = ?", (token,))
            many = MANY if rush else BATCH
            if (last.number + len(rows)) // many > last.number // many:
                integrate(connection)
            before(answers)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return answers

    def token(self) -> bytes:
        """The token of the last batch that somebody else waited for."""
        row = self._database.own().execute("SELECT token FROM batches").fetchone()
        return bytes(row[0]) if row else b""


def timed(clock: Clock, before: str) -> str:
    """The time of an entry that comes after one of that time.

    Raises: ZhengyunError (ZY-LOG-001), ValueError: the time before is none.
    """
    now = clock.now()
    at = text(now)
    if at >= before:
        return at
    if parse(before) - now > TOLERANCE:
        raise ZhengyunError(codes.CLOCK_BACK, now=at, last=before)
    return before
