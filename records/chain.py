"""The log as it was before version 0005 of the tables: each entry held the hash of the one before it.

Older backups are still checked by it, and its entries are carried over into the tree.
"""

import json
import sqlite3
from typing import Final, NamedTuple

from zhengyun.canonical import canonical, digest_of
from zhengyun.entry import CHANGED, MISSING, Flaw
from zhengyun.soundness import UNLIKE

ORIGIN: Final = "sha256:" + "0" * 64
"""What the first entry came after."""


class Link(NamedTuple):
    """An entry of the chain, as it was kept."""

    number: int
    at: str
    kind: str
    actor: str
    body: str
    previous: str
    hash: str

    def content(self) -> bytes:
        """The canonical bytes that its hash was made of. What is no JSON any more was altered, and stays so."""
        told = {"at": str(self.at), "kind": str(self.kind), "actor": str(self.actor), "previous": str(self.previous)}
        try:
            return canonical({**told, "number": self.number, "body": json.loads(self.body)})
        except (TypeError, ValueError, RecursionError):
            return canonical({**told, "number": self.number, "body": {"unreadable": str(self.body)}})


def links(connection: sqlite3.Connection, table: str = "entries") -> sqlite3.Cursor:
    """The rows of the chain, in order."""
    return connection.execute(f"SELECT number, at, kind, actor, body, previous, hash FROM {table} ORDER BY number")  # noqa: S608 - ours


def check(connection: sqlite3.Connection) -> tuple[int, str, list[Flaw]]:
    """The number and the hash of the last entry, and where the chain is broken."""
    number, previous, found = 0, ORIGIN, list[Flaw]()
    for link in map(Link._make, links(connection)):
        if link.number != number + 1:
            found.append(Flaw(number + 1, MISSING))
        elif link.previous != previous:
            found.append(Flaw(link.number, UNLIKE))
        if digest_of(link.content()) != link.hash:
            found.append(Flaw(link.number, CHANGED))
        number, previous = link.number, link.hash
    return number, previous if number else "", found
