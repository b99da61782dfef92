"""Opening a database: a new one is made by the migrations alone, an older one brought up, anything else left as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from governance.audit import CARRIED, verify
from records.backup import check
from records.database import KNOWN, LATEST, Database
from records.tables import metadata
from records.upgrade import MIGRATIONS
from tests.cast import VERIFIER
from tests.records import Records, fresh, meddle, older
from tests.unit.governance.requests import refusal
from zhengyun import merkle
from zhengyun.canonical import digest_of
from zhengyun.entry import Note
from zhengyun.merkle import leaf_hash

# Files on a disk, many of them: the inner loop leaves it to `make test`.
pytestmark = pytest.mark.slow

NOTE = Note("spoken", "wang", {"words": "政云"})


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def script(file: Path, statements: str) -> Path:
    """A database that somebody else has written."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(statements)
    return file


def laid(file: Path) -> Path:
    """A database that nobody has open."""
    fresh(file).database.close()
    return file


def refused(file: Path) -> str:
    """The code with which a file is refused; it must be as it was."""
    before = file.read_bytes()
    code = refusal(lambda: Database(file))
    assert file.read_bytes() == before
    return code


class TestFresh:
    """A file that is not there yet."""

    @pytest.mark.parametrize("name", ["records.sqlite", "档案 记录.sqlite", "a?mode=ro&b=1#c.sqlite", "%2e'\";--"])
    def test_it_gets_every_table_whatever_it_is_called(self, tmp_path: Path, name: str) -> None:
        Database(tmp_path / name).close()
        assert tables(tmp_path / name) == {*metadata.tables, "alembic_version"}
        assert [file.name for file in tmp_path.iterdir()] == [name], "nothing is left beside it"

    def test_what_the_migrations_make_is_what_the_tables_declare(self, tmp_path: Path) -> None:
        database = Database(tmp_path / "records.sqlite")
        with database.read() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        database.close()

    def test_every_migration_there_is_is_known_in_its_order(self) -> None:
        scripts = ScriptDirectory.from_config(_config())
        assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == KNOWN
        assert scripts.get_heads() == [LATEST]

    def test_an_empty_file_is_a_fresh_one(self, tmp_path: Path) -> None:
        (tmp_path / "records.sqlite").touch()
        Database(tmp_path / "records.sqlite").close()
        assert metadata.tables.keys() <= tables(tmp_path / "records.sqlite")

    @pytest.mark.parametrize("name", ["nowhere/records.sqlite", "."])
    def test_where_no_file_can_be_that_is_said(self, tmp_path: Path, name: str) -> None:
        assert refusal(lambda: Database(tmp_path / name)) == "ZY-REC-005"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


