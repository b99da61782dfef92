"""Private files and directories: readable by their owner alone, written whole or not at all."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from lab import codes
from zhengyun.errors import ZhengyunError


def private_directory(directory: Path) -> Path:
    """Make `directory` with its parents, closed to everybody but its owner (mode 0700), and return it.

    Raises: ZhengyunError ZY-LAB-010 where it belongs to another user or cannot be made.
    """
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if directory.stat().st_uid != os.geteuid():
            raise ZhengyunError(codes.NOT_OURS, path=directory, owner=directory.stat().st_uid)
        directory.chmod(0o700)
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=directory, problem=failed.strerror) from failed
    return directory


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` (mode 0600); a reader sees the old text or the new one, never a part.

    Raises: ZhengyunError ZY-LAB-011 where it cannot be written, a full disk for one.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=path, problem=failed.strerror) from failed


def read_json(path: Path) -> Mapping[str, object] | None:
    """The JSON object in `path`, or None where there is no such file.

    Raises: ValueError where the file holds anything but one JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"{path}: not a JSON object")
    return value


def force_to_disk(file: Path) -> None:
    """Return when what is in `file` would survive a power cut."""
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_tree(directory: Path) -> None:
    """Remove `directory` and all below it, or nothing where it does not exist.

    Raises: ZhengyunError ZY-LAB-011 where something in it cannot be removed.
    """
    try:
        shutil.rmtree(directory)
    except FileNotFoundError:
        return
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=directory, problem=failed.strerror) from failed
