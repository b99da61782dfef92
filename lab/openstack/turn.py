"""One at a time: whoever changes something that others may change too holds its lock."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import codes
from lab.place import Place
from lab.progress import Progress, Tell
from zhengyun.errors import N_, ZhengyunError


@dataclass(frozen=True, slots=True)
class Turn:
    """A lock, held. `descriptor` can be handed to a child, which then holds it too until it closes it."""

    descriptor: int


@contextlib.contextmanager
def hold(path: Path, tell: Tell) -> Iterator[Turn]:
    """Hold the lock file `path`; wait for it, and say so, while another command has it.

    The kernel lets go of it when the last process that holds it ends, however it ends.

    Raises: ZhengyunError ZY-LAB-011 where the file cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=path, problem=failed.strerror) from failed
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(Progress("", N_("waiting for another command that changes the lab"), {}, 0, 0))
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Turn(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def turn(place: Place, tell: Tell) -> Iterator[Turn]:
    """Hold the lab: nobody else starts or ends its processes meanwhile."""
    place.make()
    with hold(place.openstack / "turn.lock", tell) as held:
        yield held
