"""Records in a real database of their own."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from governance.roles import begin
from records.database import KNOWN, SINCE, Database
from records.ledger import Ledger
from records.logbook import LogBook
from records.rolefiles import RoleFiles
from tests.cast import HandClock, role_file
from zhengyun.people import RoleFile


@dataclass
class Records:
    """A database and everything that reads and writes it."""

    database: Database
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.database, self.clock)
        self.book = LogBook(self.database, self.clock)
        self.roles = RoleFiles(self.database, self.clock)

    @property
    def file(self) -> Path:
        """The database's file."""
        return self.database.file

    def kinds(self) -> list[str]:
        """The log's entries by kind."""
        return [entry.kind for entry in self.book.entries()]

    def meddle(self, statement: str, *values: object) -> None:
        """Do something to the file as somebody who has it in his hands."""
        meddle(self.file, statement, *values)

    def again(self) -> "Records":
        """The same records as another process would open them."""
        return Records(Database(self.file), self.clock)


def meddle(file: Path, statement: str, *values: object) -> None:
    """Do something to a database as somebody who takes the log's triggers away first."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for verb in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER IF EXISTS entries_no_{verb}")
        connection.execute(statement, values)


def older(file: Path, version: str) -> None:
    """Make a database one that an older version has left behind."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for table, since in SINCE.items():
            if since > version:
                connection.execute(f"DROP TABLE {table}")
        if version == KNOWN[0]:
            connection.execute("DROP TRIGGER entries_no_replace")
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))


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
    """Records whose log begins with a role file."""
    records = fresh(file)
    begin(roles or role_file(), records.roles, records.book, "lab")
    return records
