"""Backing up the records while they are in use, restoring them, and checking them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from records import codes
from records.database import PATIENCE_SECONDS, told
from zhengyun.entry import Entry, Flaw, flaws
from zhengyun.errors import ZhengyunError

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
    with _opened(file, write=False) as connection:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"{row[0]}: row {row[1]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        entries = list(_entries(connection))
    return Health(len(entries), entries[-1].hash if entries else "", tuple(problems), tuple(flaws(entries)))


def backup(database: Path, target: Path) -> dict[str, Any]:
    """Copy the records as of one instant, check the copy, and write its manifest beside it; returns the manifest.

    Raises: ZhengyunError (ZY-REC-*).
    """
    fresh = target.with_name(target.name + ".part")
    fresh.unlink(missing_ok=True)
    with _opened(database, write=False) as source, _opened(fresh, write=True) as copy:
        source.backup(copy)
        # One file that needs nothing beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    health = check(fresh)
    if not health.sound:
        fresh.unlink()
        raise ZhengyunError(codes.BROKEN, database=database, problem=_first(health))
    manifest = {"format": FORMAT, "entries": health.entries, "head": health.head, "sha256": _sha256(fresh)}
    fresh.chmod(0o600)
    fresh.replace(target)
    _manifest(target).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def verify(target: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole.

    Raises: ZhengyunError (ZY-REC-008).
    """
    try:
        manifest = json.loads(_manifest(target).read_text())
        known = manifest["format"] == FORMAT
        same = known and manifest["sha256"] == _sha256(target)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=str(error)) from error
    if not same:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem="sha256")
    health = check(target)
    if not health.sound or (health.entries, health.head) != (manifest["entries"], manifest["head"]):
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=_first(health))
    return dict(manifest)


def restore(target: Path, database: Path, *, allow_older: bool) -> dict[str, Any]:
    """Put a whole backup in the place of the records; what was there is kept beside them.

    Raises: ZhengyunError (ZY-REC-008, ZY-REC-009).
    """
    manifest = verify(target)
    if database.exists():
        present = check(database)
        if present.entries > manifest["entries"] and not allow_older:
            raise ZhengyunError(codes.WOULD_LOSE, database=database, have=present.entries, backup=manifest["entries"])
        with _opened(database, write=False) as source, _opened(_kept(database), write=True) as kept:
            source.backup(kept)
    with _opened(target, write=False) as source, _opened(database, write=True) as live:
        source.backup(live)
        live.execute("PRAGMA journal_mode=WAL")
    return manifest


def _kept(database: Path) -> Path:
    """A name that no earlier restore has used."""
    number = 0
    while (kept := database.with_name(f"{database.name}.before-restore{number or ''}")).exists():
        number += 1
    return kept


def _manifest(target: Path) -> Path:
    return target.with_name(target.name + ".json")


@contextmanager
def _opened(file: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    try:
        uri = f"{file.absolute().as_uri()}?mode={'rwc' if write else 'ro'}"
        with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise told(file, error) from error


def _entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    query = "SELECT number, at, kind, actor, body, previous, hash FROM entries ORDER BY number"
    for number, at, kind, actor, body, previous, hash_ in connection.execute(query):
        yield Entry(number, at, kind, actor, json.loads(body), previous, hash_)


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
