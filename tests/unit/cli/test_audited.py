"""Whose reading is an entry of the log: every auditor's, whatever has become of his office."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.audited import KIND, reads
from tests.cast import at, changed, role_file
from tests.records import begun
from zhengyun.rolefile import RoleFile

LEFT = changed(role_file(), "chen", not_after=at(-1))


@pytest.mark.parametrize(
    ("roles", "person", "entries"),
    [(role_file(), "chen", 1), (LEFT, "chen", 1), (role_file(), "li", 0), (role_file(), "stranger", 0)],
)
def test_an_auditor_who_is_out_of_office_is_seen_reading_too(
    tmp_path: Path, roles: RoleFile, person: str, entries: int
) -> None:
    records = begun(tmp_path / "records.sqlite")
    house: Any = SimpleNamespace(
        roles=roles, book=records.book, clock=records.clock, session=SimpleNamespace(person=person)
    )
    # What a terminal hands over need not be text.
    reads(house, "show", last=20, words="\udc80", kinds=["\udc80"])
    assert records.kinds().count(KIND) == entries
    records.database.close()
