"""Checking records in PostgreSQL: the log, every reference between tables, and that the guards of the log stand."""

from collections import deque
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from records.backup import STRAY, Health, of_inbox
from records.postgresql import PostgreSQL
from records.store import raw
from records.tree import NoNode, level_of, reader, rows, strays
from zhengyun.entry import Flaw
from zhengyun.merkle import Frontier, leaf_hash
from zhengyun.soundness import walk

GUARDED: Final = ("entries", "nodes", "checkpoints", "inbox")
# A guard that is not there, or does not stand in every session.
GUARDS: Final = """
SELECT c.relname, count(t.tgname) FILTER (WHERE t.tgenabled = 'A') FROM pg_class c LEFT JOIN pg_trigger t
ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE c.relname = ANY (?) AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname
"""
FEWEST: Final = {"entries": 3, "nodes": 3, "checkpoints": 3, "inbox": 4}
# References that were taken away, or not held against what was there already.
REFERENCES: Final = (
    "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated AND connamespace = 'public'::regnamespace"
)
MANY: Final = 6
NO_GUARDS: Final = "the guards against changes are not all there"
NO_REFERENCES: Final = "the references between the tables are not all there"


def check(url: str) -> Health:
    """Check the log leaf by leaf and node by node, as of one moment, and what holds it as it is.

    Pages are the server's own to check: it has a checksum for each where it was told so (`pg_amcheck`, data_checksums).

    Raises: ZhengyunError (ZY-REC-*: it cannot be opened at all).
    """
    database = PostgreSQL(url, begin=False)
    try:
        with database.read() as connection:
            return health(connection)
    finally:
        database.close()


def health(connection: Connection) -> Health:
    """The same in a transaction that sees one moment."""
    driver = raw(connection)
    problems = tuple(_problems(connection))
    found = walk(rows(driver), level_of(driver))
    strange = [Flaw((number << level) + 1, STRAY) for level, number in strays(driver, found.size)]
    waiting = driver.execute("SELECT number, leaf FROM inbox ORDER BY number").fetchall()
    strange += of_inbox(waiting, found.size)
    try:
        tree = Frontier(found.size, reader(driver))
    except NoNode:
        tree = Frontier()
    for _, leaf in waiting:
        deque(tree.append(leaf_hash(leaf)), maxlen=0)
    return Health(found.size + len(waiting), tree.root().hex(), problems, (*found.flaws, *strange))


def _problems(connection: Connection) -> Iterator[str]:
    driver = raw(connection)
    standing = dict(driver.execute(GUARDS, (list(GUARDED),)).fetchall())
    for table, fewest in FEWEST.items():
        if standing.get(table, 0) < fewest:
            yield f"{table}: {NO_GUARDS}"
    if driver.execute(REFERENCES).fetchone()[0] < MANY:
        yield NO_REFERENCES
