"""Database files as files: opened read-only or to be written over, copied as of one instant."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from records.database import PATIENCE_SECONDS, told
from zhengyun.entry import Entry


@contextmanager
def telling(file: Path) -> Iterator[None]:
    """Whatever SQLite or the file system has to say, in our own errors.

    Raises: ZhengyunError (ZY-REC-001 to 005).
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise told(file, error) from error


@contextmanager
def opened(file: Path, mode: Literal["ro", "rw"]) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is there.

    Raises: ZhengyunError (ZY-REC-001 to 005).
    """
    with telling(file):
        uri = f"{file.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS)) as connection:
            yield connection


def copy(source: Path, target: Path) -> None:
    """Copy a database as of one instant into one new file that needs nothing beside it and is its owner's alone.

    Raises: ZhengyunError (ZY-REC-001 to 005).
    """
    with telling(target):
        target.touch(mode=0o600, exist_ok=False)
    with opened(source, "ro") as there, opened(target, "rw") as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")


def entries_of(connection: sqlite3.Connection) -> Iterator[Entry]:
    """The log, as it stands in the file."""
    query = "SELECT number, at, kind, actor, body, previous, hash FROM entries ORDER BY number"
    for row in connection.execute(query):
        yield Entry.kept(*row)


def version_of(connection: sqlite3.Connection) -> str:
    """The version of the tables."""
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(version)
