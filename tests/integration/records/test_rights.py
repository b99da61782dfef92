"""Records that this process may not write, or not even read: it says so, and does nothing that it cannot record."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import indent
from typing import Final

import pytest

from records.backup import backup
from records.database import Database
from tests.integration.records.applying import approved
from tests.integration.records.processes import begin, go
from tests.records import Records

# Root's rights to read and write whatever it likes are taken away; what is left obeys a file's mode as anybody does.
HUMBLE: Final = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
APPLIES: Final = """
from tests.integration.records.applying import carry_out
from tests.unit.zhengyun.interpreter import Interpreter
ends, begun = carry_out(Records(Database(file)), Interpreter({}), resume=False)
print(ends, begun)
"""
READS: Final = """
records = Records(Database(file))
print(len(records.ledger.requests()), records.book.last().number)
"""
WRITES: Final = """
print(Records(Database(file), SystemClock()).book.append(Note("spoken", "w", {})).number)
"""
CHECKS: Final = """
from records.backup import check
print(check(file).sound)
"""
BACKS_UP: Final = """
from records.backup import backup
from records.database import Database
print(backup(file, Path(words[0]))["entries"])
"""
RESTORES: Final = """
from records.restore import restore
print(restore(Path(words[0]), file, allow_older=True, alive=lambda _: False)["entries"])
"""


def humble() -> bool:
    """Whether a process can be had here that obeys the modes of files."""
    return not HUMBLE or (
        bool(shutil.which("setpriv"))
        and not subprocess.run([*HUMBLE, "true"], check=False, capture_output=True).returncode
    )


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not humble(), reason="root cannot give up its rights here"),
]


def said(file: Path, *scripts: str, words: Sequence[Path] = ()) -> list[str]:
    """What a process that obeys the modes of files says to each: its result, or the error that it ends with."""
    tries = "".join(
        f"try:\n{indent(script, '    ')}\nexcept ZhengyunError as error:\n    print(error)\n" for script in scripts
    )
    process = begin(tries, file, *map(str, words), before=HUMBLE)
    ((result, troubles),) = go(process)
    assert troubles == ""
    return result.splitlines()


@pytest.fixture
def shut(records: Records, tmp_path: Path) -> Iterator[Path]:
    """Records with an approved request, which nobody has open; the modes are put right again at the end."""
    approved(records)
    folder = tmp_path / "kept"
    folder.mkdir()
    records.database.close()
    file = records.file.rename(folder / "records.sqlite")
    yield file
    folder.chmod(0o700)


def close(file: Path, what: str) -> None:
    """Take away the right to write."""
    Database(file).close()  # Who only reads leaves beside the file what he wrote ahead of it; who writes takes it away.
    if what in {"file", "both"}:
        file.chmod(0o444)
    if what in {"folder", "both"}:
        file.parent.chmod(0o555)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_cannot_be_recorded_is_neither_begun_nor_restored(shut: Path, tmp_path: Path, what: str) -> None:
    backup(shut, tmp_path / "backup")
    close(shut, what)
    before = shut.read_bytes()
    applied, written, restored = said(shut, APPLIES, WRITES, RESTORES, words=[tmp_path / "backup"])
    assert applied.startswith(f"ZY-REC-002 The database at {shut} cannot be written.")
    assert "create" not in applied, "what was begun"
    assert written == f"ZY-REC-002 The database at {shut} cannot be written."
    assert restored.startswith(("ZY-REC-002", "ZY-REC-014"))
    assert shut.read_bytes() == before
    assert not list(shut.parent.glob("*before-restore*"))


def test_a_file_that_cannot_be_written_can_still_be_read_checked_and_backed_up(shut: Path, tmp_path: Path) -> None:
    close(shut, "file")
    assert said(shut, READS, CHECKS, BACKS_UP, words=[tmp_path / "backup"]) == ["1 3", "True", "3"]


def test_where_nothing_can_be_made_no_records_begin(tmp_path: Path) -> None:
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o555)
    file = folder / "records.sqlite"
    assert said(file, WRITES) == [f"ZY-REC-002 The database at {file} cannot be written."]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_cannot_even_be_read_is_said_to_be_out_of_reach(shut: Path, what: str) -> None:
    (shut if what == "file" else shut.parent).chmod(0)
    for answer in said(shut, READS, CHECKS):
        assert answer.startswith(("ZY-REC-005", "ZY-REC-002"))
        assert str(shut) in answer


def test_a_backup_where_nothing_can_be_written(shut: Path, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    (answer,) = said(shut, BACKS_UP, words=[folder / "b"])
    assert answer.startswith(f"ZY-REC-014 The records cannot be copied to {folder}/b")
    assert answer.endswith("Permission denied")


def test_a_backup_that_cannot_be_read_is_taken_for_none(shut: Path, tmp_path: Path) -> None:
    targets = [tmp_path / name / "b" for name in ("file", "manifest", "folder")]
    for target in targets:
        target.parent.mkdir()
        backup(shut, target)
    for closed in (targets[0], targets[1].with_name("b.json"), targets[2].parent):
        closed.chmod(0)
    answers = said(shut, *(RESTORES.replace("words[0]", f"words[{number}]") for number in range(3)), words=targets)
    targets[2].parent.chmod(0o700)
    assert len(answers) == 3
    for answer in answers:
        assert answer.startswith("ZY-REC-008")
        assert "Permission denied" in answer
