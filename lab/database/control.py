"""Bringing the lab's PostgreSQL up, taking it down, killing it as a power cut would, and asking it as its superuser."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lab import codes
from lab.database.configuration import ADDRESS, LOG_NAME, files
from lab.database.program import SECONDS, Account, account, programs, run
from lab.database.server import SUPERUSER, Kept, Server, document, server_of
from lab.files import remove_tree, write_private
from lab.openstack import supervisor
from lab.openstack.ports import FIRST, LAST, candidates, listen
from lab.openstack.turn import Turn, hold
from lab.place import Place
from lab.progress import Progress, Tell, silent
from zhengyun.errors import N_, ZhengyunError

PATIENCE_SECONDS: Final = 90
POLL_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Database:
    """A server that is up: where its clients find it."""

    server: Server
    port: int
    log: Path

    @property
    def host(self) -> str:
        """Where it listens by TCP."""
        return ADDRESS

    def url(self, user: str, database: str, passfile: Path | None = None) -> str:
        """The address of a database there by TCP; its password is in a file (PostgreSQL's own form), if anywhere."""
        told = f"postgresql://{user}@{ADDRESS}:{self.port}/{database}"
        return f"{told}?passfile={passfile}" if passfile else told


def up(place: Place, name: str = "records", tell: Tell = silent, settings: Mapping[str, str] | None = None) -> Database:
    """A server that takes connections, made where it is not there yet.

    `settings` are of postgresql.conf; None keeps those that it was last started with.

    Raises: ZhengyunError ZY-LAB-007, ZY-LAB-010, ZY-LAB-011, ZY-LAB-050 to 053.
    """
    place.make()
    server, who = server_of(place, name), account()
    with _turn(server, who, tell) as turn:
        kept = server.read() or Kept(_port(server), str(programs()))
        if not supervisor.alive(supervisor.read_record(server.record)):
            if not (server.data / "PG_VERSION").exists():
                tell(Progress("", N_("the lab's PostgreSQL: making a cluster"), {}, 0, 0))
                _initialise(server, kept, who)
            if settings is not None:
                kept = replace(kept, settings=settings)
            kept = _start(server, kept, who, turn)
        _wait(server, kept, who)
    return _database(server, kept)


def down(place: Place, name: str = "records", tell: Tell = silent) -> None:
    """End the server; what clients had under way is rolled back, and everything committed stays.

    Raises: ZhengyunError ZY-LAB-052.
    """
    server = server_of(place, name)
    if server.root.exists():
        with _turn(server, account(), tell):
            _stop(server)


def destroy(place: Place, name: str = "records", tell: Tell = silent) -> None:
    """End the server, and remove everything that is of it."""
    server = server_of(place, name)
    if server.root.exists():
        with _turn(server, account(), tell):
            # What is thrown away need not be brought to the disk first.
            kill(place, name)
            remove_tree(server.home)
        remove_tree(server.root)


def kill(place: Place, name: str = "records") -> None:
    """End all its processes at once, as a power cut would: nothing is written any more, and nothing said to clients."""
    server = server_of(place, name)
    record = supervisor.read_record(server.record)
    if record is None or not supervisor.alive(record):
        return
    # First the one that would start others anew.
    os.kill(record.pid, signal.SIGSTOP)
    children = _children(record.pid)
    for pid in (record.pid, *children):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _until(lambda: not any(_there(pid) for pid in (record.pid, *children)), server)


def status(place: Place, name: str = "records") -> Database | None:
    """The server, if it runs."""
    server = server_of(place, name)
    kept = server.read()
    return _database(server, kept) if kept and supervisor.alive(supervisor.read_record(server.record)) else None


def as_superuser(database: Database, statements: str, name: str = "postgres", seconds: float = SECONDS) -> str:
    """What psql says to statements in one of its databases, as the superuser: the server's own account, by the socket.

    After `seconds` it is no longer waited for.

    Raises: ZhengyunError ZY-LAB-054: PostgreSQL refused them.
    """
    kept = database.server.read()
    assert kept  # noqa: S101 - it is up
    options = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", SUPERUSER, "-d", name, "-f", "-")
    where = ("-h", str(database.server.sockets), "-p", str(database.port))
    command = [Path(kept.programs) / "psql", *options, *where]
    try:
        return run(command, account(), seconds, input=statements).stdout
    except (OSError, subprocess.SubprocessError) as failed:
        problem = str(getattr(failed, "stderr", None) or failed).strip()
        raise ZhengyunError(codes.DATABASE_REFUSED, server=database.server.name, problem=problem) from failed


@contextlib.contextmanager
def _turn(server: Server, who: Account, tell: Tell) -> Iterator[Turn]:
    server.make(who)
    with hold(server.root.with_name(server.root.name + ".lock"), tell) as turn:
        yield turn


def _database(server: Server, kept: Kept) -> Database:
    return Database(server, kept.port, server.log / f"{LOG_NAME}.json")


def _port(server: Server) -> int:
    for port in candidates(str(server.root), ()):
        if held := listen(port):
            held.close()
            return port
    raise ZhengyunError(codes.NO_PORT, first=FIRST, last=LAST)


def _initialise(server: Server, kept: Kept, who: Account) -> None:
    # Names and words sort as their bytes do, as they do in SQLite.
    options = ("--encoding=UTF8", "--locale=C", "--auth=reject", f"--username={SUPERUSER}", "--data-checksums")
    try:
        run([Path(kept.programs) / "initdb", *options, "-D", server.data], who)
    except (OSError, subprocess.SubprocessError) as failed:
        problem = str(getattr(failed, "stderr", None) or failed).strip()
        # A half-made cluster would not start, and would not be made anew.
        remove_tree(server.data)
        raise ZhengyunError(codes.NO_CLUSTER, server=server.name, problem=problem) from failed


def _start(server: Server, kept: Kept, who: Account, turn: Turn) -> Kept:
    free = listen(kept.port)
    if free:
        free.close()
    kept = kept if free else replace(kept, port=_port(server))
    for name, text in files(server, who, kept.port, kept.settings).items():
        write_private(server.etc / name, text)
        (server.etc / name).chmod(0o644)
    write_private(server.kept, json.dumps(document(kept)))
    _forget_the_dead(server)
    command = [*who.before(), f"{kept.programs}/postgres", "-D", str(server.data)]
    command += ["-c", f"config_file={server.etc}/postgresql.conf"]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    launch = supervisor.Launch(command, environment, Path("/"), server.record, server.output, "")
    supervisor.start(launch, (), turn.descriptor)
    return kept


def _forget_the_dead(server: Server) -> None:
    """Take away the locks of a killed server whose number nobody has asked after yet: PostgreSQL would take it to run."""
    for lock in (server.data / "postmaster.pid", *server.sockets.glob(".s.PGSQL.*.lock")):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if not _there(int(lock.read_text().splitlines()[0])):
                lock.unlink()


def _wait(server: Server, kept: Kept, who: Account) -> None:
    """Return when it takes connections."""
    command = [
        Path(kept.programs) / "pg_isready",
        "-q",
        "-U",
        SUPERUSER,
        "-h",
        str(server.sockets),
        "-p",
        str(kept.port),
    ]
    record = supervisor.read_record(server.record)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(subprocess.CalledProcessError):
            run(command, who)
            return
        if not supervisor.alive(record) or time.monotonic() > deadline:
            lines = supervisor.last_lines(server.output) + supervisor.last_lines(server.log / f"{LOG_NAME}.json")
            raise ZhengyunError(codes.DATABASE_DIED, server=server.name, lines=lines)
        time.sleep(POLL_SECONDS)


def _stop(server: Server) -> None:
    record = supervisor.read_record(server.record)
    if record is None or not supervisor.alive(record):
        return
    # A fast shutdown: SIGTERM would wait for the last client to go.
    os.kill(record.pid, signal.SIGINT)
    try:
        _until(lambda: not supervisor.alive(record), server)
    except ZhengyunError:
        if supervisor.stop([record], 0):
            raise


def _until(done: Callable[[], bool], server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise ZhengyunError(codes.DATABASE_WILL_NOT_END, server=server.name)
        time.sleep(POLL_SECONDS)


def _children(pid: int) -> tuple[int, ...]:
    try:
        return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return ()


def _there(pid: int) -> bool:
    try:
        return supervisor.state(pid) not in "ZX"
    except (OSError, IndexError):
        return False
