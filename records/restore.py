"""Putting a backup in the place of the records, with what was there kept beside it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records import codes
from records.backup import TREE, Health, check, verify
from records.database import version_in
from records.files import claims_of, copy, opened, telling
from records.sqlite_told import PATIENCE_SECONDS
from records.tree import NoNode, reader
from zhengyun.change import Claim
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import root_at

Alive = Callable[[Claim], bool]


def restore(target: Path, database: Path, *, allow_older: bool, alive: Alive) -> dict[str, Any]:
    """Put a whole backup in the place of the records, which others may have open; what was there is kept beside.

    `alive` tells whether the process that a claim names still runs: while one applies a request, nothing is restored.
    Returns the backup's manifest, with `kept`: where that is, or nothing.

    Raises: ZhengyunError (ZY-REC-008; ZY-REC-009: entries would be lost; ZY-REC-012; ZY-REC-001 to 006, 011, 014).
    """
    manifest = verify(target)
    with telling(database):
        blank = not database.exists() or not database.stat().st_size
        orphan = blank and database.with_name(database.name + "-wal").exists()
    if blank:
        kept = _set_aside(database) if orphan else None
        _lay(target, database)
    elif _is_damaged(database):
        # What cannot be read cannot be written over page by page either, and nobody can say what is lost with it.
        kept = _set_aside(database)
        _lay(target, database)
    else:
        kept = _write_over(target, database, allow_older=allow_older, alive=alive)
    return {**manifest, "kept": str(kept or "")}


def _is_damaged(database: Path) -> bool:
    try:
        check(database)
    except ZhengyunError as error:
        if error.code is not codes.BROKEN:
            raise
        return True
    return False


def _lay(target: Path, database: Path) -> None:
    fresh = database.with_name(database.name + ".part")
    with telling(database):
        fresh.unlink(missing_ok=True)
        copy(target, fresh)
        fresh.replace(database)


def _set_aside(database: Path) -> Path:
    """Take a database away, with what SQLite keeps beside it and would take for the next one's."""
    kept = _free_name(database)
    with telling(database):
        for suffix in ("-wal", "-shm", "-journal", ""):
            file = database.with_name(database.name + suffix)
            if file.exists():
                file.rename(kept.with_name(kept.name + suffix))
    return kept


def _write_over(target: Path, database: Path, *, allow_older: bool, alive: Alive) -> Path:
    keeper = _Keeper(target, database, _free_name(database), allow_older, alive)
    with opened(target, "ro") as source, opened(database, "rw") as live:
        # Page by page, so that the keeper is called while there still is a choice.
        source.backup(live, pages=1, progress=keeper, sleep=0.05)
    return keeper.kept


@dataclass
class _Keeper:
    """Called after each step of writing over. From the first on nobody else can write: what is kept is the last there was."""

    target: Path
    database: Path
    kept: Path
    allow_older: bool
    alive: Alive
    deadline: float = field(default_factory=lambda: time.monotonic() + PATIENCE_SECONDS)
    done: bool = False

    def __call__(self, status: int, remaining: int, total: int) -> None:
        """Refuse, or keep what is there; whatever is raised undoes the writing.

        Raises: ZhengyunError (ZY-REC-003, ZY-REC-009, ZY-REC-012, ZY-REC-014).
        """
        del remaining, total
        if status:
            if time.monotonic() > self.deadline:
                raise ZhengyunError(codes.BUSY, database=self.database, seconds=PATIENCE_SECONDS)
        elif not self.done:
            self.done = True
            self._refuse_to_disturb()
            self._refuse_to_lose()
            copy(self.database, self.kept)

    def _refuse_to_disturb(self) -> None:
        with opened(self.database, "ro") as connection:
            claims = list(claims_of(connection))
        for request, by in claims:
            if self.alive(by):
                raise ZhengyunError(codes.BEING_APPLIED, request=request, process=by.process, host=by.host, since=by.at)

    def _refuse_to_lose(self) -> None:
        present, backup = check(self.database), check(self.target)
        if not self.allow_older and not self._holds(present):
            raise ZhengyunError(codes.WOULD_LOSE, database=self.database, have=present.entries, backup=backup.entries)

    def _holds(self, present: Health) -> bool:
        """Whether the backup goes on from where the records are: the tree of the present size is how its own begins."""
        if not present.entries:
            return True
        with opened(self.target, "ro") as connection:
            if version_in(connection, self.target) < TREE:
                return False
            try:
                return root_at(present.entries, reader(connection)).hex() == present.head
            except NoNode:
                return False


def _free_name(database: Path) -> Path:
    """A name that no earlier restore has used."""
    number = 0
    while (kept := database.with_name(f"{database.name}.before-restore{number or ''}")).exists():
        number += 1
    return kept
