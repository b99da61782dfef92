"""What SQLite's errors, and those of the file system below it, mean to a person."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final

from records import codes
from records.moving.mark import told_moved
from zhengyun.errors import ZhengyunError

# Writers wait this long for their turn before a person hears of it.
PATIENCE_SECONDS: Final = 30

_FULL: Final = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE"})
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def told(file: Path, error: BaseException) -> ZhengyunError:
    """What an error of the database, or of the file system, means to a person."""
    name = getattr(error, "sqlite_errorname", "")
    number = getattr(error, "errno", None)
    if name in _FULL or number in _NO_ROOM:
        return ZhengyunError(codes.FULL, database=file)
    if name.startswith("SQLITE_READONLY") or number in _NO_RIGHT or (name == "SQLITE_CANTOPEN" and _is_shut(file)):
        return ZhengyunError(codes.READ_ONLY, database=file)
    if is_busy(error):
        return ZhengyunError(codes.BUSY, database=file, seconds=PATIENCE_SECONDS)
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        to = told_moved(error)
        return ZhengyunError(codes.MOVED, file=file, to=to) if to else ZhengyunError(codes.TAMPERED)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CONSTRAINT")) or _is_strange(error):
        return ZhengyunError(codes.BROKEN, database=file, problem=str(error))
    return ZhengyunError(codes.UNREACHABLE, database=file, problem=str(error))


def _is_shut(file: Path) -> bool:
    """Whether nothing can be made in the folder, where SQLite keeps what it writes ahead."""
    return file.parent.is_dir() and not os.access(file.parent, os.W_OK)


def _is_strange(error: BaseException) -> bool:
    """Whether SQLite came upon what we never wrote: a table that lacks, a text that is none."""
    said = str(error)
    return isinstance(error, sqlite3.OperationalError) and said.startswith(
        ("no such ", "Could not decode", "malformed JSON")
    )


def is_busy(error: BaseException) -> bool:
    """Whether somebody else had his turn."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
