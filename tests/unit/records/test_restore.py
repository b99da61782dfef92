"""Restoring puts a whole backup in place, keeps what was there, and disturbs nobody who is at work."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from records import files
from records import restore as restoring
from records.backup import backup, check
from records.database import LATEST, Database
from records.restore import restore
from tests.cast import at
from tests.records import Records, blank, meddle, older
from tests.unit.governance.requests import ask, in_state, refusal, say_yes, stored
from zhengyun.change import ChangeRequest, Claim, State
from zhengyun.entry import Note

# Files on a disk, many of them: the inner loop leaves it to `make test`.
pytestmark = pytest.mark.slow

NOTE = Note("spoken", "wang", {"words": "政云"})
CLAIM = Claim("here", 4711, "boot", "100", "wang", at(0))


def nobody(_claim: Claim) -> bool:
    return False


def somebody(_claim: Claim) -> bool:
    return True


def put(target: Path, records: Path, *, allow_older: bool = False, alive: Callable[[Claim], bool] = nobody) -> Any:
    """Restore; where what was there is kept."""
    return restore(target, records, allow_older=allow_older, alive=alive)["kept"]


def heads(file: Path) -> tuple[int, str]:
    """How far the log in a file goes."""
    health = check(file)
    assert health.sound
    return health.entries, health.head


def begin(records: Records) -> ChangeRequest:
    """A request that a process is applying."""
    request = ask(records)
    say_yes(records, request)
    assert records.ledger.move(request.id, {State.APPROVED}, State.APPLYING, NOTE, CLAIM)
    return stored(records, request)


@pytest.fixture
def target(records: Records, tmp_path: Path) -> Path:
    """A backup of the records as they begin."""
    (tmp_path / "backups").mkdir()
    backup(records.file, tmp_path / "backups/b")
    return tmp_path / "backups/b"


def listed(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm", "backups"))}


class TestPlace:
    """Where nothing is, and where something is."""

    @pytest.mark.parametrize("there", ["nothing", "empty"])
    def test_where_nothing_is_it_is_laid(self, target: Path, tmp_path: Path, there: str) -> None:
        file = tmp_path / "new.sqlite"
        if there == "empty":
            file.touch()
        assert put(target, file) == ""
        assert heads(file) == heads(target)
        assert file.stat().st_mode & 0o777 == 0o600

    def test_whoever_has_the_records_open_goes_on_with_what_was_restored(self, records: Records, target: Path) -> None:
        other = records.again()
        assert other.book.append(NOTE).number == 2
        kept = put(target, records.file, allow_older=True)
        assert [one.kinds() for one in (records, other)] == [["roles"]] * 2
        assert other.book.append(Note("later", "wang", {})).number == 2
        assert records.kinds() == ["roles", "later"]
        assert records.book.walk().flaws == []
        assert heads(Path(kept))[0] == 2, "what was there is kept, whole"

    def test_twice_in_a_row_is_no_trouble_and_each_keeps_what_was_there(self, records: Records, target: Path) -> None:
        records.book.append(NOTE)
        first = put(target, records.file, allow_older=True)
        second = put(target, records.file)
        assert len({first, second, str(records.file)}) == 3
        assert (heads(Path(first))[0], heads(Path(second))[0], heads(records.file)[0]) == (2, 1, 1)

    def test_an_older_version_is_brought_up_when_it_is_opened(self, records: Records, target: Path) -> None:
        older(target.with_name("older"), "0001", NOTE)
        backup(target.with_name("older"), target.with_name("old"))
        assert refusal(lambda: put(target.with_name("old"), records.file)) == "ZY-REC-009", "it has another log"
        records.database.close()
        put(target.with_name("old"), records.file, allow_older=True)
        assert records.again().book.append(NOTE).number == 3


class TestRefused:
    """What is refused; then everything is as it was."""

    def refuses(self, code: str, target: Path, records: Records, **options: Any) -> None:
        before, names = list(records.book.entries()), listed(records.file.parent)
        assert refusal(lambda: put(target, records.file, **options)) == code
        assert list(records.again().book.entries()) == before
        assert listed(records.file.parent) == names

    def test_entries_are_lost_only_on_demand(self, records: Records, target: Path) -> None:
        records.book.append(NOTE)
        self.refuses("ZY-REC-009", target, records)

    def test_a_backup_of_another_log_is_refused_however_long_it_is(
        self, records: Records, target: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "other.sqlite").write_bytes(blank())
        other = Records(Database(tmp_path / "other.sqlite"))
        for _ in range(5):
            other.book.append(NOTE)
        backup(other.file, target)
        self.refuses("ZY-REC-009", target, records)

    def test_one_that_goes_on_from_where_the_records_are_is_taken(self, records: Records, target: Path) -> None:
        records.book.append(NOTE)
        backup(records.file, target.with_name("newer"))
        put(target, records.file, allow_older=True)
        put(target.with_name("newer"), records.file)
        assert records.kinds() == ["roles", "spoken"]

    @pytest.mark.parametrize("allow_older", [False, True])
    @pytest.mark.parametrize("damage", ["page", "manifest", "gone", "newer"])
    def test_what_is_no_sound_backup(self, records: Records, target: Path, damage: str, allow_older: bool) -> None:
        manifest = target.with_name("b.json")
        if damage == "page":
            target.write_bytes(target.read_bytes()[:-1] + b"\1")
        elif damage == "manifest":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"entries": 2}))
        elif damage == "gone":
            target.unlink()
        else:
            meddle(records.file, "UPDATE alembic_version SET version_num = '9999'")
            backup(records.file, target)
            meddle(records.file, "UPDATE alembic_version SET version_num = ?", LATEST)
        code = {"newer": "ZY-REC-006", "gone": "ZY-REC-016"}.get(damage, "ZY-REC-008")
        self.refuses(code, target, records, allow_older=allow_older)

    @pytest.mark.parametrize("allow_older", [False, True])
    def test_while_a_change_is_being_applied(self, records: Records, target: Path, allow_older: bool) -> None:
        request = begin(records)
        backup(records.file, target.with_name("during"))
        for one in (target, target.with_name("during")):
            self.refuses("ZY-REC-012", one, records, allow_older=allow_older, alive=somebody)
        assert stored(records, request).claim == CLAIM

    def test_a_process_that_is_gone_holds_nobody_up(self, records: Records, target: Path) -> None:
        begin(records)
        put(target, records.file, allow_older=True)
        assert records.ledger.requests() == []

    @pytest.mark.parametrize("claim", ["x", "[]", "{}", '{"host": 1}', "["])
    def test_a_claim_that_is_none_holds_nobody_up(self, records: Records, target: Path, claim: str) -> None:
        in_state(records, ask(records), State.APPLYING)
        records.meddle("UPDATE requests SET claim = ?", claim)
        put(target, records.file, allow_older=True, alive=somebody)
        assert records.ledger.requests() == []

    def test_another_programs_database_stays(self, target: Path, tmp_path: Path) -> None:
        theirs = tmp_path / "theirs.sqlite"
        with closing(sqlite3.connect(theirs)) as connection:
            connection.execute("CREATE TABLE cities (name)")
        before = theirs.read_bytes()
        assert refusal(lambda: put(target, theirs, allow_older=True)) == "ZY-REC-011"
        assert theirs.read_bytes() == before
        assert not list(tmp_path.glob("*before-restore*"))

    def test_while_somebody_holds_on_to_the_records(
        self, records: Records, target: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (files, restoring):
            monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.1)
        with records.database.write():
            self.refuses("ZY-REC-003", target, records)

    def test_where_its_folder_is_not_there(self, target: Path, tmp_path: Path) -> None:
        assert refusal(lambda: put(target, tmp_path / "nowhere/records.sqlite")) == "ZY-REC-014"


class TestDamaged:
    """Records that are damaged give way, and are kept for whoever finds out why."""

    @pytest.mark.parametrize("damage", ["no database", "cut off", "a table is gone"])
    def test_what_cannot_be_read_is_set_aside(self, records: Records, target: Path, damage: str) -> None:
        records.book.append(NOTE)
        if damage == "a table is gone":
            records.meddle("DROP TABLE entries")
        records.database.close()
        content = records.file.read_bytes()
        if damage != "a table is gone":
            content = b"no database " * 999 if damage == "no database" else content[: len(content) // 2]
            records.file.write_bytes(content)
        kept = Path(put(target, records.file))
        assert kept.read_bytes() == content
        assert records.again().kinds() == ["roles"]

    @pytest.mark.parametrize(
        "damage",
        ["UPDATE entries SET leaf = '{}'", "UPDATE entries SET leaf = CAST(x'22ff22' AS TEXT)", "DELETE FROM plans"],
    )
    def test_what_was_tampered_with_is_written_over_and_kept(self, records: Records, target: Path, damage: str) -> None:
        ask(records)
        meddle(records.file, damage)
        kept = Path(put(target, records.file, allow_older=True))
        assert records.kinds() == ["roles"]
        assert heads(records.file) == heads(target)
        assert not check(kept).sound

    def test_what_was_written_ahead_of_a_file_that_is_gone_is_kept_and_not_taken_for_the_new_ones(
        self, records: Records, target: Path
    ) -> None:
        records.book.append(NOTE)
        wal = records.file.with_name(records.file.name + "-wal")
        ahead = wal.read_bytes()
        records.file.unlink()
        kept = put(target, records.file)
        assert heads(records.file) == heads(target)
        assert Path(kept + "-wal").read_bytes() == ahead
