"""Image files: there, whole, and those that were agreed to."""

import hashlib
from io import BufferedReader
from pathlib import Path

import pytest

from inventory.checks.images import Store
from inventory.loader import load
from tests.unit.inventory.estates import FILES, NAMES, Memory, whole
from zhengyun.errors import Problems, ZhengyunError

BYTES = b"an operating system"


def estate(site: str = FILES[NAMES["site"]]) -> Memory:
    right = site.replace("ab" * 32, hashlib.sha256(BYTES).hexdigest())
    return Memory({**whole().contents, NAMES["site"]: right.encode()})


def problems(source: Memory, store: Store) -> tuple[ZhengyunError, ...]:
    with pytest.raises(Problems) as refused:
        load(source, store)
    return refused.value.errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.raw").write_bytes(BYTES)
    return tmp_path


def test_an_image_that_is_the_declared_one_is_right(folder: Path) -> None:
    assert load(estate(), Store(folder))


def test_another_file_is_told_with_its_sha_256_at_the_declared_one(folder: Path) -> None:
    (folder / "base.raw").write_bytes(b"another")
    (error,) = problems(estate(), Store(folder))
    assert error.code.id == "ZY-EST-071"
    assert hashlib.sha256(b"another").hexdigest() in str(error)
    # Never offered as what was meant: which of the two is right is not for the tool to say.
    assert "nearest" not in error.values
    assert error.place
    line = estate().contents[NAMES["site"]].decode().splitlines()[error.place.line - 1]
    assert line[error.place.column - 1 :].startswith(hashlib.sha256(BYTES).hexdigest())


def test_without_reading_only_what_the_folder_tells_is_looked_at(folder: Path) -> None:
    (folder / "base.raw").write_bytes(b"another")
    assert load(estate(), Store(folder, read=False))
    (folder / "base.raw").write_bytes(b"")
    assert "the file is empty" in str(problems(estate(), Store(folder, read=False))[0])


def test_a_missing_file_is_told_with_the_one_that_was_probably_meant(folder: Path) -> None:
    (folder / "base.raw").rename(folder / "Base.raw")
    (error,) = problems(estate(), Store(folder))
    assert (error.code.id, error.values["nearest"]) == ("ZY-EST-070", "Base.raw")
    assert str(folder / "base.raw") in str(error)


def test_what_is_no_file_is_told(folder: Path) -> None:
    (folder / "base.raw").unlink()
    (folder / "base.raw").mkdir()
    assert "not a regular file" in str(problems(estate(), Store(folder))[0])


def test_one_file_of_several_images_is_read_once_and_held_against_each(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "  again: {title: Again, file: base.raw, sha256: " + "cd" * 32 + "}\n"
    read: list[object] = []
    digest = hashlib.file_digest

    def counted(stream: BufferedReader, name: str) -> object:
        read.append(stream)
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    errors = problems(estate(FILES[NAMES["site"]] + other), Store(folder))
    assert [error.values["image"] for error in errors] == ["again"]
    assert len(read) == 1


def test_a_refused_name_or_sha_256_is_not_told_again(folder: Path) -> None:
    for right, wrong in (("file: base.raw", "file: a/b.raw"), ("sha256: ab", "sha256: xy")):
        site = FILES[NAMES["site"]].replace(right, wrong)
        assert [one.code.id for one in problems(estate(site), Store(folder))] == ["ZY-EST-012"]
