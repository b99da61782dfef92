"""Writing the files that people name: whole or not at all, and nothing but files is replaced."""

import os
import threading
from pathlib import Path

import pytest

from cli.files import read, write
from zhengyun.errors import ZhengyunError


def test_a_file_is_replaced_by_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    for content in (b"older, and longer", b"newer"):
        write(file, content)
        assert file.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "plan.json")
    write(link, b"content")
    assert link.is_symlink()
    assert (tmp_path / "plan.json").read_bytes() == b"content"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, came = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: came.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"content")
    reader.join(30)
    assert came == [b"content"]
    assert pipe.is_fifo()


def test_a_device_behind_a_link_is_written_to_and_stays_a_device(tmp_path: Path) -> None:
    link = tmp_path / "nowhere"
    link.symlink_to("/dev/null")
    write(link, b"content")
    assert Path("/dev/null").is_char_device()
    assert link.is_symlink()


def test_a_folder_is_refused_and_nothing_is_left_lying_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(ZhengyunError) as raised:
        write(folder, b"content")
    assert raised.value.code.id == "ZY-CLI-006"
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize(
    ("most", "said"), [(100, "100 B"), (64 * 1024, "64 KiB"), (2 << 20, "2 MiB"), (3 << 19, "1536 KiB")]
)
def test_what_is_too_large_is_told_how_large_it_may_be(tmp_path: Path, most: int, said: str) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"0" * most)
    assert len(read(file, most)) == most
    file.write_bytes(b"0" * (most + 1))
    with pytest.raises(ZhengyunError, match=f"ZY-CLI-031.*larger than {said} and"):
        read(file, most)
