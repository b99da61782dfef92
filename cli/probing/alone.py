"""One proof at a time in a town: who comes second waits and says for whom, or is told."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli import codes as of_files
from cli.session import Session
from cli.text import _
from network.codes import proving as codes
from zhengyun.errors import ZhengyunError
from zhengyun.guarding import Guard
from zhengyun.instant import text

if TYPE_CHECKING:
    from lab.town.standing import Town

FILE: Final = "proof.lock"
PATIENCE: Final = 1800.0
"""Seconds that a proof waits for another: mutants of a whole town take minutes on a machine under load."""
PAUSE: Final = 0.2
MOST: Final = 1024


@contextmanager
def waiting(session: Session, town: "Town", what: str, patience: float = PATIENCE) -> Iterator[int]:
    """Hold the town, by a descriptor; wait for whoever has it, and say so. `what` is the command, as it is told to others.

    Raises: ZhengyunError (ZY-NET-171 where it is not let go of within `patience` seconds; ZY-CLI-006).
    """
    with held(session, town.place.run / FILE, what, patience) as descriptor:
        yield descriptor


@contextmanager
def at_once(session: Session, town: "Town", what: str) -> Iterator[None]:
    """The same without waiting, for who would spoil what the other one does. Raises: ZhengyunError (ZY-NET-171, ZY-CLI-006)."""
    with held(session, town.place.run / FILE, what, 0):
        yield


@contextmanager
def held(session: Session, file: Path, what: str, patience: float) -> Iterator[int]:
    """Hold a lock that ends with the last process that has its descriptor, however that ends; in the file stands who has it. Raises: as `waiting`."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ZhengyunError(of_files.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    try:
        _take(session, descriptor, patience)
        _write(descriptor, {"what": what, "pid": os.getpid(), "since": text(datetime.fromtimestamp(time.time(), UTC))})
        yield descriptor
    finally:
        os.close(descriptor)


def refuse_lifted(town: "Town") -> None:
    """Go on where every guard stands; whoever takes them away holds the town, so that what is away now was left. Raises: ZhengyunError (ZY-NET-172)."""
    from lab.town import guarding

    refuse_missing(guarding.of(town).away(), ())


def refuse_missing(wanted: Sequence[Guard], standing: Sequence[Guard]) -> None:
    """Go on where all of these guards stand. Raises: ZhengyunError (ZY-NET-172)."""
    there = set(standing)
    away = [one for one in wanted if one not in there]
    if away:
        raise ZhengyunError(codes.GUARDS_AWAY, count=len(away), **away[0]._asdict())


def _take(session: Session, descriptor: int, patience: float) -> None:
    until, told = time.monotonic() + patience, False
    while not _taken(descriptor):
        holder = _holder(descriptor)
        if time.monotonic() >= until:
            raise ZhengyunError(codes.HELD, holder=holder)
        if not told:
            session.say(_("waiting for {holder}").format(holder=holder))
            told = True
        time.sleep(PAUSE)


def _taken(descriptor: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _write(descriptor: int, said: dict[str, object]) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(said).encode(), 0)


def _holder(descriptor: int) -> str:
    """Who has it, as he has written; he may be about to write."""
    with suppress(ValueError, KeyError, TypeError):
        said = json.loads(os.pread(descriptor, MOST, 0))
        return f"zhengyun {said['what']} ({said['pid']}, {said['since']})"
    return "zhengyun net prove"
