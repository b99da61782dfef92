"""The mark on records that have moved: whoever opens the file is told where they are; a program that has it open, too."""

import sqlite3
from typing import Final

from records.tables_of_trust import metadata

VERSION: Final = "moved"
"""In the place of the tables' version: an older program takes it for one that it does not know, and leaves it alone."""
SAID: Final = "records have moved to "


def mark(connection: sqlite3.Connection, to: str) -> None:
    """Mark a file, in the caller's transaction: nothing is written to it any more."""
    connection.execute("CREATE TABLE moved (address TEXT NOT NULL)")
    connection.execute("INSERT INTO moved VALUES (?)", (to,))
    connection.execute("UPDATE alembic_version SET version_num = ?", (VERSION,))
    quoted = f"{SAID}{to}".replace("'", "''")
    for table in metadata.tables:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER moved_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{quoted}'); END"
            )


def moved_to(connection: sqlite3.Connection) -> str:
    """Where records have moved to; nothing where they have not."""
    try:
        row = connection.execute("SELECT address FROM moved").fetchone()
    except sqlite3.OperationalError:
        return ""
    return str(row[0]) if row else ""


def told_moved(error: BaseException) -> str:
    """Where to, by what SQLite says to a program that had the file open when it was marked; else nothing."""
    before, found, to = str(error).partition(SAID)
    return to if found and not before else ""
