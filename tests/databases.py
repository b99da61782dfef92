"""A real PostgreSQL for all tests of one process that ask for it, and a database of their own for each."""

import itertools
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from lab import codes
from lab.database import control
from lab.files import write_private
from lab.place import Place
from zhengyun.errors import ZhengyunError

OWNER: Final = "keeper"


@dataclass
class Databases:
    """A server that is up; its databases belong to one role, whose password lies in a file.

    `place` is what lab.database.control takes, for whoever wants to kill it and bring it back.
    """

    place: Place
    server: control.Database
    passfile: Path
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fresh(self, template: str = "") -> str:
        """The URL of a new database: empty, or a copy of another. Its password is in the file that the URL names."""
        name = f"records_{next(self.numbers)}"
        like = f" TEMPLATE {template}" if template else " TEMPLATE template0"
        self.ask(f"CREATE DATABASE {name} OWNER {OWNER}{like};")
        return self.url(name)

    def url(self, name: str, user: str = OWNER) -> str:
        """The URL of a database, for that role."""
        return self.server.url(user, name, self.passfile)

    def ask(self, statements: str, name: str = "postgres") -> str:
        """What psql says to statements, as the superuser."""
        return control.as_superuser(self.server, statements, name)

    def login(self, role: str, more: str = "") -> str:
        """Make a role that may log in, with a password that the passfile holds from then on; returns the password."""
        password = secrets.token_hex(16)
        self.ask(f"CREATE ROLE {role} LOGIN PASSWORD '{password}' {more};")
        before = self.passfile.read_text() if self.passfile.exists() else ""
        write_private(self.passfile, f"{before}*:*:*:{role}:{password}\n")
        return password


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A server that is up; where this machine has none, its tests are skipped, and say how to run them."""
    root = tmp_path_factory.mktemp("postgresql")
    place = Place(root / "lab")
    try:
        # No test takes the power from the machine: what its kernel has is there, whoever is killed.
        server = control.up(place, settings={"fsync": "off"})
    except ZhengyunError as error:
        if error.code is codes.NO_DATABASE_SERVER:
            pytest.skip("no PostgreSQL on this machine; to run them: apt-get install postgresql-15")
        raise
    try:
        made = Databases(place, server, root / "passwords")
        made.login(OWNER)
        yield made
    finally:
        control.destroy(place)
