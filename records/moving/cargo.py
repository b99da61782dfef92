"""What is carried: every table but what waits and what the queue keeps, in an order in which nothing refers to nothing."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import LargeBinary

from records.tables_of_trust import metadata

# What waits has become entries before; the queue is of SQLite's writers alone.
LEFT: Final = frozenset({"inbox", "batches"})
# Bytes in PostgreSQL, and text in SQLite.
BYTES: Final = frozenset({("entries", "leaf")})

Row = tuple[Any, ...]
Told = Callable[[str, int, int], None]
"""Is told of a table, how many of its rows are done, and how many there are."""


class Crate(NamedTuple):
    """One table: its columns that are not reckoned from others, which of these are bytes, and those that order its rows."""

    table: str
    columns: tuple[str, ...]
    bytes: tuple[bool, ...]
    key: tuple[str, ...]


class Seal(NamedTuple):
    """How many rows a table has, and the SHA-256 of them all in the order of their keys."""

    rows: int
    digest: str


def crates() -> Iterator[Crate]:
    """The tables, those that others refer to first."""
    for table in metadata.sorted_tables:
        if table.name not in LEFT:
            columns = [column for column in table.columns if column.computed is None]
            binary = [isinstance(one.type, LargeBinary) or (table.name, one.name) in BYTES for one in columns]
            names = tuple(one.name for one in columns)
            yield Crate(table.name, names, tuple(binary), tuple(one.name for one in table.primary_key))


class Sealing:
    """Rows on their way, counted and sealed as they go by."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self._count, self._state = rows, 0, sha256()

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self._count += 1
            # Of texts, bytes, whole numbers and None Python writes one text each, and no two alike.
            self._state.update(repr(row).encode("utf-8", "surrogatepass"))
            yield row

    @property
    def seal(self) -> Seal:
        """Of what has gone by."""
        return Seal(self._count, self._state.hexdigest())
