"""What every session of ours begins with, whatever the server, the database or the role says that sessions begin with."""

from typing import Any, Final

from psycopg import Connection, IsolationLevel

from records.sqlite_told import PATIENCE_SECONDS

# A process that hangs in its turn, or whose machine is gone, loses it after so long.
IDLE_SECONDS: Final = 120
PATIENCE: Final = (
    f"SET lock_timeout = '{PATIENCE_SECONDS}s'; SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"
)
# A server that waits for more than its own disk (remote_apply) goes on doing so.
_OURS: Final = """
SET search_path = public, pg_temp;
SET default_transaction_isolation = 'read committed';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
"""
# Who may do everything looks for nothing where somebody else could put something.
_KEEPERS: Final = "SET search_path = pg_catalog, pg_temp"


def ours(connection: Connection[Any]) -> None:
    """Let a connection find our tables alone, write durably, and wait no longer than people do."""
    connection.isolation_level = IsolationLevel.READ_COMMITTED
    connection.execute(f"{PATIENCE}; {_OURS}".encode())


def keepers(connection: Connection[Any]) -> None:
    """The same of one by which somebody alters roles and rights."""
    connection.isolation_level = IsolationLevel.READ_COMMITTED
    connection.execute(f"{PATIENCE}; {_KEEPERS}".encode())
