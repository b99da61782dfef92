"""The log's rows: what waits in the inbox becomes entries, leaf by leaf, with the nodes of the tree above them.

All of it works on the driver's own connection: these are the inner loops, and they run in a caller's transaction.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from records.store import Rows, streamed
from zhengyun.entry import Entry, time_of
from zhengyun.merkle import Frontier, Node, Nodes, leaf_hash
from zhengyun.soundness import Level, Row


class NoNode(sqlite3.OperationalError):
    """The tree lacks a node that it must have: somebody else's hand was in it. SQLite's own errors read like this."""


class Newest(NamedTuple):
    """The newest entry, whether it still waits in the inbox or not: its number and time; 0 for none."""

    number: int
    at: str


def newest(connection: Rows) -> Newest:
    """What the next entry comes after."""
    for table in ("inbox", "entries"):
        query = f"SELECT number, CAST(leaf AS BLOB) FROM {table} ORDER BY number DESC LIMIT 1"  # noqa: S608 - ours
        if row := connection.execute(query).fetchone():
            return Newest(row[0], time_of(row[1] or b""))
    return Newest(0, "")


def integrate(connection: sqlite3.Connection) -> None:
    """Make entries of all that waits in the inbox, in its order. The caller holds the write lock."""
    first, last = connection.execute("SELECT min(number), max(number) FROM inbox").fetchone()
    if first is None:
        return
    tree, nodes = Frontier(first - 1, reader(connection)), list[Node]()

    def hash_of(leaf: bytes) -> bytes:
        nodes.extend(tree.append(hash_ := leaf_hash(leaf)))
        return hash_

    # The rows stay inside SQLite, which asks for each one's hash as it goes: a fifth less than taking them out and in.
    connection.create_function("leaf_hash", 1, hash_of)
    moved = "SELECT number, leaf, leaf_hash(CAST(leaf AS BLOB)) FROM inbox ORDER BY number"
    connection.execute(f"INSERT INTO entries (number, leaf, hash) {moved}")
    _add_nodes(connection, nodes)
    connection.execute("DELETE FROM inbox WHERE number <= ?", (last,))


def add(connection: sqlite3.Connection, leaves: Sequence[tuple[int, bytes]]) -> None:
    """Write entries, which follow the last one, and every node that they complete."""
    tree = Frontier(leaves[0][0] - 1, reader(connection))
    rows: list[tuple[int, str, bytes]] = []
    nodes: list[Node] = []
    for number, leaf in leaves:
        hash_ = leaf_hash(leaf)
        rows.append((number, leaf.decode(), hash_))
        nodes += tree.append(hash_)
    connection.executemany("INSERT INTO entries (number, leaf, hash) VALUES (?, ?, ?)", rows)
    _add_nodes(connection, nodes)


def _add_nodes(connection: sqlite3.Connection, nodes: Sequence[Node]) -> None:
    connection.executemany("INSERT INTO nodes (level, number, hash) VALUES (?, ?, ?)", nodes)


def reader(connection: Rows) -> Nodes:
    """The tree as zhengyun.merkle reads it.

    Raises (when called): NoNode.
    """

    def nodes(level: int, index: int) -> bytes:
        if level:
            query, key = "SELECT hash FROM nodes WHERE number = ? AND level = ?", (index, level)
            row = connection.execute(query, key).fetchone()
        else:
            row = connection.execute("SELECT hash FROM entries WHERE number = ?", (index + 1,)).fetchone()
        if row is None:
            raise NoNode(f"no such node of the tree: {level}/{index}")
        return bytes(row[0])

    return nodes


def rows(connection: Rows) -> Iterator[Row]:
    """The whole log as it stands there, for zhengyun.soundness."""
    return streamed(connection, "SELECT number, CAST(leaf AS BLOB), CAST(hash AS BLOB) FROM entries ORDER BY number")


def level_of(connection: Rows) -> Level:
    """The tree as it stands there, for zhengyun.soundness."""

    def level(height: int, first: int, count: int) -> list[bytes]:
        query = "SELECT CAST(hash AS BLOB) FROM nodes WHERE level = ? AND number BETWEEN ? AND ? ORDER BY number"
        return [hash_ for (hash_,) in connection.execute(query, (height, first, first + count - 1))]

    return level


def strays(connection: Rows, size: int) -> list[tuple[int, int]]:
    """The nodes, by level and number, that no tree of that size has."""
    reaches = "(number + 1) << CAST(level % 64 AS INTEGER)"
    query = f"SELECT level, number FROM nodes WHERE level < 1 OR level > 62 OR number < 0 OR {reaches} > ? LIMIT 100"  # noqa: S608 - ours
    return connection.execute(query, (size,)).fetchall()


def entries_from(connection: Rows, first: int = 1) -> Iterator[Entry]:
    """The entries from that number on, as they stand there."""
    query = "SELECT number, CAST(leaf AS BLOB), CAST(hash AS BLOB) FROM entries WHERE number >= ? ORDER BY number"
    for row in streamed(connection, query, (first,)):
        yield Entry.kept(*row)
