"""Who has the turn to write, where somebody has waited for it in vain."""

# ruff: noqa: S608 - what is put in is our number

from typing import Any, Final, NamedTuple

from psycopg import Connection

from records import codes
from records.separation.writing import LOCK
from records.sqlite_told import PATIENCE_SECONDS
from zhengyun.errors import ZhengyunError

# Since when is told to nobody but himself and whoever looks after the server.
HOLDER: Final = f"""
SELECT coalesce(a.usename, ''), l.pid
FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = {LOCK} AND l.objsubid = 1 AND l.granted
    AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
"""


class Holder(NamedTuple):
    """Who holds it: his login, and the server's process."""

    login: str
    process: int


def holder(connection: Connection[Any]) -> Holder | None:
    """Who has it just now."""
    row = connection.execute(HOLDER.encode()).fetchone()
    return Holder(*row) if row else None


def waited(database: str, found: Holder | None) -> ZhengyunError:
    """What somebody is told who has waited in vain."""
    if found is None:
        return ZhengyunError(codes.BUSY, database=database, seconds=PATIENCE_SECONDS)
    return ZhengyunError(
        codes.HELD, database=database, seconds=PATIENCE_SECONDS, login=found.login, process=found.process
    )