class TestThere:
    """A file that is there."""

    def test_a_second_opening_finds_what_the_first_has_written(self, tmp_path: Path) -> None:
        records = fresh(tmp_path / "records.sqlite")
        entry = records.book.append(NOTE)
        records.database.close()
        assert list(records.again().book.entries()) == [entry]

    @pytest.mark.parametrize("version", KNOWN[:4])
    def test_the_log_of_an_older_version_is_carried_over_into_the_tree(self, tmp_path: Path, version: str) -> None:
        notes = [NOTE, Note("说", "王", {"何": ["事", 1, None]}), NOTE]
        hashes = older(tmp_path / "records.sqlite", version, *notes)
        records = Records(Database(tmp_path / "records.sqlite"))
        entries = list(records.book.entries())
        assert [Note(one.kind, one.actor, one.body) for one in entries[:3]] == notes
        assert [digest_of(one.leaf) for one in entries[:3]] == hashes, "what was signed is the leaf"
        assert (entries[3].kind, entries[3].body) == ("log.carried", {"entries": 3, "head": hashes[-1]})
        assert records.book.root(4) == merkle.root(leaf_hash(one.leaf) for one in entries)
        assert records.book.append(NOTE).number == 5
        assert records.book.walk().flaws == []
        assert check(records.file).sound
        assert tables(records.file) == {*metadata.tables, "alembic_version"}
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            script(records.file, "REPLACE INTO entries (number, leaf, hash) SELECT number, leaf, hash FROM entries")

    @pytest.mark.parametrize("version", KNOWN[:4])
    def test_an_older_one_in_which_nothing_is_begins_with_nothing(self, tmp_path: Path, version: str) -> None:
        older(tmp_path / "records.sqlite", version)
        records = Records(Database(tmp_path / "records.sqlite"))
        assert records.kinds() == []
        assert tables(records.file) == {*metadata.tables, "alembic_version"}

    @pytest.mark.parametrize(
        ("damage", "flaw"),
        [
            ("UPDATE entries SET actor = 'zhou' WHERE number = 1", (2, "it does not follow from the entry before it")),
            ("UPDATE entries SET body = '{' WHERE number = 1", (2, "it does not follow from the entry before it")),
            ("UPDATE entries SET body = 'x' WHERE number = 3", (3, CARRIED)),
            ("DELETE FROM entries WHERE number = 2", (2, "missing")),
        ],
    )
    def test_what_was_altered_before_is_found_afterwards(
        self, tmp_path: Path, damage: str, flaw: tuple[int, str]
    ) -> None:
        file = tmp_path / "records.sqlite"
        older(file, "0004", NOTE, NOTE, NOTE)
        meddle(file, damage)
        assert not check(file).sound, "before"
        records = Records(Database(file))
        assert flaw in verify(records.book, (), VERIFIER).flaws

    def test_a_newer_one_is_refused(self, tmp_path: Path) -> None:
        file = laid(tmp_path / "records.sqlite")
        script(file, "PRAGMA journal_mode=DELETE; UPDATE alembic_version SET version_num = '9999'; DROP TABLE receipts")
        assert refused(file) == "ZY-REC-006"

    @pytest.mark.parametrize(
        "content", [b"a note", b"city,people\nYunzhou,1\n" * 1000, b"SQLite format 3\0" + b"\xff" * 5000]
    )
    def test_what_is_no_database_is_refused(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "records.sqlite"
        file.write_bytes(content)
        assert refused(file) == "ZY-REC-004"

    @pytest.mark.parametrize(
        "statements",
        [
            "CREATE TABLE cities (name)",
            "CREATE VIEW cities AS SELECT 1",
            # Another program that keeps its tables with Alembic, and counts as we do.
            "CREATE TABLE cities (name); CREATE TABLE alembic_version AS SELECT '0002' AS version_num",
            "CREATE TABLE cities (name); CREATE TABLE alembic_version AS SELECT 'ae10' AS version_num",
        ],
    )
    def test_another_programs_is_refused(self, tmp_path: Path, statements: str) -> None:
        file = script(tmp_path / "theirs.sqlite", statements)
        assert refused(file) == "ZY-REC-011"

    @pytest.mark.parametrize("table", [*metadata.tables, "alembic_version"])
    def test_one_that_lacks_a_table_is_said_to_be_damaged(self, tmp_path: Path, table: str) -> None:
        file = laid(tmp_path / "records.sqlite")
        script(file, f"DROP TABLE {table}")
        assert refused(file) == "ZY-REC-004"

    def test_one_that_does_not_tell_its_version_is_said_to_be_damaged(self, tmp_path: Path) -> None:
        file = laid(tmp_path / "records.sqlite")
        script(file, "DELETE FROM alembic_version")
        assert refused(file) == "ZY-REC-004"

    def test_a_table_that_goes_while_it_is_open_is_damage_too(self, records: Records) -> None:
        records.meddle("DROP TABLE cosignatures")
        assert refusal(lambda: list(records.book.cosignatures())) == "ZY-REC-004"
        assert records.book.walk().flaws == []
