"""Checking the records, and backing them up while they are in use."""

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, Final

from records import chain, codes
from records.database import KNOWN, known_version, version_in
from records.files import copy, copying, opened
from records.tree import NoNode, integrate, level_of, reader, rows, strays
from zhengyun.entry import MISSING, OTHER, Flaw, glance
from zhengyun.errors import N_, ZhengyunError
from zhengyun.merkle import Frontier, leaf_hash
from zhengyun.reading import mapping
from zhengyun.soundness import walk

FORMAT: Final = "zhengyun-backup/1"
CHUNK: Final = 1 << 20
TREE: Final = "0005"
STRAY: Final = N_("the tree has a node over entries that are not there")


@dataclass(frozen=True, slots=True)
class Health:
    """What a check of a database has found. `problems` are SQLite's own, `broken` the log's.

    `head` is the root of the tree over all entries, in hexadecimal, those that wait in the inbox among them.
    """

    entries: int
    head: str
    problems: tuple[str, ...]
    broken: tuple[Flaw, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.broken


def check(file: Path) -> Health:
    """Check every page, every reference, every leaf and node of the log, and that witnesses have signed what stands there.

    Raises: ZhengyunError (ZY-REC-*: it cannot be opened at all).
    """
    with opened(file, "ro") as connection:
        if not version_in(connection, file):
            raise ZhengyunError(codes.BROKEN, database=file, problem=N_("it is empty"))
        # Of one moment: what is written meanwhile must not look like leaves and nodes that do not fit.
        connection.execute("BEGIN")
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"{row[0]}: row {row[1]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        if version_in(connection, file) < TREE:
            size, head, broken = chain.check(connection)
            return Health(size, head, tuple(problems), tuple(broken))
        found = walk(rows(connection), level_of(connection))
        strange = [Flaw((number << level) + 1, STRAY) for level, number in strays(connection, found.size)]
        waiting = connection.execute("SELECT number, CAST(leaf AS BLOB) FROM inbox ORDER BY number").fetchall()
        strange += of_inbox(waiting, found.size)
        try:
            tree = Frontier(found.size, reader(connection))
        except NoNode:
            tree = Frontier()
    for _, leaf in waiting:
        deque(tree.append(leaf_hash(leaf)), maxlen=0)
    return Health(found.size + len(waiting), tree.root().hex(), tuple(problems), (*found.flaws, *strange))


def of_inbox(waiting: Iterable[tuple[int, bytes]], size: int) -> Iterator[Flaw]:
    """Yield where what waits is not what comes next."""
    for number, leaf in waiting:
        size += 1
        told = glance(leaf)
        if number != size or told is None or told.number != number:
            yield Flaw(size, MISSING if number != size else OTHER)
            return


def backup(database: Path, target: Path) -> dict[str, Any]:
    """Copy the records as of one instant, check the copy, and write its manifest beside it; returns the manifest.

    An earlier backup there gives way; anything else stays.

    Raises: ZhengyunError (ZY-REC-*).
    """

    def fill(fresh: Path) -> None:
        copy(database, fresh)
        _take_over(fresh)

    return written(target, database, fill, itself=database)


def written(target: Path, source: object, fill: Callable[[Path], None], itself: Path | None = None) -> dict[str, Any]:
    """Write a backup that `fill` makes, at a name where nothing is: whole, checked, with its manifest, or not at all.

    `source` is where it comes from, as people call it; `itself` is not written over.

    Raises: ZhengyunError (ZY-REC-*).
    """
    fresh = target.with_name(target.name + ".part")
    with copying(target), _alone(target.parent):
        _leave_alone(target, itself)
        try:
            fresh.unlink(missing_ok=True)
            fill(fresh)
            health = check(fresh)
            if not health.sound:
                raise ZhengyunError(codes.BROKEN, database=source, problem=first_of(health))
            manifest = {"format": FORMAT, "entries": health.entries, "head": health.head, "sha256": _sha256(fresh)}
            # The manifest first: cut off here, whatever lies there is neither whole nor taken for something else.
            _write(_manifest(target), json.dumps(manifest, indent=2) + "\n")
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    return manifest


def _take_over(fresh: Path) -> None:
    """Make entries of what waited, so that a backup is one tree."""
    with opened(fresh, "rw") as connection, connection:
        if version_in(connection, fresh) in KNOWN[KNOWN.index(TREE) :]:
            integrate(connection)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder, so that a copy and its manifest are of one making."""
    number = os.open(folder, os.O_RDONLY)
    try:
        flock(number, LOCK_EX)
        yield
    finally:
        os.close(number)


def verify(target: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole.

    Raises: ZhengyunError (ZY-REC-006, ZY-REC-008, ZY-REC-016).
    """
    try:
        manifest = dict(mapping(json.loads(_manifest(target).read_text())))
        told_ = (manifest["format"], manifest["entries"], manifest["head"], manifest["sha256"])
        same = told_[0] == FORMAT and told_[3] == _sha256(target)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, FileNotFoundError) and not os.path.lexists(target):
            raise ZhengyunError(codes.NO_BACKUP, file=target) from error
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=str(error)) from error
    if not same:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem="sha256")
    try:
        health = check(target)
    except ZhengyunError as error:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=str(error)) from error
    if not health.sound or (health.entries, health.head) != told_[1:3]:
        raise ZhengyunError(codes.NOT_A_BACKUP, file=target, problem=first_of(health))
    with opened(target, "ro") as connection:
        known_version(connection, target)
    return manifest


def _leave_alone(target: Path, database: Path | None) -> None:
    manifest = _manifest(target)
    try:
        # A folder, a device, a pipe: what is no file is never put out of its place. An empty file is nobody's loss.
        there = [file for file in (target, manifest) if file.exists() and (not file.is_file() or file.stat().st_size)]
        itself = database is not None and target.exists() and database.exists() and target.samefile(database)
        if itself or (there and mapping(json.loads(manifest.read_text()))["format"] != FORMAT):
            raise ZhengyunError(codes.TAKEN, file=there[0])
    except (ValueError, KeyError, TypeError, RecursionError, FileNotFoundError, IsADirectoryError) as error:
        raise ZhengyunError(codes.TAKEN, file=there[0]) from error


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


def first_of(health: Health) -> str:
    """The first thing that is wrong, in a few words."""
    if health.problems:
        return health.problems[0]
    return (
        f"log entry {health.broken[0].number}: {health.broken[0].what}"
        if health.broken
        else "its manifest is another's"
    )
