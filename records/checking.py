"""Checking the records, wherever they are."""

from pathlib import Path

from records import codes
from records.backup import Health
from records.backup import check as check_file
from zhengyun.errors import ZhengyunError


def check(where: Path | str) -> Health:
    """Check the database, and the log in it.

    Raises: ZhengyunError (ZY-REC-*: it cannot be opened at all).
    """
    if isinstance(where, Path):
        return check_file(where)
    from records.postgresql_check import check as check_server  # noqa: PLC0415 - one of the two is enough

    return check_server(where)


def file_of(where: Path | str) -> Path:
    """The file that the records are in.

    Raises: ZhengyunError (ZY-REC-029: they are in none).
    """
    if isinstance(where, Path):
        return where
    from records.postgresql import shown  # noqa: PLC0415 - see above

    raise ZhengyunError(codes.ON_A_SERVER, database=shown(where))
