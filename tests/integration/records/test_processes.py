"""Several processes at one database: everybody gets his turn, nothing is lost, nobody hears of a lock."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from records.backup import backup, check, verify
from records.database import LATEST, Database
from records.restore import restore
from records.tables import metadata
from tests.integration.records.processes import begin, go, release
from tests.records import Records, fresh
from zhengyun.entry import Note

pytestmark = pytest.mark.slow
NOTE = Note("spoken", "wang", {"words": "政云"})
WRITERS, EACH = 4, 50
OPENS = """
records = Records(Database(file), SystemClock())
print(records.book.append(Note("opened", words[0], {})).number)
"""
WRITES = """
records = Records(Database(file), SystemClock())
for number in range(int(words[1])):
    if words[2] == "anew":
        records.database.close()
        records = records.again()
    records.book.append(Note("spoken", words[0], {"number": number, "words": "政云"}))
"""
KEEPS_WRITING = """
records = Records(Database(file), SystemClock())
records.book.append(Note("spoken", words[0], {}))
print("writing", flush=True)
while True:
    records.book.append(Note("spoken", words[0], {}))
"""
DIES_MIGRATING = """
import os
from records import upgrade
whole = upgrade.upgrade
def half(connection):
    whole(connection)
    os.kill(os.getpid(), 9)
upgrade.upgrade = half
Database(file)
"""


BACKS_UP = """
from records.backup import backup
for _ in range(5):
    backup(file, Path(words[0]))
"""
RESTORES = """
import os, resource
from records import restore
whole = restore.copy
def then(*files):
    whole(*files)
    if words[1] == "killed":
        os.kill(os.getpid(), 9)
    ahead = file.with_name(file.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (ahead, ahead))
restore.copy = then
try:
    restore.restore(Path(words[0]), file, allow_older=True, alive=lambda _: False)
except ZhengyunError as error:
    print(error.code.id)
"""


class TestFresh:
    """A database that is made."""

    @pytest.mark.slow
    @pytest.mark.parametrize("attempt", range(2))
    def test_many_who_open_a_fresh_file_at_the_same_instant_all_come_in(self, tmp_path: Path, attempt: int) -> None:
        file = tmp_path / f"records-{attempt}.sqlite"
        said = go(*(begin(OPENS, file, str(number)) for number in range(WRITERS)))
        assert [troubles for _, troubles in said] == [""] * WRITERS
        assert sorted(int(result) for result, _ in said) == [1, 2, 3, 4]
        assert check(file).sound

    def test_one_who_dies_while_making_it_leaves_nothing_half_made(self, tmp_path: Path) -> None:
        file = tmp_path / "records.sqlite"
        dying = begin(DIES_MIGRATING, file)
        go(dying)
        assert dying.returncode == -signal.SIGKILL
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
        records = Records(Database(file))
        assert records.book.append(NOTE).number == 1
        with records.database.read() as reading:
            assert reading.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == LATEST
            for table in metadata.tables:
                reading.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - ours


class TestLog:
    """A log that many write."""

    @pytest.mark.slow
    @pytest.mark.parametrize("how", ["kept open", "anew"])
    def test_all_entries_of_all_processes_are_there_and_the_chain_is_whole(self, tmp_path: Path, how: str) -> None:
        file = fresh(tmp_path / "records.sqlite").file
        each = EACH if how == "kept open" else EACH // 5
        said = go(*(begin(WRITES, file, f"w{number}", str(each), how) for number in range(WRITERS)))
        assert [troubles for _, troubles in said] == [""] * WRITERS, "nobody has heard of a lock"
        book = Records(Database(file)).book
        entries = list(book.entries())
        assert book.walk().flaws == []
        assert len(entries) == WRITERS * each
        for writer in range(WRITERS):
            mine = [entry.body["number"] for entry in entries if entry.actor == f"w{writer}"]
            assert mine == list(range(each)), "each in the order in which it was written"

    def test_what_was_written_before_a_process_was_killed_is_there(self, tmp_path: Path) -> None:
        file = fresh(tmp_path / "records.sqlite").file
        killed = begin(KEEPS_WRITING, file, "killed")
        release(killed)
        assert killed.stdout is not None
        assert killed.stdout.readline() == "writing\n"
        killed.kill()
        killed.communicate()
        records = Records(Database(file))
        assert records.kinds()[0] == "spoken"
        assert check(file).sound


class TestBackup:
    """Backup and restore while others write."""

    @pytest.fixture
    def writing(self, tmp_path: Path) -> Iterator[Path]:
        """Records that another process keeps writing in, as long as the test goes on."""
        file = fresh(tmp_path / "records.sqlite").file
        process = begin(KEEPS_WRITING, file, "another")
        release(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield file
        assert process.poll() is None, f"the writer was disturbed: {process.communicate()}"
        process.kill()
        process.communicate()

    def test_each_backup_is_whole_and_holds_what_was_there_when_it_began(self, writing: Path, tmp_path: Path) -> None:
        target = tmp_path / "backup.sqlite"
        mine = Records(Database(writing))
        for _ in range(5):
            mark = mine.book.last()
            manifest = backup(writing, target)
            assert mark is not None
            assert manifest["entries"] >= mark.number
            assert verify(target) == manifest
        assert check(writing).sound

    def test_a_restore_waits_its_turn_and_what_is_kept_is_the_last_there_was(
        self, writing: Path, tmp_path: Path
    ) -> None:
        target = tmp_path / "backup.sqlite"
        backup(writing, target)
        kept = restore(target, writing, allow_older=True, alive=lambda _: False)["kept"]
        health, before = check(writing), check(Path(kept))
        assert health.sound
        assert before.sound
        assert before.entries >= verify(target)["entries"]

    @pytest.mark.slow
    def test_of_many_backups_to_one_file_at_once_one_is_left_and_is_whole(self, tmp_path: Path) -> None:
        file = fresh(tmp_path / "records.sqlite").file
        target = tmp_path / "backups/one.sqlite"
        target.parent.mkdir()
        said = go(*(begin(BACKS_UP, file, str(target)) for _ in range(3)))
        assert [troubles for _, troubles in said] == [""] * 3
        assert verify(target)["entries"] == 0
        assert {one.name for one in target.parent.iterdir()} == {"one.sqlite", "one.sqlite.json"}

    @pytest.mark.parametrize(("end", "told"), [("killed", ""), ("no room", "ZY-REC-001\n")])
    def test_a_restore_that_ends_in_the_middle_has_changed_nothing(self, tmp_path: Path, end: str, told: str) -> None:
        records = fresh(tmp_path / "records.sqlite")
        backup(records.file, tmp_path / "backup")
        written = [records.book.append(NOTE) for _ in range(3)]
        ((result, troubles),) = go(begin(RESTORES, records.file, str(tmp_path / "backup"), end))
        assert (result, troubles) == (told, "")
        assert list(records.book.entries()) == written
        assert records.book.append(NOTE).number == 4
        assert check(records.file).sound
        restore(tmp_path / "backup", records.file, allow_older=True, alive=lambda _: False)
        assert records.kinds() == []
