"""Records for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records import Records, begun


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose log has begun with the whole cast."""
    made = begun(tmp_path / "records.sqlite")
    yield made
    made.database.close()
