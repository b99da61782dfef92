"""Records for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import HandClock
from tests.databases import Databases
from tests.integration.records.forging import Handed, handed
from tests.integration.records.town import NOTE, Town, built
from tests.records import Records, begun


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose log has begun with the whole cast."""
    made = begun(tmp_path / "records.sqlite")
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    """One log for all tests; each takes a copy."""
    return handed(tmp_path_factory.mktemp("log"))


@pytest.fixture
def log(pristine: Handed, tmp_path: Path) -> Handed:
    """A log to be forged, without the witness's memory: the page alone has to find it."""
    return Handed(tmp_path, list(pristine.leaves), list(pristine.notes))


@pytest.fixture
def memory(pristine: Handed) -> list[Path]:
    """What the witness has kept."""
    return pristine.seen


@pytest.fixture(scope="module")
def town(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests of a module; whoever meddles with it puts it right again."""
    made = built(databases, tmp_path_factory.mktemp("town"))
    try:
        yield made
    finally:
        made.separation.apply((), NOTE, HandClock())
