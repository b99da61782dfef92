"""Records in a real database of their own."""

import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psycopg

from governance.roles import begin
from records.chain import ORIGIN
from records.database import Database, engine_of
from records.ledger import Ledger
from records.logbook import LogBook
from records.opening import open_records
from records.queue import Queue
from records.rolefiles import RoleFiles
from records.store import Store
from records.upgrade import upgrade
from tests.cast import VERIFIER, HandClock, at, proven, role_file
from zhengyun.canonical import canonical, digest
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.merkle import Frontier, leaf_hash
from zhengyun.rolefile import RoleFile

_BEGUN: dict[bytes, bytes] = {}
# A statement is compiled once for all the databases of the tests, and not for each anew.
_COMPILED: dict[object, object] = {}
_DIALECT = engine_of(Path(":memory:")).dialect
GUARDS = """
SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('inbox', 'entries', 'nodes', 'checkpoints')
"""


@dataclass
class Records:
    """A database and everything that reads and writes it."""

    database: Store
    clock: HandClock = field(default_factory=HandClock)
    url: str = ""
    """Where it is, if that is no file."""

    def __post_init__(self) -> None:
        if not self.url:
            self.database.engine.dialect = _DIALECT
        self.database.engine.update_execution_options(compiled_cache=_COMPILED)
        self.ledger = Ledger(self.database, self.clock)
        self.book = LogBook(self.database, self.clock)
        self.roles = RoleFiles(self.database, self.clock)

    @property
    def file(self) -> Path:
        """The database's file."""
        return self.embedded.file

    @property
    def embedded(self) -> Database:
        """The database, as the one in a file that it is."""
        assert isinstance(self.database, Database)
        return self.database

    @property
    def where(self) -> Path | str:
        """Where another process finds it."""
        return self.url or self.file

    def kinds(self) -> list[str]:
        """The log's entries by kind."""
        return [entry.kind for entry in self.book.entries()]

    def meddle(self, statement: str, *values: object) -> None:
        """Do something to the file as somebody who has it in his hands."""
        # What still waits could not be meddled with as an entry.
        with suppress(ZhengyunError):
            self.book.last()
        if self.url:
            meddle_there(self.url, statement, *values)
        else:
            meddle(self.file, statement, *values)

    def forge(self, entry: Entry) -> None:
        """Put another entry in the place of that number, and make every hash above it right, as somebody who knows how."""
        leaves = [one.leaf for one in self.book.entries()]
        leaves[entry.number - 1] = Entry.make(entry.number, entry.at, entry.kind, entry.actor, entry.body).leaf
        self.meddle("DELETE FROM nodes")
        tree = Frontier()
        for number, leaf in enumerate(leaves, 1):
            hash_ = leaf_hash(leaf)
            self.meddle("UPDATE entries SET leaf = ?, hash = ? WHERE number = ?", leaf.decode(), hash_, number)
            for node in tree.append(hash_):
                self.meddle("INSERT INTO nodes VALUES (?, ?, ?)", *node)

    def again(self) -> "Records":
        """The same records as another process would open them."""
        return Records(open_records(self.where), self.clock, self.url)


def meddle(file: Path, statement: str, *values: object) -> None:
    """Do something to a database as somebody who takes the log's triggers away first."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for (name,) in connection.execute(GUARDS).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement, values)


def meddle_there(url: str, statement: str, *values: object) -> None:
    """The same as the owner of the tables, who takes the guards away first."""
    with psycopg.connect(url) as connection:
        for table in ("inbox", "entries", "nodes", "checkpoints"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        connection.execute(statement.replace("?", "%s").encode(), values or None)


def older(file: Path, version: str, *notes: Note) -> list[str]:
    """A database that an older version has left, made by that version's own statements; the hashes of its chain."""
    database, previous, hashes = Database.__new__(Database), ORIGIN, []
    database.file, database.engine, database.queue, database._own = file, engine_of(file), Queue(file), None
    with database.write() as connection:
        upgrade(connection, version)
        for number, note in enumerate(notes, 1):
            content = {"number": number, "at": at(number), **note._asdict(), "previous": previous}
            row = {**content, "body": canonical(note.body).decode(), "hash": digest(content)}
            connection.exec_driver_sql(
                "INSERT INTO entries VALUES (:number, :at, :kind, :actor, :body, :previous, :hash)", row
            )
            hashes.append(previous := digest(content))
    database.close()
    return hashes


@cache
def blank() -> bytes:
    """A database in which nothing is; migrating takes a moment, so that all tests copy this one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.sqlite"
        Database(file).close()
        return file.read_bytes()


def fresh(file: Path) -> Records:
    """Records in which nothing is."""
    file.write_bytes(blank())
    return Records(Database(file))


def begun(file: Path, roles: RoleFile | None = None) -> Records:
    """Records whose log begins with a role file; signing and laying one takes a moment, so that all tests copy what is alike."""
    first = roles or role_file()
    if first.signed_bytes not in _BEGUN:
        _BEGUN[first.signed_bytes] = _laid(first)
    file.write_bytes(_BEGUN[first.signed_bytes])
    return Records(Database(file))


def _laid(roles: RoleFile) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        records = fresh(Path(folder) / "records.sqlite")
        begin(proven(roles), records.roles, records.book, VERIFIER, records.clock.now(), "lab")
        records.database.close()
        return records.file.read_bytes()
