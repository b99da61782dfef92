"""A second PostgreSQL that is always as far as the first: what is acknowledged is on both disks (streaming replication)."""

import subprocess
import time
from pathlib import Path
from typing import Final

from lab import codes
from lab.database import control
from lab.database.control import Database
from lab.database.program import account, run
from lab.database.server import SUPERUSER, server_of
from lab.files import remove_tree
from lab.place import Place
from lab.progress import Progress, Tell, silent
from zhengyun.errors import N_, ZhengyunError

NAME: Final = "standby"
PATIENCE_SECONDS: Final = 90
POLL_SECONDS: Final = 0.05
_SYNCHRONOUS: Final = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"


def standby(place: Place, primary: str = "records", name: str = NAME, tell: Tell = silent) -> Database:
    """A standby of a server that is up; returns when no commit there is acknowledged without it.

    Raises: ZhengyunError ZY-LAB-007, ZY-LAB-010, ZY-LAB-011, ZY-LAB-050 to 054 (054 also where it does not follow).
    """
    first = control.status(place, primary)
    assert first  # noqa: S101 - whoever asks has started it
    tell(Progress("", N_("the lab's PostgreSQL: copying a cluster for its standby"), {}, 0, 0))
    _copy(place, first, name)
    second = control.up(place, name, tell, settings={"cluster_name": f"'{name}'", "hot_standby": "on"})
    control.as_superuser(first, f"ALTER SYSTEM SET synchronous_standby_names = '{name}';\nSELECT pg_reload_conf();")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while control.as_superuser(first, _SYNCHRONOUS).strip() != "1":
        if time.monotonic() > deadline:
            raise ZhengyunError(codes.DATABASE_REFUSED, server=name, problem=N_("it does not follow the first"))
        time.sleep(POLL_SECONDS)
    return second


def promote(second: Database) -> None:
    """Let a standby go on by itself: it takes writes from now on, and waits for nobody.

    Raises: ZhengyunError ZY-LAB-054.
    """
    control.as_superuser(second, f"SELECT pg_promote(true, {PATIENCE_SECONDS});")


def _copy(place: Place, first: Database, name: str) -> None:
    server, who = server_of(place, name), account()
    server.make(who)
    if (server.data / "PG_VERSION").exists():
        return
    kept = first.server.read()
    assert kept  # noqa: S101 - it is up
    where = ("-h", first.server.sockets, "-p", first.port, "-U", SUPERUSER)
    # What the standby needs to follow is written into its copy (-R); the log that it needs comes along (-X).
    command = [Path(kept.programs) / "pg_basebackup", *where, "-D", server.data, "-R", "-X", "stream", "-c", "fast"]
    try:
        run(command, who)
    except (OSError, subprocess.SubprocessError) as failed:
        problem = str(getattr(failed, "stderr", None) or failed).strip()
        remove_tree(server.data)
        raise ZhengyunError(codes.NO_CLUSTER, server=name, problem=problem) from failed
