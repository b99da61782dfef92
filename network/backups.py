"""Backups of devices: files named by what is in them, and for each device an index in the order in which they were kept.

Nobody but the owner may read them: configurations hold digests of passwords and keys of routing protocols. Instants as in `zhengyun.instant`.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Final, NamedTuple

from network.codes import backups as codes
from zhengyun.errors import ZhengyunError

LAST: Final = "last"
SHORT: Final = 12


class Kept(NamedTuple):
    """A backup: its number among the device's, from 1; SHA-256 of its text in hexadecimal; when and by whom it was kept; lines that it has."""

    device: str
    number: int
    digest: str
    at: str
    by: str
    lines: int

    @property
    def short(self) -> str:
        """The beginning of its digest."""
        return self.digest[:SHORT]


class Backups:
    """The backups of all devices, below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, device: str, text: str, at: str, by: str) -> tuple[Kept, bool]:
        """Keep what a device runs, and say whether it is another than the last one; the same is not kept twice.

        Raises: ZhengyunError (ZY-NET-101, ZY-NET-102).
        """
        data = text.encode()
        digest = hashlib.sha256(data).hexdigest()
        try:
            with self._turn(device) as own:
                known = self.history(device)
                if known and known[-1].digest == digest:
                    return known[-1], False
                _write(self._text(digest), data)
                one = Kept(device, len(known) + 1, digest, at, by, text.count("\n"))
                line = json.dumps(one._asdict(), ensure_ascii=False, sort_keys=True)
                _append(own / "index", f"{line}\n".encode())
                return one, True
        except OSError as error:
            raise ZhengyunError(
                codes.NOT_KEPT, device=device, file=self._folder, problem=error.strerror or error
            ) from error

    def history(self, device: str) -> tuple[Kept, ...]:
        """The backups of a device, oldest first. Raises: ZhengyunError (ZY-NET-101)."""
        index = self._own(device) / "index"
        try:
            lines = index.read_text("utf-8").splitlines() if index.exists() else []
            found = tuple(Kept(**json.loads(line)) for line in lines)
            if [one.number for one in found] != list(range(1, len(found) + 1)):
                raise ValueError
        except (ValueError, TypeError, AttributeError) as error:
            raise ZhengyunError(codes.BROKEN, device=device, backup="-", file=index) from error
        except OSError as error:
            raise ZhengyunError(codes.NOT_KEPT, device=device, file=index, problem=error.strerror or error) from error
        return found

    def named(self, device: str, name: str = LAST) -> Kept:
        """The backup that a number, the beginning of a digest or `last` means. Raises: ZhengyunError (ZY-NET-100, ZY-NET-101)."""
        known = self.history(device)
        found = known[-1:] if name == LAST else [one for one in known if str(one.number) == name]
        if not found and len(name) > 3:
            found = [one for one in known if one.digest.startswith(name)][-1:]
        if not found:
            raise ZhengyunError(codes.NO_BACKUP, device=device, backup=name)
        return found[0]

    def text(self, kept: Kept) -> str:
        """What was kept. Raises: ZhengyunError (ZY-NET-101)."""
        file = self._text(kept.digest)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ZhengyunError(codes.BROKEN, device=kept.device, backup=kept.number, file=file) from error
        if hashlib.sha256(data).hexdigest() != kept.digest:
            raise ZhengyunError(codes.BROKEN, device=kept.device, backup=kept.number, file=file)
        return data.decode()

    def _own(self, device: str) -> Path:
        return self._folder / "devices" / device

    def _text(self, digest: str) -> Path:
        return self._folder / "texts" / digest[:2] / digest

    @contextmanager
    def _turn(self, device: str) -> Iterator[Path]:
        """Alone with a device's index."""
        own = self._own(device)
        _private(own)
        descriptor = os.open(own / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield own
        finally:
            os.close(descriptor)


def _private(folder: Path) -> None:
    """A folder that is its owner's alone, and those above it that are not there yet."""
    if not folder.is_dir():
        _private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _write(file: Path, data: bytes) -> None:
    """A file that is there whole, or not at all."""
    _private(file.parent)
    # By a name of its own: of whoever was killed half-way something may still lie there.
    descriptor, name = mkstemp(prefix=f"{file.name}.", dir=file.parent)
    os.close(descriptor)
    fresh = Path(name)
    try:
        _append(fresh, data)
        fresh.rename(file)
    finally:
        fresh.unlink(missing_ok=True)


def _append(file: Path, data: bytes) -> None:
    """What is written is on the disk when this returns; of a line that was torn off nothing stays."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        try:
            if os.write(descriptor, data) != len(data):
                raise OSError(None, "short write")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
