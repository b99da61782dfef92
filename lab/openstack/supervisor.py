"""Starts, recognises and ends the lab's processes; it never touches one that the lab did not start."""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab import codes
from lab.files import read_json
from lab.openstack import detach
from zhengyun.errors import ZhengyunError

_GRACE = 10.0
_LOG_LIMIT = 20_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One process that was started here.

    `started` in clock ticks since the machine's start `boot`; `digest` names what it was started with.
    """

    pid: int
    started: int
    boot: str
    digest: str


def read_record(path: Path) -> Record | None:
    """The record in `path`; None where there is none that can be read (records are written whole)."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        value = read_json(path)
        if value is not None:
            return Record(**value)  # type: ignore[arg-type]
    return None


def alive(record: Record | None) -> bool:
    """True while the recorded process runs; a process that only has the same number is another one."""
    if record is None or record.boot != detach.boot():
        return False
    try:
        same = detach.identity(record.pid)["started"] == record.started
        return same and state(record.pid) not in "ZX"
    except (OSError, IndexError):
        return False


def state(pid: int) -> str:
    """The letter with which the kernel says what a process does: Z and X are dead (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


@dataclass(frozen=True, slots=True)
class Launch:
    """What to start: a command with its whole environment, where it runs, and the files of its record and log."""

    command: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    record: Path
    log: Path
    digest: str


def start(launch: Launch, sockets: Iterable[socket.socket], holding: int) -> Record:
    """Start a process that outlives this one and return its record, which is on disk by then.

    The process inherits `sockets` under their numbers. `holding` is the lab's lock.

    Raises: ZhengyunError ZY-LAB-011 where the record cannot be written.
    """
    order = {
        "command": list(launch.command),
        "environment": dict(launch.environment),
        "directory": str(launch.directory),
        "record": str(launch.record),
        "log": str(launch.log),
        "digest": launch.digest,
        "release": holding,
    }
    done = subprocess.run(
        [sys.executable, "-I", "-S", detach.__file__, json.dumps(order)],
        pass_fds=[holding, *(held.fileno() for held in sockets)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    record = read_record(launch.record)
    if done.returncode or record is None:
        problem = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise ZhengyunError(codes.NOT_WRITABLE, path=launch.record, problem=problem)
    return record


def stop(records: Iterable[Record], grace: float = _GRACE) -> tuple[Record, ...]:
    """Ask processes to end, wait `grace` seconds, kill those that do not; return those that even then live on."""
    with contextlib.ExitStack() as opened:
        held = {record: descriptor for record in records if (descriptor := _hold(record, opened)) is not None}
        left = _end(held, signal.SIGTERM, grace)
        return tuple(_end(left, signal.SIGKILL, grace))


def _hold(record: Record, opened: contextlib.ExitStack) -> int | None:
    """A descriptor of the recorded process itself, which stays right when its number is given away."""
    try:
        descriptor = os.pidfd_open(record.pid)
    except ProcessLookupError:
        return None
    opened.callback(os.close, descriptor)
    return descriptor if alive(record) else None


def _end(held: Mapping[Record, int], number: signal.Signals, within: float) -> dict[Record, int]:
    """Signal the processes and return those that have not ended, all threads of them, `within` seconds."""
    poll = select.poll()
    for descriptor in held.values():
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, number)
        poll.register(descriptor, select.POLLIN)
    left = dict(held)
    deadline = time.monotonic() + within
    while left and (seconds := deadline - time.monotonic()) > 0:
        ended = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
        for descriptor in ended:
            poll.unregister(descriptor)
        left = {record: descriptor for record, descriptor in left.items() if descriptor not in ended}
    return left


def shorten(log: Path, limit: int = _LOG_LIMIT) -> None:
    """Put what is in a long log aside (one older part is kept), so that the disk is bounded.

    The file itself stays, since a running process may write to its end.
    """
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > limit:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            os.truncate(log, 0)


def last_lines(log: Path, count: int = 8) -> str:
    """The end of a log, for a person to read."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_384))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return "(no log)"
    return "\n".join(line for line in lines[-count:] if line.strip())
