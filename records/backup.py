"""Checking the records, and backing them up while they are in use."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from records import codes
from records.database import KNOWN, LATEST
from records.files import copy, entries_of, opened, telling, version_of
from zhengyun.entry import Flaw, flaws
from zhengyun.errors import N_, ZhengyunError
from zhengyun.reading import mapping

FORMAT: Final = "zhengyun-backup/1"
CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Health:
    """What a check of a database has found. `problems` are SQLite's own, `broken` the log's."""

    entries: int
    head: str
    problems: tuple[str, ...]
    broken: tuple[Flaw, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.broken


def check(file: Path) -> Health:
    """Check every page, every reference and the log's chain.

    Raises: ZhengyunError (ZY-REC-*: it cannot be opened at all).
    """
    with opened(file, "ro") as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"{row[0]}: row {row[1]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        entries = list(entries_of(connection))
    return Health(len(entries), entries[-1].hash if entries else "", tuple(problems), tuple(flaws(entries)))


def backup(database: Path, target: Path) -> dict[str, Any]:
    """Copy the records as of one instant, check the copy, and write its manifest beside it; returns the manifest.

    Raises: ZhengyunError (ZY-REC-*).
    """
    if target.resolve() == database.resolve():
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=N_("these are the records themselves"))
    fresh = target.with_name(target.name + ".part")
    try:
        with telling(target):
            fresh.unlink(missing_ok=True)
            copy(database, fresh)
            health = check(fresh)
            if not health.sound:
                raise ZhengyunError(codes.BROKEN, database=database, problem=_first(health))
            manifest = {"format": FORMAT, "entries": health.entries, "head": health.head, "sha256": _sha256(fresh)}
            # Without its manifest a backup is none: the old one goes before the new one comes.
            _manifest(target).unlink(missing_ok=True)
            fresh.replace(target)
            _write(_manifest(target), json.dumps(manifest, indent=2) + "\n")
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def verify(target: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole.

    Raises: ZhengyunError (ZY-REC-006, ZY-REC-008).
    """
    try:
        manifest = dict(mapping(json.loads(_manifest(target).read_text())))
        told_ = (manifest["format"], manifest["entries"], manifest["head"], manifest["sha256"])
        same = told_[0] == FORMAT and told_[3] == _sha256(target)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=str(error)) from error
    if not same:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem="sha256")
    try:
        health = check(target)
        with opened(target, "ro") as connection:
            version = version_of(connection)
    except ZhengyunError as error:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=str(error)) from error
    if not health.sound or (health.entries, health.head) != told_[1:3]:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=_first(health))
    if version not in KNOWN:
        raise ZhengyunError(codes.NEWER, database=target, found=version, known=LATEST)
    return manifest


def _write(file: Path, words: str) -> None:
    fresh = file.with_name(file.name + ".part")
    with fresh.open("w") as stream:
        stream.write(words)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)


def _manifest(target: Path) -> Path:
    return target.with_name(target.name + ".json")


def _sha256(file: Path) -> str:
    state = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            state.update(chunk)
    return state.hexdigest()


def _first(health: Health) -> str:
    if health.problems:
        return health.problems[0]
    return (
        f"log entry {health.broken[0].number}: {health.broken[0].what}"
        if health.broken
        else "its manifest is another's"
    )
