"""A backup is whole or is none, replaces an earlier backup and nothing else, and a check finds every kind of damage."""

import hashlib
import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from records.backup import backup, check, verify
from tests.records import Records, meddle
from tests.unit.governance.requests import ask, refusal, say_yes
from zhengyun.entry import Cosignature, Note

# Files on a disk, many of them: the inner loop leaves it to `make test`.
pytestmark = pytest.mark.slow

NOTE = Note("spoken", "wang", {"words": "政云"})


def grown(records: Records) -> None:
    """Let some things happen, and their pages come into the file."""
    for _ in range(3):
        say_yes(records, ask(records))
    entry = records.book.append(NOTE)
    records.book.keep(Cosignature(entry.number, entry.hash, "witness", "signature"))
    settle(records)


def settle(records: Records) -> None:
    with closing(sqlite3.connect(records.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def listed(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where backups go."""
    (tmp_path / "备份").mkdir()
    return tmp_path / "备份" / "records backup.sqlite"


class TestBackup:
    """Copying."""

    def test_it_holds_everything_needs_nothing_beside_it_and_is_its_owners_alone(
        self, records: Records, target: Path
    ) -> None:
        grown(records)
        manifest = backup(records.file, target)
        assert listed(target.parent) == {target.name, target.name + ".json"}
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert json.loads(target.with_name(target.name + ".json").read_text()) == manifest == verify(target)
        last = records.book.last()
        assert last is not None
        assert (manifest["entries"], manifest["head"]) == (last.number, records.book.root(last.number).hex())
        with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(records.file)) as live:
            assert list(copy.iterdump()) == list(live.iterdump())

    def test_a_later_one_takes_the_place_of_an_earlier(self, records: Records, target: Path) -> None:
        backup(records.file, target)
        records.book.append(NOTE)
        manifest = backup(records.file, target)
        assert (manifest["entries"], verify(target)) == (2, manifest)
        assert listed(target.parent) == {target.name, target.name + ".json"}

    def test_an_empty_file_made_for_it_is_taken(self, records: Records, target: Path) -> None:
        target.touch()
        assert backup(records.file, target) == verify(target)

    def test_anything_else_of_that_name_stays(self, records: Records, target: Path) -> None:
        target.write_text("the only copy of something")
        assert refusal(lambda: backup(records.file, target)) == "ZY-REC-013"
        assert target.read_text() == "the only copy of something"
        assert listed(target.parent) == {target.name}

    @pytest.mark.parametrize("content", ['{"format": "zhengyun-plan/1"}', "[]", "{", "\0"])
    def test_anything_else_that_bears_the_manifests_name_stays(
        self, records: Records, target: Path, content: str
    ) -> None:
        manifest = target.with_name(target.name + ".json")
        manifest.write_text(content)
        assert refusal(lambda: backup(records.file, target)) == "ZY-REC-013"
        assert manifest.read_text() == content
        assert listed(target.parent) == {manifest.name}

    @pytest.mark.parametrize("kind", ["itself", "symlink", "hardlink", "folder"])
    def test_the_records_themselves_or_a_folder_are_not_written_over(
        self, records: Records, target: Path, kind: str
    ) -> None:
        there = records.file if kind == "itself" else target
        makes: dict[str, Callable[[], Any]] = {
            "itself": lambda: None,
            "symlink": lambda: target.symlink_to(records.file),
            "hardlink": lambda: target.hardlink_to(records.file),
            "folder": target.mkdir,
        }
        makes[kind]()
        if kind == "itself":  # as it is when a backup was put there by hand, with its manifest
            backup(records.file, target)
            target.with_name(target.name + ".json").rename(there.with_name(there.name + ".json"))
        assert refusal(lambda: backup(records.file, there)) == "ZY-REC-013"
        assert records.again().kinds() == ["roles"]

    def test_where_nothing_can_be_written_it_says_so(self, records: Records, target: Path) -> None:
        assert refusal(lambda: backup(records.file, target / "deeper")) == "ZY-REC-014"

    def test_damaged_records_are_not_taken_for_a_backup_and_the_earlier_one_stays(
        self, records: Records, target: Path
    ) -> None:
        manifest = backup(records.file, target)
        records.meddle("UPDATE entries SET leaf = '{}'")
        assert refusal(lambda: backup(records.file, target)) == "ZY-REC-004"
        assert verify(target) == manifest
        assert listed(target.parent) == {target.name, target.name + ".json"}

    def test_what_is_no_database_is_named_and_not_its_copy(self, records: Records, target: Path) -> None:
        records.database.close()
        records.file.write_bytes(b"not a database " * 1000)
        with pytest.raises(Exception, match=f"The database at {records.file} is damaged"):
            backup(records.file, target)
        assert listed(target.parent) == set()

    def test_without_records_there_is_nothing_to_back_up(self, target: Path) -> None:
        assert refusal(lambda: backup(target.with_name("none"), target)) == "ZY-REC-005"
        assert listed(target.parent) == set()


class TestCheck:
    """What a check finds."""

    def test_records_that_nobody_touched_are_sound(self, records: Records) -> None:
        grown(records)
        health = check(records.file)
        assert health.sound
        assert health.entries == len(records.kinds())

    def test_a_page_that_was_torn(self, records: Records) -> None:
        grown(records)
        content = bytearray(records.file.read_bytes())
        with closing(sqlite3.connect(records.file)) as connection:
            (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'one_word_each' OR name LIKE 'sqlite_autoindex_reviews%'").fetchone()  # fmt: skip
            (size,) = connection.execute("PRAGMA page_size").fetchone()
        records.database.close()
        start = (page - 1) * size
        content[start + size // 2 : start + size] = bytes(size // 2)
        records.file.write_bytes(content)
        health = check(records.file)
        assert not health.sound
        assert health.problems
        assert health.broken == (), "the log itself is whole"

    def test_a_file_that_was_cut_off(self, records: Records) -> None:
        grown(records)
        records.database.close()
        records.file.write_bytes(records.file.read_bytes()[:-8192])
        assert refusal(lambda: check(records.file)) == "ZY-REC-004"

    def test_a_file_that_was_emptied(self, records: Records) -> None:
        records.database.close()
        records.file.write_bytes(b"")
        assert refusal(lambda: check(records.file)) == "ZY-REC-004"

    @pytest.mark.parametrize(
        ("damage", "flaw"),
        [
            ("UPDATE entries SET leaf = '{}' WHERE number = 2", (2, "changed")),
            ("UPDATE entries SET leaf = replace(leaf, '08:00:00', '08:00:01') WHERE number = 2", (2, "changed")),
            ("UPDATE entries SET leaf = CAST(x'227bff7d22' AS TEXT) WHERE number = 2", (2, "changed")),
            ("UPDATE entries SET hash = x'00' WHERE number = 3", (3, "changed")),
            (
                "UPDATE entries SET hash = (SELECT hash FROM entries WHERE number = 4), leaf = (SELECT leaf FROM entries WHERE number = 4) WHERE number = 3",
                (3, "another entry stands in its place"),
            ),
            (
                "UPDATE nodes SET hash = x'00' WHERE level = 1 AND number = 2",
                (5, "the tree over it is not that of its entries"),
            ),
            ("DELETE FROM nodes WHERE level = 2 AND number = 1", (5, "the tree over it is not that of its entries")),
            ("INSERT INTO nodes VALUES (2, 2, x'00')", (9, "the tree has a node over entries that are not there")),
            ("INSERT INTO inbox VALUES (9, '{}')", (9, "another entry stands in its place")),
            ("INSERT INTO inbox VALUES (10, '{}')", (9, "missing")),
            ("DELETE FROM entries WHERE number = 2", (2, "missing")),
        ],
    )
    def test_an_entry_changed_or_missing_or_signed_otherwise(
        self, records: Records, damage: str, flaw: tuple[int, str]
    ) -> None:
        grown(records)
        records.meddle(damage)
        assert flaw in check(records.file).broken

    @pytest.mark.parametrize(
        ("damage", "table"),
        [
            ("DELETE FROM requests", "reviews"),
            ("DELETE FROM plans", "requests"),
            ("DELETE FROM entries WHERE number = 8", "cosignatures"),
            ("INSERT INTO outcomes VALUES ('CR-1', 'a', '{}')", "outcomes"),
            ("INSERT INTO receipts VALUES ('CR-1', '{}')", "receipts"),
        ],
    )
    def test_a_row_that_refers_to_nothing(self, records: Records, damage: str, table: str) -> None:
        grown(records)
        records.meddle(damage)
        assert any(one.startswith(f"{table}: ") for one in check(records.file).problems)

    def test_another_programs_database(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "theirs")) as connection:
            connection.execute("CREATE TABLE cities (name)")
        assert refusal(lambda: check(tmp_path / "theirs")) == "ZY-REC-011"

    def test_a_file_that_is_not_there_is_not_made(self, tmp_path: Path) -> None:
        assert refusal(lambda: check(tmp_path / "none")) == "ZY-REC-005"
        assert listed(tmp_path) == set()


class TestVerify:
    """What is taken for a backup."""

    @pytest.mark.parametrize("place", [0, 30, 5000, -1])
    def test_one_that_was_altered_in_one_bit_is_none(self, records: Records, target: Path, place: int) -> None:
        backup(records.file, target)
        content = bytearray(target.read_bytes())
        content[place] ^= 1
        target.write_bytes(content)
        assert refusal(lambda: verify(target)) == "ZY-REC-008"

    @pytest.mark.parametrize(
        "manifest",
        ["", "{}", "[]", "x", "\ud800", '{"format": "zhengyun-backup/1"}', "[" * 100_000, '{"format": "zhengyun-backup/1", "entries": 1, "head": "", "sha256": ""}'],
    )  # fmt: skip
    def test_one_with_another_manifest_is_none(self, records: Records, target: Path, manifest: str) -> None:
        backup(records.file, target)
        target.with_name(target.name + ".json").write_bytes(manifest.encode(errors="surrogatepass"))
        assert refusal(lambda: verify(target)) == "ZY-REC-008"

    @pytest.mark.parametrize(("name", "value"), [("entries", 7), ("head", "sha256:0"), ("format", "zhengyun-backup/2")])
    def test_one_whose_manifest_says_something_else_is_none(
        self, records: Records, target: Path, name: str, value: object
    ) -> None:
        manifest = backup(records.file, target) | {name: value}
        target.with_name(target.name + ".json").write_text(json.dumps(manifest))
        assert refusal(lambda: verify(target)) == "ZY-REC-008"

    @pytest.mark.parametrize(
        ("damage", "code"),
        [
            ("UPDATE entries SET leaf = '{}'", "ZY-REC-008"),
            ("DROP TABLE receipts", "ZY-REC-008"),
            ("DELETE FROM alembic_version", "ZY-REC-008"),
            ("UPDATE alembic_version SET version_num = '9999'", "ZY-REC-006"),
        ],
    )
    def test_a_manifest_made_to_fit_does_not_make_damage_whole(
        self, records: Records, target: Path, damage: str, code: str
    ) -> None:
        manifest = backup(records.file, target)
        meddle(target, damage)
        manifest["sha256"] = hashlib.sha256(target.read_bytes()).hexdigest()
        target.with_name(target.name + ".json").write_text(json.dumps(manifest))
        assert refusal(lambda: verify(target)) == code

    def test_a_pipe_stays_a_pipe(self, records: Records, target: Path) -> None:
        os.mkfifo(target)
        assert refusal(lambda: backup(records.file, target)) == "ZY-REC-013"
        assert target.is_fifo()
        assert not target.with_name(target.name + ".json").exists()

    def test_records_alone_or_a_manifest_alone_are_none(self, records: Records, target: Path) -> None:
        assert refusal(lambda: verify(records.file)) == "ZY-REC-008"
        backup(records.file, target)
        target.unlink()
        assert refusal(lambda: verify(target)) == "ZY-REC-016"
