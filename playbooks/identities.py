"""Keys in files, by which hosts are reached: looked at before they are used, as OpenSSH does."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from playbooks import codes
from playbooks.port import Identity, Runs
from zhengyun.errors import N_, ZhengyunError

LOOK: Final = "zy-look"
"""The account that can change nothing on a host."""
RUN: Final = "zy-run"
"""The account that changes are carried out as."""
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def in_file(user: str, file: Path) -> Identity:
    """As whom somebody comes by a key in a file; its certificate lies beside it where it has one.

    Raises: ZhengyunError (ZY-HOST-041).
    """
    try:
        found = file.stat()
    except OSError as error:
        raise ZhengyunError(codes.NO_KEY, file=file, problem=error.strerror or str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise ZhengyunError(codes.NO_KEY, file=file, problem=N_("it is no file"))
    if found.st_mode & OTHERS or found.st_uid != os.geteuid():
        raise ZhengyunError(codes.NO_KEY, file=file, problem=N_("others can read it, or it belongs to somebody else"))
    certificate = file.with_name(f"{file.name}-cert.pub")
    return Identity(user, str(file), str(certificate) if certificate.is_file() else "")


def standing(file: Path) -> Runs:
    """Changes by a key that stands by in a file: in training alone.

    Raises (when it is entered): ZhengyunError (ZY-HOST-041).
    """

    @contextmanager
    def run() -> Iterator[Identity]:
        yield in_file(RUN, file)

    def runs() -> AbstractContextManager[Identity]:
        return run()

    return runs
