"""`zhengyun records` as people type it, rightly and wrongly."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cli import text
from cli.claim import mine
from inventory.source import head
from records import codes
from tests.cast import NOW
from tests.integration.cli.conftest import Cli
from tests.integration.cli.test_requests import ACTION
from tests.records import meddle
from zhengyun.action import Effects
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump

HUMBLE = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def tells(words: str, template: str) -> bool:
    """Whether words are a text, filled in, in the language in which the last command has spoken."""
    pattern = ".*".join(map(re.escape, re.split(r"{\w+}", text._(template))))
    return bool(re.search(pattern, words))


@pytest.fixture
def backup(cli: Cli, town: Path) -> Path:
    """A backup of the records as they begin."""
    assert cli("records", "backup", str(town / "备份.sqlite")).code == 0
    return town / "备份.sqlite"


def grow(town: Path) -> None:
    """Let something happen that the backup does not hold."""
    from records.database import Database
    from records.logbook import LogBook
    from zhengyun.entry import Note
    from zhengyun.instant import SystemClock

    database = Database(town / "records.sqlite")
    LogBook(database, SystemClock()).append(Note("spoken", "王", {"words": "政云"}))
    database.close()


class TestBackup:
    """`records backup FILE`."""

    def test_it_says_what_it_holds_and_where_its_manifest_is(self, cli: Cli, town: Path) -> None:
        file = town / "b"
        said = cli("records", "backup", str(file))
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith(f"{file} · log entries: 1 · head ")
        assert f"manifest in {file}.json" in said.out
        assert json.loads((town / "b.json").read_text())["entries"] == 1

    def test_twice_in_a_row_the_later_one_counts(self, cli: Cli, town: Path, backup: Path) -> None:
        grow(town)
        assert cli("records", "backup", str(backup), "-o", "json").json["entries"] == 2
        assert cli("records", "restore", str(backup)).code == 0

    @pytest.mark.parametrize("name", ["zhengyun.toml", "records.sqlite", "estate", "plan"])
    def test_whatever_else_bears_that_name_stays(self, cli: Cli, town: Path, name: str) -> None:
        (town / "plan.json").write_text('{"format": "zhengyun-plan/1"}')
        before = {file: file.read_bytes() for file in town.rglob("*") if file.is_file()}
        said = cli("records", "backup", str(town / name))
        assert (said.code, said.out) == (2, "")
        assert "ZY-REC-013" in said.err
        assert all(file.read_bytes() == content for file, content in before.items())
        assert cli("records", "check").code == 0

    def test_a_folder_that_is_not_there_is_named(self, cli: Cli, town: Path) -> None:
        said = cli("records", "backup", str(town / "nowhere/b"))
        assert said.code == 1
        assert f"ZY-REC-014 The records cannot be copied to {town}/nowhere/b" in said.err

    def test_without_records_there_is_nothing_to_back_up(self, cli: Cli, town: Path) -> None:
        (town / "records.sqlite").unlink()
        said = cli("records", "backup", str(town / "b"))
        assert said.code == 6
        assert "ZY-REC-005" in said.err
        assert not (town / "b").exists()

    @pytest.mark.slow
    @pytest.mark.skipif(bool(HUMBLE) and not shutil.which("setpriv"), reason="root cannot give up its rights here")
    def test_where_nothing_may_be_written_that_is_said(self, town: Path) -> None:
        (town / "shut").mkdir(mode=0o555)
        script = "from cli.main import main; main()"
        command = [*HUMBLE, sys.executable, "-c", script, "records", "backup", str(town / "shut/b")]
        root = Path(__file__).resolve().parents[3]
        done = subprocess.run(command, cwd=root, text=True, capture_output=True, check=False)
        assert done.returncode == 1
        assert "Permission denied" in done.stderr
        assert "Traceback" not in done.stderr

    def test_damaged_records_are_backed_up_nowhere(self, cli: Cli, town: Path, backup: Path) -> None:
        meddle(town / "records.sqlite", "UPDATE entries SET leaf = '{}'")
        said = cli("records", "backup", str(backup))
        assert said.code == 5
        assert "ZY-REC-004" in said.err
        assert cli("records", "restore", str(backup), "--allow-older").code == 0, "the earlier one is still whole"


class TestRestore:
    """`records restore FILE`."""

    def test_it_says_where_what_was_there_is_kept(self, cli: Cli, town: Path, backup: Path) -> None:
        for kept in ("records.sqlite.before-restore", "records.sqlite.before-restore1"):
            said = cli("records", "restore", str(backup))
            assert said.code == 0
            assert "restored · log entries: 1" in said.out
            assert said.out.splitlines()[-1] == f"what was there is kept in {town / kept}"
            assert (town / kept).exists()
        assert cli("audit", "verify").code == 0

    def test_where_nothing_was_nothing_is_kept(self, cli: Cli, town: Path, backup: Path) -> None:
        for file in town.glob("records.sqlite*"):
            file.unlink()
        assert cli("records", "restore", str(backup), "-o", "json").json["kept"] == ""
        assert cli("audit", "verify").code == 0

    @pytest.mark.parametrize("lang", ["en", "zh_CN"])
    def test_what_would_be_lost_is_lost_only_on_demand(self, cli: Cli, town: Path, backup: Path, lang: str) -> None:
        grow(town)
        said = cli("records", "restore", str(backup), "--lang", lang)
        assert (said.code, said.out) == (3, "")
        assert "ZY-REC-009" in said.err
        assert tells(said.err, codes.WOULD_LOSE.reason)
        assert "zhengyun records restore BACKUP --allow-older" in said.err
        assert cli("records", "restore", str(backup), "--allow-older", "--lang", lang).code == 0
        assert len(cli("audit", "show", "-o", "json").json["entries"]) == 1

    @pytest.mark.parametrize("lang", ["en", "zh_CN"])
    @pytest.mark.parametrize("name", ["estate", "zhengyun.toml", "records.sqlite"])
    def test_what_is_no_backup_is_refused(self, cli: Cli, town: Path, name: str, lang: str) -> None:
        said = cli("records", "restore", str(town / name), "--allow-older", "--lang", lang)
        assert (said.code, said.out) == (5, "")
        assert "ZY-REC-008" in said.err
        assert tells(said.err, codes.NOT_A_BACKUP.reason)
        assert not list(town.glob("*before-restore*"))

    @pytest.mark.parametrize("lang", ["en", "zh_CN"])
    def test_a_backup_that_is_not_there_is_bad_input(self, cli: Cli, town: Path, lang: str) -> None:
        said = cli("records", "restore", str(town / "nowhere"), "--lang", lang)
        assert (said.code, said.out) == (2, "")
        assert "ZY-REC-016" in said.err
        assert tells(said.err, codes.NO_BACKUP.reason)

    def test_while_somebody_applies_a_change_it_waits_for_the_end_of_that(
        self, cli: Cli, town: Path, backup: Path
    ) -> None:
        with closing(sqlite3.connect(town / "records.sqlite")) as connection, connection:
            claim = json.dumps(mine("operator", NOW)._asdict())
            connection.execute("INSERT INTO plans VALUES ('d', x'00')")
            connection.execute(
                "INSERT INTO requests VALUES ('CR-TEST22', 'd', 'applying', '{}', '{}', '', ?)", (claim,)
            )
        said = cli("records", "restore", str(backup), "--allow-older")
        assert said.code == 3
        assert f"ZY-REC-012 CR-TEST22 is being applied by process {os.getpid()}" in said.err
        assert "next: zhengyun change show CR-TEST22" in said.err
        assert not list(town.glob("*before-restore*"))

    def test_damaged_records_give_way_and_are_kept(self, cli: Cli, town: Path, backup: Path) -> None:
        (town / "records.sqlite").write_bytes(b"no database " * 1000)
        assert cli("records", "check").code == 5
        assert cli("records", "restore", str(backup)).code == 0
        assert (town / "records.sqlite.before-restore").read_bytes() == b"no database " * 1000
        assert cli("audit", "verify").code == 0


class TestCheck:
    """`records check`."""

    @pytest.mark.parametrize("lang", ["en", "zh_CN"])
    def test_sound_records_are_said_to_be(self, cli: Cli, lang: str) -> None:
        said = cli("records", "check", "--lang", lang)
        assert said.code == 0
        assert tells(said.out, "sound · log entries: {entries} · head {head}")

    def test_where_there_are_none_that_is_said_and_none_are_made(self, cli: Cli, town: Path) -> None:
        (town / "records.sqlite").unlink()
        said = cli("records", "check")
        assert (said.code, said.out) == (6, "")
        assert "ZY-REC-005" in said.err
        assert not (town / "records.sqlite").exists()

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            ("UPDATE entries SET leaf = CAST(x'22ff22' AS TEXT)", "log entry 1: changed"),
            (
                "INSERT INTO nodes VALUES (1, 0, x'00')",
                "log entry 1: the tree has a node over entries that are not there",
            ),
            ("INSERT INTO cosignatures VALUES (9, 'w', 'sha256:0', 'v')", "cosignatures: row 1 refers to nothing"),
            ("INSERT INTO receipts VALUES ('CR-1', '{}')", "receipts: row 1 refers to nothing"),
        ],
    )
    def test_damage_is_named(self, cli: Cli, town: Path, damage: str, told: str) -> None:
        meddle(town / "records.sqlite", damage)
        said = cli("records", "check")
        assert said.code == 5
        assert told in said.out
        assert not cli("records", "check", "-o", "json").json["sound"]

    def test_a_signature_that_is_none_is_found_by_the_audit(self, cli: Cli, town: Path) -> None:
        meddle(
            town / "records.sqlite",
            "INSERT INTO cosignatures SELECT number, 'w', lower(hex(hash)), 'forged' FROM entries",
        )
        said = cli("audit", "verify")
        assert said.code == 5
        assert "entry 1: the witness's signature is not valid" in said.out

    @pytest.mark.parametrize("lang", ["en", "zh_CN"])
    def test_a_newer_version_is_refused_by_every_command_that_reads(self, cli: Cli, town: Path, lang: str) -> None:
        meddle(town / "records.sqlite", "UPDATE alembic_version SET version_num = '9999'")
        for command in (("change", "list"), ("audit", "verify"), ("role", "show")):
            said = cli(*command, "--lang", lang)
            assert said.code == 2
            assert "ZY-REC-006" in said.err
            assert "9999" in said.err
            assert tells(said.err, codes.NEWER.reason)


@pytest.mark.slow
def test_operators_who_submit_at_once_all_get_their_request_and_none_hears_of_a_lock(
    cli: Cli, town: Path, tmp_path: Path
) -> None:
    commit = head(town / "estate")
    for name in "abc":
        action = replace(ACTION, attributes={**ACTION.attributes, "title": name})
        plan = Plan("demo", commit, Scope(("primary",)), (action,), Effects(("finance",)))
        (tmp_path / f"{name}.json").write_bytes(dump(plan))
    script = "from cli.main import main; main()"
    command = [sys.executable, "-c", script, "change", "submit", "-m", "同时", "-o", "json"]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen([*command, f"{name}.json"], cwd=tmp_path, text=True, stdout=pipe, stderr=pipe)
        for name in "abc"
    ]
    said = [process.communicate(timeout=300) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert not [troubles for _, troubles in said if "locked" in troubles]
    names = {json.loads(result)["request"] for result, _ in said}
    listed = cli("change", "list", "-o", "json").json["requests"]
    assert {one["request"] for one in listed} == names
    assert len(names) == 3
    assert cli("audit", "verify").code == 0
