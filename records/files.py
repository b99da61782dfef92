"""Database files as files: opened read-only or to be written over, copied as of one instant."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from records import codes
from records.database import version_in
from records.sqlite_told import PATIENCE_SECONDS, told
from zhengyun.change import Claim
from zhengyun.errors import ZhengyunError


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
            # What is no text any more is shown to be changed, and does not hide the rest.
            connection.text_factory = lambda raw: raw.decode(errors="replace")
            yield connection


def copy(source: Path, target: Path) -> None:
    """Copy a database as of one instant into one new file that needs nothing beside it and is its owner's alone.

    Raises: ZhengyunError (ZY-REC-014: it cannot be written, and is gone; ZY-REC-003 to 005: the source cannot be read).
    """
    with opened(source, "ro") as there:
        # A source that is no database must not look like a target that cannot be written.
        version_in(there, source)
        with copying(target):
            target.touch(mode=0o600, exist_ok=False)
        try:
            with copying(target), closing(sqlite3.connect(target, timeout=PATIENCE_SECONDS)) as here:
                there.backup(here)
                here.execute("PRAGMA journal_mode=DELETE")
        except BaseException:
            for suffix in ("", "-journal", "-wal", "-shm"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            raise


@contextmanager
def copying(target: Path) -> Iterator[None]:
    """Whatever prevents a copy from being written.

    Raises: ZhengyunError (ZY-REC-014).
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise ZhengyunError(codes.NOT_COPIED, file=target, problem=problem) from error


def claims_of(connection: sqlite3.Connection) -> Iterator[tuple[str, Claim]]:
    """The requests that some process has claimed, with what it said of itself; illegible claims are left out."""
    for request, claim in connection.execute("SELECT id, claim FROM requests WHERE claim IS NOT NULL"):
        try:
            yield request, Claim(**json.loads(claim))
        except (TypeError, ValueError, RecursionError):
            continue
