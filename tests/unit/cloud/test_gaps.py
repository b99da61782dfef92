"""A time of which the services' events do not tell is unknown, whatever it is that is missing."""

import gzip
import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.gaps import SERVICES, gaps
from zhengyun.evidence import Gap
from zhengyun.gapped import GONE, NOT_COLLECTED, NOT_EVENTS, NOT_READABLE, TOO_YOUNG, Looked
from zhengyun.growing import marks_of

SINCE: Final = "2026-03-02T08:00:00Z"
UNTIL: Final = "2026-03-02T09:00:00Z"


def at(minute: int) -> str:
    """So many minutes after the beginning."""
    return f"2026-03-02T{8 + minute // 60:02d}:{minute % 60:02d}:00Z"


def line(minute: int) -> str:
    """An event of so many minutes after the beginning; before it where that is less than nothing."""
    when = at(minute) if minute >= 0 else f"2026-03-02T07:{60 + minute:02d}:00Z"
    return json.dumps({"payload": {"eventTime": when[:-1] + ".123456+0000"}}) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of all services, each with an event from before and one from within."""
    for service in SERVICES:
        (tmp_path / f"audit-{service}.jsonl").write_text(line(-5) + line(5), "utf-8")
    return tmp_path


def found(folder: Path, looked: Looked = Looked()) -> list[Gap]:  # noqa: B008 - it holds nothing
    return list(gaps("primary", sorted(folder.glob("audit-*")), SINCE, UNTIL, looked))


def test_files_that_reach_back_and_hold_events_alone_have_none(folder: Path) -> None:
    assert found(folder) == []


def test_a_service_without_files_is_not_collected(folder: Path) -> None:
    (folder / "audit-nova.jsonl").unlink()
    assert found(folder) == [Gap("primary", "nova", SINCE, UNTIL, NOT_COLLECTED)]
    assert len(list(gaps("primary", [], SINCE, UNTIL, Looked()))) == len(SERVICES)


def test_lines_that_are_no_events_leave_a_gap_between_those_around_them(folder: Path) -> None:
    text = line(-5) + line(5) + "\x00\x00\x00\n{torn\n" + line(20) + "[]\n"
    (folder / "audit-nova.jsonl").write_text(text, "utf-8")
    assert found(folder) == [
        Gap("primary", "nova", at(5), at(20), NOT_EVENTS, 2),
        Gap("primary", "nova", at(20), UNTIL, NOT_EVENTS, 1),
    ]


def test_lines_that_cannot_be_read_from_before_are_of_no_concern(folder: Path) -> None:
    (folder / "audit-nova.jsonl").write_text("{torn\n" + line(-5) + line(5), "utf-8")
    assert found(folder) == []


def test_a_line_that_is_being_written_is_none(folder: Path) -> None:
    with (folder / "audit-nova.jsonl").open("a", encoding="utf-8") as file:
        file.write(line(20)[:30])
    assert found(folder) == []


def test_a_packed_file_that_is_torn_off_cannot_be_read(folder: Path) -> None:
    packed = gzip.compress("".join(map(line, range(-50, 0))).encode())
    (folder / "audit-nova.jsonl.2.gz").write_bytes(packed[:-20])
    assert [one.why for one in found(folder)] == [NOT_READABLE]
    (folder / "audit-nova.jsonl.2.gz").write_bytes(packed)
    assert found(folder) == []


def test_a_service_of_which_nothing_older_is_there_is_unknown_until_its_first_event(folder: Path) -> None:
    (folder / "audit-glance.jsonl").write_text(line(20), "utf-8")
    (folder / "audit-nova.jsonl").write_text("", "utf-8")
    assert found(folder) == [
        Gap("primary", "glance", SINCE, at(20), TOO_YOUNG),
        Gap("primary", "nova", SINCE, UNTIL, TOO_YOUNG),
    ]


class TestLooked:
    """What was seen of the files at an earlier look vouches for what they did not hold."""

    @pytest.fixture
    def looked(self, folder: Path) -> Looked:
        """A look at a moment when nothing of Glance had been recorded yet."""
        (folder / "audit-glance.jsonl").write_text("", "utf-8")
        return Looked(SINCE, marks_of(folder.glob("audit-*")))

    def test_where_all_are_there_still_nothing_was_lost(self, folder: Path, looked: Looked) -> None:
        (folder / "audit-glance.jsonl").write_text(line(20), "utf-8")
        assert found(folder, looked) == []

    def test_a_later_look_vouches_for_nothing_earlier(self, folder: Path, looked: Looked) -> None:
        assert [one.why for one in found(folder, looked._replace(at=at(1)))] == [TOO_YOUNG]

    def test_where_one_was_rotated_away_nobody_knows(self, folder: Path, looked: Looked) -> None:
        (folder / "audit-glance.jsonl").rename(folder / "elsewhere")
        (folder / "audit-glance.jsonl").write_text(line(20), "utf-8")
        assert [(one.service, one.why) for one in found(folder, looked)] == [("glance", TOO_YOUNG)]

    def test_where_one_was_cut_short_nobody_knows(self, folder: Path) -> None:
        file = folder / "audit-glance.jsonl"
        file.write_text(line(-5) + line(-4), "utf-8")
        looked = Looked(SINCE, marks_of(folder.glob("audit-*")))
        file.write_text(line(20), "utf-8")
        assert [(one.service, one.why) for one in found(folder, looked)] == [("glance", GONE)]

    def test_one_that_was_rotated_by_renaming_is_known_by_itself(self, folder: Path, looked: Looked) -> None:
        (folder / "audit-glance.jsonl").rename(folder / "audit-glance.jsonl.1")
        (folder / "audit-glance.jsonl").write_text(line(20), "utf-8")
        assert found(folder, looked) == []


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_no_bytes_stop_the_looking(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "audit-nova.jsonl").write_bytes(b"\n".join(parts))
    (folder / "audit-cinder.jsonl.1.gz").write_bytes(b"".join(parts))
    assert {one.service for one in found(folder)} == set(SERVICES)
