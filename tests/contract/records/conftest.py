"""Records of each kind of database."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final, Protocol

import pytest

from tests.postgres_records import PostgresRecords
from tests.records import Records, begun, fresh
from zhengyun.rolefile import RoleFile

DRIVERS: Final = ("sqlite", pytest.param("postgresql", marks=pytest.mark.lab))


class Maker(Protocol):
    """Makes records, as many as a test wants."""

    def fresh(self) -> Records:
        """Records in which nothing is."""
        ...

    def begun(self, roles: RoleFile | None = None) -> Records:
        """Records whose log begins with a role file."""
        ...


class InFiles:
    """Makes them in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)

    def fresh(self) -> Records:
        """Records in which nothing is."""
        return fresh(self._file())

    def begun(self, roles: RoleFile | None = None) -> Records:
        """Records whose log begins with a role file."""
        return begun(self._file(), roles)

    def _file(self) -> Path:
        return self._folder / f"records-{next(self._numbers)}.sqlite"


@pytest.fixture(scope="session")
def on_server(request: pytest.FixtureRequest) -> PostgresRecords:
    """Records in PostgreSQL."""
    return PostgresRecords(request.getfixturevalue("databases"))


@pytest.fixture(params=DRIVERS)
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    """Makes records in one kind of database."""
    return InFiles(tmp_path) if request.param == "sqlite" else request.getfixturevalue("on_server")


@pytest.fixture
def records(maker: Maker) -> Iterator[Records]:
    """Records whose log has begun with the whole cast."""
    made = maker.begun()
    yield made
    made.database.close()


@pytest.fixture
def empty(maker: Maker) -> Iterator[Records]:
    """Records in which nothing is."""
    made = maker.fresh()
    yield made
    made.database.close()
