"""From SQLite to PostgreSQL: all of it, held against what it was, entry by entry; the old records are in force until the end."""

import json
from pathlib import Path
from typing import Final, NamedTuple

from records import codes
from records.moving.cargo import Seal, Sealing, Told, crates
from records.moving.source import Source, held
from records.moving.target import Target, place, reached
from records.restore import Alive
from zhengyun.entry import Note, Sheet
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock, text

KIND: Final = "records.moved"


class Moved(NamedTuple):
    """What was carried: how many entries under which root, each table sealed, and where to.

    `again` says that an earlier attempt had carried it, and was cut off before the last step.
    """

    entries: int
    root: str
    tables: dict[str, Seal]
    to: str
    again: bool = False


def move(file: Path, url: str, person: str, clock: Clock, alive: Alive, told: Told) -> Moved:
    """Carry the records at a file to a database that has our tables, with nothing in them.

    Cut off at any moment, the file is as it was and in force; the next attempt goes on or begins anew.

    Raises: ZhengyunError (ZY-REC-043: something is there; 044: they have moved already; 045: something did not arrive as
    it was; 046; and whatever either database has to say).
    """
    with held(file, alive) as source:
        with reached(url) as target:
            if target.is_empty():
                moved = _carry(source, target, person, clock, place(url), told)
            else:
                moved = _carried_before(source, target, place(url), told)
        # All of it stands there durably; only now the old place is left.
        source.leave(moved.to)
    return moved


def _carry(source: Source, target: Target, person: str, clock: Clock, to: str, told: Told) -> Moved:
    seals = fill(source, target, told)
    body = {"entries": source.size, "root": source.root, "from": str(source.file), "to": to}
    target.append(Sheet.of(*Note(KIND, person, body)), text(clock.now()))
    return Moved(source.size, source.root, seals, to)


def fill(source: Source, target: Target, told: Told) -> dict[str, Seal]:
    """Put every row into a database that has none, and hold what can be read there against what it was.

    Raises: ZhengyunError (ZY-REC-045).
    """
    seals: dict[str, Seal] = {}
    for crate in crates():
        rows = Sealing(source.rows(crate, told))
        target.copy(crate, rows)
        seals[crate.table] = rows.seal
    _hold_against(source, target, seals)
    return seals


def _carried_before(source: Source, target: Target, to: str, told: Told) -> Moved:
    """What an attempt that was cut off has carried, if it is that and nothing has been written here or there since."""
    number, kind, leaf = target.last()
    body = json.loads(leaf).get("body", {}) if kind == KIND else {}
    if number != source.size + 1 or body.get("root") != source.root:
        raise ZhengyunError(codes.NOT_EMPTY, database=to, entries=number)
    seals: dict[str, Seal] = {}
    for crate in crates():
        rows = Sealing(source.rows(crate, told))
        for _ in rows:
            pass
        seals[crate.table] = rows.seal
    _hold_against(source, target, seals, more=1)
    return Moved(source.size, source.root, seals, to, again=True)


def _hold_against(source: Source, target: Target, seals: dict[str, Seal], more: int = 0) -> None:
    """Every row of every table, every leaf and node, and the root, as they can be read there.

    `more` are the entries that were written there after those that were carried.

    Raises: ZhengyunError (ZY-REC-045).
    """
    for crate in crates():
        # The nodes over what was written since stand between the others; going through the tree looks at each.
        if more and crate.table == "nodes":
            continue
        rows = Sealing(target.rows(crate))
        for number, _ in enumerate(rows, 1):
            if more and crate.table == "entries" and number == seals[crate.table].rows:
                break
        if rows.seal != seals[crate.table]:
            raise ZhengyunError(
                codes.NOT_AS_IT_WAS, table=crate.table, rows=seals[crate.table].rows, found=rows.seal.rows
            )
    found = target.walk()
    if found.flaws or found.size != source.size + more:
        number = found.flaws[0].number if found.flaws else found.size
        raise ZhengyunError(codes.NOT_AS_IT_WAS, table=f"entries ({number})", rows=source.size, found=found.size)
    if target.root(source.size) != source.root:
        raise ZhengyunError(codes.NOT_AS_IT_WAS, table="nodes", rows=source.size, found=found.size)
