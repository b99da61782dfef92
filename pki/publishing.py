"""Putting lists and certificates where others fetch them: each is there whole, or as it was before."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pki import codes, crl
from zhengyun.errors import N_, ZhengyunError


class Freshness(StrEnum):
    """How a list stands to its schedule."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"
    NONE = "none"


# What each is called on a screen.
TITLES = {
    Freshness.FRESH: N_("fresh"),
    Freshness.DUE: N_("due: the next one should be signed"),
    Freshness.OVERDUE: N_("OVERDUE: whoever checks it trusts nothing of this authority"),
    Freshness.NONE: N_("none has been signed"),
}


def freshness(next_update: datetime | None, due: timedelta, now: datetime) -> Freshness:
    """How a list stands at that instant; `due` is how long before its end the next one should be there."""
    if next_update is None:
        return Freshness.NONE
    if now >= next_update:
        return Freshness.OVERDUE
    return Freshness.DUE if now >= next_update - due else Freshness.FRESH


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else publishes in that folder meanwhile: whoever read the records earlier does not write after who read them later.

    Raises: ZhengyunError (ZY-PKI-051).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ZhengyunError(codes.NOT_PUBLISHED, file=folder, problem=error.strerror or str(error)) from error
    try:
        # A file system without locks has one publisher, or does without this.
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def publish_list(folder: Path, name: str, data: bytes) -> Path:
    """Publish a list of revoked certificates, and never in the place of a newer one of the same authority.

    Raises: ZhengyunError (ZY-PKI-002, ZY-PKI-051, ZY-PKI-292).
    """
    file, ours = folder / name, crl.read(data, name)
    there = _there(file)
    if there and there.issuer_raw == ours.issuer_raw and there.number > ours.number:
        raise ZhengyunError(codes.OLDER_LIST, file=file, there=there.number, number=ours.number)
    return publish(folder, name, data)


def _there(file: Path) -> crl.RevocationList | None:
    """The list that lies there; what cannot be read is none, and is replaced."""
    try:
        return crl.read(file.read_bytes(), file.name)
    except (OSError, ZhengyunError):
        return None


def publish(folder: Path, name: str, data: bytes) -> Path:
    """Write a file so that whoever reads it at any moment has all of the old one or all of the new one; world-readable.

    Raises: ZhengyunError (ZY-PKI-051).
    """
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fchmod(descriptor, 0o644)
                os.fsync(descriptor)
            Path(part).replace(file)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        _keep(folder)
    except OSError as error:
        raise ZhengyunError(codes.NOT_PUBLISHED, file=file, problem=error.strerror or str(error)) from error
    return file


def _keep(folder: Path) -> None:
    """Have the folder's own list of names on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
