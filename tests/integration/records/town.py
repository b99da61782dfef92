"""A database whose roles are separated, and who comes in to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from governance.roles import begin
from lab.files import write_private
from records.opening import open_records
from records.postgresql import PostgreSQL
from records.separation.offices import Holder, holders
from records.separation.separating import Separation
from tests.cast import NOW, VERIFIER, HandClock, proven, role_file
from tests.databases import Databases
from tests.records import Records
from zhengyun.entry import Note
from zhengyun.rolefile import RoleFile

NOTE: Final = Note("records.separated", "li", {"version": 1})
BARE: Final = psycopg.errors.InsufficientPrivilege
PASSWORD: Final = "correct horse battery"


@dataclass
class Town:
    """A database whose roles are separated, and who comes in to it."""

    databases: Databases
    name: str
    separation: Separation
    who: tuple[Holder, ...]
    passfile: Path

    def login(self, person: str) -> str:
        """As whom somebody comes in."""
        return next(one.login for one in self.who if one.person == person)

    def url(self, person: str) -> str:
        """The address, as somebody."""
        return self.databases.server.url(self.login(person), self.name, self.passfile)

    def records(self, person: str) -> PostgreSQL:
        """The records, as somebody opens them."""
        opened = open_records(self.url(person), begin=False)
        assert isinstance(opened, PostgreSQL)
        return opened

    def does(self, person: str, statement: str, *values: object) -> Any:
        """What a statement tells somebody."""
        with psycopg.connect(self.url(person), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def meddle(self, statement: str) -> None:
        """What somebody does who is superuser there."""
        self.databases.ask(statement, self.name)

    def drift(self, roles: RoleFile | None = None) -> list[str]:
        """What is not as it should be."""
        who = holders(roles, self.separation.names, NOW) if roles else self.who
        found = self.separation.differences(who)
        return [f"{'lacks' if one.lacks else 'too much'} {one.fact}" for one in found]

    def refused(self, person: str, statement: str, *values: object) -> str:
        """With what words PostgreSQL refuses it to somebody."""
        with pytest.raises(BARE) as error:
            self.does(person, statement, *values)
        return str(error.value).splitlines()[0]

    def apply(self) -> None:
        """Bring it to what the role file says."""
        self.separation.apply(self.who, NOTE, HandClock())


def built(databases: Databases, folder: Path) -> Town:
    """One in which everybody of the cast has a login."""
    url = databases.fresh()
    begun = Records(PostgreSQL(url), url=url)
    begin(proven(role_file()), begun.roles, begun.book, VERIFIER, begun.clock.now(), "lab")
    begun.database.close()
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    databases.login(f"dba_{name}", "SUPERUSER")
    separation = Separation(databases.url(name, f"dba_{name}"))
    who = holders(role_file(), separation.names, NOW)
    separation.apply(who, NOTE, HandClock())
    passfile = folder / "passwords"
    for one in who:
        separation.password(one.login, PASSWORD)
    write_private(passfile, "".join(f"*:*:*:{one.login}:{PASSWORD}\n" for one in who))
    return Town(databases, name, separation, who, passfile)
