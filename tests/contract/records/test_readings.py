"""Readings are kept, found again as they were, and give way after a year."""

import pytest

from records.readings import Reading, Readings
from tests.records import Records
from tests.unit.governance.requests import refusal


def _read(day: str, site: str = "primary", **more: object) -> Reading:
    return Reading(site, f"{day}T08:00:00Z", 1200, "operator", {"drift": [], **more}, None, {"1:2": [3, "head"]})


def _lost(day: str, site: str = "primary") -> Reading:
    return Reading(site, f"{day}T08:00:00Z", 6000, "operator", None, {"code": "ZY-CLOUD-002"})


@pytest.fixture
def readings(records: Records) -> Readings:
    """Readings in records in which nothing else is."""
    return Readings(records.database)


def test_of_a_site_that_was_never_read_nothing_is_known(readings: Readings) -> None:
    assert readings.newest("primary") is None
    assert readings.last("primary") is None
    assert readings.lost_since("primary") == ""


def test_the_newest_of_each_site_is_found_as_it_was(readings: Readings) -> None:
    first, second, other = _read("2026-03-01"), _read("2026-03-02", words="政云"), _read("2026-03-03", "dr")
    readings.add([first, other])
    readings.add([second])
    assert readings.last("primary") == readings.newest("primary") == second
    assert readings.last("primary", "2026-03-02T07:59:59Z") == first
    assert readings.last("dr") == other


def test_a_lost_site_keeps_what_was_last_known_of_it(readings: Readings) -> None:
    read = _read("2026-03-01")
    readings.add([read])
    assert readings.lost_since("primary") == ""
    readings.add([_lost("2026-03-02")])
    readings.add([_lost("2026-03-03")])
    assert readings.last("primary") == read
    newest = readings.newest("primary")
    assert newest
    assert (newest.document, newest.problem) == (None, {"code": "ZY-CLOUD-002"})
    assert readings.lost_since("primary") == "2026-03-02T08:00:00Z"
    readings.add([_read("2026-03-04")])
    assert readings.lost_since("primary") == ""


def test_what_was_lost_in_the_second_in_which_it_was_read_is_lost_and_what_was_read_again_is_not(
    readings: Readings,
) -> None:
    readings.add([_read("2026-03-01")])
    readings.add([_lost("2026-03-01")])
    assert readings.lost_since("primary") == "2026-03-01T08:00:00Z"
    readings.add([_read("2026-03-01")])
    assert readings.lost_since("primary") == ""


def test_what_is_older_than_a_year_gives_way(readings: Readings) -> None:
    readings.add([_read("2024-01-01"), _read("2026-03-01", "dr")])
    assert readings.last("primary")
    readings.add([_lost("2026-03-02")])
    assert readings.last("primary") == _read("2024-01-01"), "what was last known of a site stays, however old"
    readings.add([_read("2026-03-03")])
    readings.add([_read("2026-03-04")])
    assert readings.last("primary", "2026-03-02T00:00:00Z") is None
    assert readings.last("dr")


def test_what_somebody_else_has_written_there_is_damage(records: Records, readings: Readings) -> None:
    readings.add([_read("2026-03-01")])
    records.meddle("UPDATE readings SET document = '[1]'")
    assert refusal(lambda: readings.last("primary")) == "ZY-REC-004"
