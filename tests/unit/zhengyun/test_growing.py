"""Files that grow and are rotated are read on from where they were left, and nothing of them is passed over."""

import gzip
import os
from pathlib import Path

import pytest

from zhengyun import growing
from zhengyun.growing import Marks, marks_of, opened


@pytest.fixture(autouse=True)
def _no_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "LEAD", 0)


def _read(folder: Path, marks: Marks) -> list[str]:
    """The lines of all files, as they are read on from the marks."""
    found: list[str] = []
    for file in sorted(folder.glob("log*")):
        with opened(file, marks) as lines:
            found += [line.strip() for line in lines]
    return found


def _append(file: Path, *words: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(f"{word}\n" for word in words)


def _marks(folder: Path) -> Marks:
    return marks_of(sorted(folder.glob("log*")))


def test_what_was_written_since_is_read(tmp_path: Path) -> None:
    log = tmp_path / "log"
    _append(log, "one", "two")
    assert _read(tmp_path, {}) == ["one", "two"]
    marks = _marks(tmp_path)
    assert _read(tmp_path, marks) == []
    _append(log, "three")
    assert _read(tmp_path, marks) == ["three"]


def test_a_line_that_was_half_written_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "LEAD", len("tw") + 1)
    log = tmp_path / "log"
    log.write_text("one\ntw")
    marks = _marks(tmp_path)
    log.write_text("one\ntwo\n")
    assert _read(tmp_path, marks) == ["two"]


def test_a_file_that_was_renamed_is_known_and_the_new_one_read_whole(tmp_path: Path) -> None:
    log = tmp_path / "log"
    _append(log, "one")
    marks = _marks(tmp_path)
    _append(log, "two")
    log.rename(tmp_path / "log.1")
    _append(log, "three")
    assert sorted(_read(tmp_path, marks)) == ["three", "two"]


def test_one_that_was_emptied_in_its_place_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "log"
    _append(log, "one", "two")
    marks = _marks(tmp_path)
    os.truncate(log, 0)
    _append(log, "six", "seven", "eight")
    assert _read(tmp_path, marks) == ["six", "seven", "eight"], "though it is longer than it was"


def test_what_is_packed_is_read_once(tmp_path: Path) -> None:
    packed = tmp_path / "log.2.gz"
    packed.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert _read(tmp_path, {}) == ["one", "two"]
    assert _read(tmp_path, _marks(tmp_path)) == []


def test_a_little_before_the_mark_is_read_too_from_the_beginning_of_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    _append(log, "first", "second", "third")
    marks = _marks(tmp_path)
    _append(log, "fourth")
    monkeypatch.setattr(growing, "LEAD", len("ond\nthird\n"))
    assert _read(tmp_path, marks) == ["third", "fourth"]
    monkeypatch.setattr(growing, "LEAD", len("second\nthird\n"))
    assert _read(tmp_path, marks) == ["second", "third", "fourth"]


@pytest.mark.parametrize("mark", [None, [], [1], ["a", "b", "c"], [10**9, 3, "x"], {"a": 1}])
def test_a_mark_that_is_none_is_no_mark(tmp_path: Path, mark: object) -> None:
    _append(tmp_path / "log", "one")
    marks = dict.fromkeys(_marks(tmp_path), mark)
    assert _read(tmp_path, marks) == ["one"]
