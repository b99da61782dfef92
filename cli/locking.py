"""Doing something alone on this machine: who comes second is told, and does not wait."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli import codes
from zhengyun.errors import ZhengyunError


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however that ends.

    Raises: ZhengyunError (ZY-CLI-030: somebody else holds it; ZY-CLI-006: the file cannot be made).
    """
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ZhengyunError(codes.DONE_ELSEWHERE, file=file) from error
        yield
    finally:
        os.close(descriptor)
