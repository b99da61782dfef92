"""What our modules keep on a host, and how they write: the files that were laid, and what stood there before each change."""

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import shutil
from typing import Any

STATE = "/var/lib/zhengyun"
LAID = f"{STATE}/laid.json"
"""Of each file with secrets: the digest of its text with marks in their places, and that of the file."""
KEPT = f"{STATE}/kept"
KEY = f"{STATE}/look.key"
"""Root's on this host alone: by it the look program tells files that may hold secrets where they are not as they were laid."""


def folder(change: str) -> str:
    """Where what stood there before a change is kept.

    Raises: ValueError for a name that none of our changes has.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", change):
        raise ValueError(f"{change!r} does not name a change")
    return os.path.join(KEPT, change)


def read(path: str) -> bytes:
    """What is in a file, no link followed."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()


def sha256(data: bytes) -> str:
    """The digest of bytes."""
    return hashlib.sha256(data).hexdigest()


def known_laid() -> dict[str, Any]:
    """What was laid here with secrets: path to the digests of the marked text and of the file."""
    try:
        told = json.loads(read(LAID))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def keyed(path: str, plain: str) -> str:
    """What the look program tells of a file that may hold secrets, by the sha256 of what is in it.

    Raises: OSError; ValueError where the key is none.
    """
    if not os.path.exists(KEY):
        replace(KEY, secrets.token_hex(32).encode(), 0o600)
    key = bytes.fromhex(read(KEY).decode())
    if len(key) != 32:
        raise ValueError(f"{KEY} is no key")
    return hmac.new(key, f"{path}\0{plain}".encode(), hashlib.sha256).hexdigest()


def forget_secrets(change: str, role: str) -> None:
    """Take away the copies of files with secrets that a change has kept of a role: it can be taken back no more.

    Raises: OSError; ValueError.
    """
    _forget(os.path.join(folder(change), f"{role}.json"))


def forget_others(change: str) -> None:
    """Take away the copies of files with secrets that every other change has kept: one that was torn off has not done so.

    Raises: OSError.
    """
    for name in os.listdir(KEPT):
        if name != change:
            for file in os.listdir(os.path.join(KEPT, name)):
                if file.endswith(".json"):
                    _forget(os.path.join(KEPT, name, file))


def _forget(told: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        for one in json.loads(read(told)):
            if one.get("secret"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(os.path.dirname(told), one["copy"]))


def write(path: str, data: bytes, mode: int, owner: str = "root", group: str = "root") -> None:
    """Write a new file that is on the disk when this returns; nothing is left of it where that fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            shutil.chown(path, owner, group)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(path)
        raise


def replace(path: str, data: bytes, mode: int) -> None:
    """Put a file of our own state in its place."""
    fresh = f"{path}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(fresh)
    write(fresh, data, mode)
    os.replace(fresh, path)


def staged(path: str) -> str:
    """The name beside a target under which it is prepared; no folder of drop-ins reads such names."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.zhengyun-new")


def back(change: str, role: str) -> list[dict[str, Any]]:
    """Lay again what stood there before a change laid a role's files, in reverse order; told is each file that was looked at.

    A file that somebody has altered since is left as it is: `altered`. Nothing where the change has laid nothing of the role.

    Raises: OSError; ValueError.
    """
    kept = folder(change)
    listing = os.path.join(kept, f"{role}.json")
    try:
        files = json.loads(read(listing))
    except FileNotFoundError:
        return []
    if gone := [one["path"] for one in files if one.get("secret") and one["before"] and not _kept(kept, one)]:
        raise OSError(f"what stood there before is kept no longer, since the change has ended well: {', '.join(gone)}")
    laid = known_laid()
    told = [_back(kept, one, laid) for one in reversed(files)]
    replace(LAID, json.dumps(laid, sort_keys=True).encode(), 0o600)
    if not any(one.get("altered") for one in told):
        # Whoever lays the role once more for this change begins anew; what was kept of secrets stands in its place again.
        _forget(listing)
        os.unlink(listing)
    return [{"role": role, **one} for one in told]


def _kept(kept: str, one: dict[str, Any]) -> bool:
    return os.path.exists(os.path.join(kept, one["copy"]))


def _back(kept: str, one: dict[str, Any], laid: dict[str, Any]) -> dict[str, Any]:
    """One file as it was."""
    path, before, copy = one["path"], one["before"], os.path.join(kept, one["copy"])
    told = {"path": path, "after": before, "changed": False}
    found, was = digest(path), digest(copy) if before else ""
    if found == was:
        return {**told, "changed": bool(before) and _owned(path, before)}
    if found != one["after"]:
        return {**told, "altered": True}
    laid.pop(path, None)
    if one["laid"]:
        laid[path] = one["laid"]
    if before is None:
        os.unlink(path)
    else:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(staged(path))
        write(staged(path), read(copy), int(before["mode"], 8), before["owner"], before["group"])
        os.replace(staged(path), path)
    return {**told, "changed": True}


def _owned(path: str, before: dict[str, Any]) -> bool:
    """Give a file whose text is as it was the mode and owner that it had; whether that changed anything."""
    was = os.stat(path)
    shutil.chown(path, before["owner"], before["group"])
    os.chmod(path, int(before["mode"], 8))
    now = os.stat(path)
    return (was.st_mode, was.st_uid, was.st_gid) != (now.st_mode, now.st_uid, now.st_gid)


def digest(path: str) -> str:
    """The sha256 of a file, nothing where none is there."""
    try:
        return sha256(read(path))
    except (FileNotFoundError, NotADirectoryError):
        return ""
