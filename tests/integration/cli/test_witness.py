"""Witnesses, export and query, typed: what a person sees who watches the log, and who has it watched."""

import json
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import IO

import pytest

from cli.training import WITNESSES, prepare
from cli.witness import TRUST
from governance import codes
from governance.bundle import Bundle
from lab.place import Place
from records.database import Database
from records.logbook import LogBook
from tests.integration.cli.conftest import Cli, Said
from tests.integration.records.forging import verify
from zhengyun.checkpoint import Checkpoint
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import SystemClock
from zhengyun.note import SignedNote

PROGRAM = str(Path(sys.executable).with_name("zhengyun"))


def typed(*arguments: str, stdin: str = "", **environment: str) -> Said:
    """Type a command as a witness's machine runs it: without settings, records or estate."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGYUN")}
    done = subprocess.run(
        [PROGRAM, *arguments], input=stdin, capture_output=True, text=True, env=variables | environment, check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def witnesses() -> int:
    """All of them are asked."""
    return 3


@pytest.fixture
def alone(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which there is a witness's folder and nothing else of ours."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return town / "witnesses" / "audit-machine"


def commands(town: Path, words: list[str]) -> None:
    """Let every witness of the settings be asked by this command."""
    settings = town / "zhengyun.toml"
    text = re.sub(
        r"^command = .*$", lambda _: f"command = {json.dumps(words)}", settings.read_text(), flags=re.MULTILINE
    )
    settings.write_text(text)


class TestRun:
    """The operator's side."""

    def test_every_witness_signs_and_is_named_in_a_line_of_its_own(self, cli: Cli) -> None:
        for _ in range(2):
            said = cli("audit", "witness", "run")
            assert said.code == 0
            assert len(said.out.splitlines()) == len(WITNESSES)
            for name in WITNESSES:
                assert f"✓ {name} has signed" in said.out
        told = cli("audit", "witness", "run", "-o", "json").json
        assert [one["refusal"] for one in told["witnesses"]] == [None] * 3
        assert cli("audit", "verify").code == 0

    def test_the_log_tells_what_nobody_has_seen_wherever_it_is_shown(self, cli: Cli) -> None:
        assert "no witness has seen any of it" in cli("audit", "show").out
        assert cli("audit", "witness", "run").code == 0
        assert "witnesses have seen all" in cli("audit", "verify").out
        assert cli("audit", "show", "--as", "auditor").code == 0
        for command in ("show", "query", "verify"):
            said = cli("audit", command)
            assert re.search(r"the newest 1 entries, \d+ s, no witness has seen; security-machine", said.out)
            assert "training: the witnesses run on the machine that they watch" in said.out
        assert cli("audit", "query", "-o", "json").json["unseen"]["entries"] == 1

    def test_one_that_does_not_answer_is_named_and_where_none_does_it_ends_with_6(self, cli: Cli, town: Path) -> None:
        commands(town, ["sh", "-c", "echo no route to host >&2; exit 255"])
        said = cli("audit", "witness", "run")
        assert said.code == 6
        assert said.out.count("ZY-GOV-122") == 3
        assert "no route to host" in said.out
        commands(town, ["/nowhere/ssh", "auditor"])
        assert "No such file or directory" in cli("audit", "witness", "run").out

    def test_one_of_three_that_is_gone_ends_it_with_6_and_is_named_wherever_the_log_is_shown(
        self, cli: Cli, town: Path
    ) -> None:
        (town / "witnesses" / list(WITNESSES)[2]).rename(town / "witnesses" / "gone")
        said = cli("audit", "witness", "run")
        assert said.code == 6
        assert said.out.count("✓") == 2
        told = cli("audit", "verify")
        assert told.code == 0
        assert f"not signed by: {list(WITNESSES)[2]}" in told.out

    def test_one_that_has_seen_more_than_there_is_ends_it_with_5(self, cli: Cli, town: Path) -> None:
        commands(town, ["sh", "-c", "echo 999; exit 4"])
        said = cli("audit", "witness", "run")
        assert said.code == 5
        assert "ZY-GOV-119" in said.out

    def test_without_witnesses_it_says_what_to_set(self, cli: Cli, town: Path) -> None:
        settings = town / "zhengyun.toml"
        settings.write_text(settings.read_text().partition("[[witnesses]]")[0])
        said = cli("audit", "witness", "run")
        assert said.code == 2
        assert "ZY-GOV-123" in said.err

    @pytest.mark.parametrize(
        "line",
        [
            'witnesses = "x"',
            "witnesses = [5]",
            '[[witnesses]]\nname = "a"',
            '[[witnesses]]\nname = "a"\ncommand = "ssh x"',
            '[[witnesses]]\nname = "a"\ncommand = []',
            '[[witnesses]]\nname = ""\ncommand = ["x"]',
            '[[witnesses]]\nname = "a"\ncommand = ["x"]\n' * 2,
            '[[witnesses]]\nname = "a"\ncommand = ["x"]\nmore = 1',
        ],
    )
    def test_settings_that_name_no_witness_are_refused(self, cli: Cli, town: Path, line: str) -> None:
        settings = town / "zhengyun.toml"
        settings.write_text(
            settings.read_text().partition("[[witnesses]]")[0].partition("[audit_logs]")[0] + line + "\n"
        )
        said = cli("audit", "witness", "run")
        assert said.code == 2
        assert "ZY-SET-004" in said.err

    def test_a_checkpoint_is_a_signed_note(self, cli: Cli) -> None:
        said = cli("audit", "checkpoint")
        assert said.code == 0
        assert Checkpoint.read(SignedNote.read(said.out).text).size == 1
        assert cli("audit", "checkpoint", "-o", "json").json["size"] == 1
        assert cli("audit", "witness", "run", "--lang", "zh_CN").code == 0


class TestWitness:
    """The witness's side, with nothing of ours but its folder."""

    def test_it_signs_what_is_offered_and_says_where_it_is(self, cli: Cli, alone: Path) -> None:
        note = cli("audit", "checkpoint").out
        first = typed("audit", "witness", "cosign", "--folder", str(alone), stdin=f"old 0\n\n{note}")
        assert first.code == 0
        assert first.out.startswith("\N{EM DASH} audit-machine ")
        again = typed("audit", "witness", "cosign", stdin=f"old 0\n\n{note}", ZHENGYUN_WITNESS=str(alone))
        assert (again.code, again.out) == (4, "1\n")
        assert "ZY-GOV-113" in again.err
        assert first.out in (alone / "memory").read_text()

    @pytest.mark.parametrize("offer", ["", "x", "old 0\n\nx\n", "\x00" * 999, "old 0\n" * 99999])
    def test_what_is_no_offer_is_bad_input(self, alone: Path, offer: str) -> None:
        said = typed("audit", "witness", "cosign", "--folder", str(alone), stdin=offer)
        assert said.code == 2
        assert "ZY-GOV-110" in said.err

    def test_a_folder_in_which_there_is_nothing_is_told(self, alone: Path, tmp_path: Path) -> None:
        assert "ZY-GOV-125" in typed("audit", "witness", "show", "--folder", str(tmp_path / "none")).err
        (alone / "trust.json").unlink()
        said = typed(
            "audit",
            "witness",
            "cosign",
            "--folder",
            str(alone),
            stdin=f"old 0\n\nx\n1\n{'A' * 43}=\n\n\N{EM DASH} x AAAAAAAA\n",
        )
        assert said.code == 2
        assert "ZY-GOV-117" in said.err

    def test_a_key_that_nobody_can_open_is_told_without_a_terminal(self, cli: Cli, alone: Path) -> None:
        (alone / "passphrase").unlink()
        note = cli("audit", "checkpoint").out
        said = typed("audit", "witness", "cosign", "--folder", str(alone), stdin=f"old 0\n\n{note}")
        assert said.code == 2
        assert "ZY-CLI-001" in said.err

    def test_it_shows_what_the_role_file_has_to_say_of_it(self, cli: Cli, alone: Path) -> None:
        roles = cli("role", "show", "-o", "json").json
        cli("audit", "witness", "run")
        told = json.loads(typed("audit", "witness", "show", "--folder", str(alone), "-o", "json").out)
        (named,) = [one for one in roles["witnesses"] if one["name"] == "audit-machine"]
        assert (told["key"], told["machine"]) == (named["key"], named["machine"])
        assert (told["pin"], told["version"]) == (roles["digest"], 1)
        assert "signed last: 1 entries" in typed("audit", "witness", "show", "--folder", str(alone)).out

    def test_it_makes_its_key_once_with_the_passphrase_that_lies_there(self, alone: Path, tmp_path: Path) -> None:
        del alone
        fresh = tmp_path / "fresh"
        assert "ZY-CLI-001" in typed("audit", "witness", "make", "--folder", str(fresh)).err
        (fresh / "passphrase").write_text("correct horse battery\n")
        made = json.loads(typed("audit", "witness", "make", "--folder", str(fresh), "-o", "json").out)
        assert stat.S_IMODE((fresh / "key.json").stat().st_mode) == 0o600
        told = json.loads(typed("audit", "witness", "show", "--folder", str(fresh), "-o", "json").out)
        assert told["key"] == made["key"]
        again = typed("audit", "witness", "make", "--folder", str(fresh))
        assert (again.code, "ZY-KEY-" in again.err) == (2, True)
        said = typed("audit", "witness", "show", "--folder", str(fresh)).out
        assert "role file: none is trusted yet" in said
        assert "signed last: nothing yet" in said

    def test_it_pins_a_role_file_once_and_takes_no_other(self, cli: Cli, alone: Path, tmp_path: Path) -> None:
        roles = cli("role", "show", "-o", "json").json
        del roles["digest"]
        file, fresh = tmp_path / "roles.json", tmp_path / "fresh"
        file.write_text(json.dumps(roles))
        for _ in range(2):
            said = typed("audit", "witness", "trust", str(file), "--folder", str(fresh))
            assert said.code == 0
            assert "pinned: sha256:" in said.out
        file.write_text(json.dumps({**roles, "version": 2, "signatures": []}))
        said = typed("audit", "witness", "trust", str(file), "--folder", str(fresh))
        assert said.code == 3
        assert "ZY-GOV-014" in said.err
        assert typed("audit", "witness", "trust", str(tmp_path / "none.json"), "--folder", str(fresh)).code == 2


def test_a_training_set_whose_making_was_torn_off_is_made_whole_the_next_time(cli: Cli, town: Path) -> None:
    for name in WITNESSES:
        (town / "witnesses" / name / TRUST).unlink()
    assert cli("audit", "witness", "run").code == 6
    prepare(Place(town))
    assert cli("audit", "witness", "run").code == 0


class TestExport:
    """The log as a file."""

    def test_it_is_verified_with_what_it_tells_and_only_its_owner_reads_it(self, cli: Cli, tmp_path: Path) -> None:
        cli("audit", "witness", "run")
        for again in ((), ("--force",)):
            told = cli("audit", "export", "log.zip", "-o", "json", *again).json
            assert stat.S_IMODE((tmp_path / "log.zip").stat().st_mode) == 0o600
            assert verify(tmp_path / "log.zip", told["pin"]).code == 0
        assert not list(tmp_path.glob(".log.zip*"))
        shown = cli("audit", "export", "log.zip", "--force").out
        assert shown.endswith(f"python3 verifier.py log.zip --pin \\\n  {told['pin']}\n")

    @pytest.mark.parametrize("kind", ["file", "link"])
    def test_a_bundle_that_is_there_is_not_overwritten_unless_one_says_so(
        self, cli: Cli, tmp_path: Path, kind: str
    ) -> None:
        bundle = tmp_path / "log.zip"
        bundle.write_text("evidence") if kind == "file" else bundle.symlink_to(tmp_path / "elsewhere")
        for words in ((), ("--request", "CR-NONE22")):
            said = cli("audit", "export", "log.zip", *words, "--as", "auditor")
            assert (said.code, "ZY-CLI-064" in said.err, said.out) == (2, True, "")
        assert bundle.is_symlink() if kind == "link" else bundle.read_text() == "evidence"
        assert cli("audit", "query", "--kind", "audit.read", "-o", "json").json["entries"] == []
        assert cli("audit", "export", "log.zip", "--force").code == 0
        assert zipfile.is_zipfile(bundle)

    def test_the_commands_that_it_tells_are_run_as_they_stand(self, cli: Cli, tmp_path: Path) -> None:
        name = "it's a log.zip"
        cli("audit", "witness", "run")
        lines = cli("audit", "export", name).out.splitlines()
        script = "\n".join(line for line in lines if line.startswith("  "))
        (tmp_path / "run.sh").write_text(script.replace("python3", sys.executable))
        done = subprocess.run(["sh", "run.sh"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "verifier.py" in script
        assert done.returncode == 0, done.stderr

    def test_half_of_it_is_left_to_nobody(self, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def write(_bundle: Bundle, stream: IO[bytes]) -> None:
            stream.write(b"half")
            raise ZhengyunError(codes.LOG_TOO_LONG, most=1)

        monkeypatch.setattr(Bundle, "write", write)
        assert "ZY-GOV-126" in cli("audit", "export", "log.zip").err
        assert not list(tmp_path.glob("*log.zip*"))

    def test_what_cannot_be_written_or_is_not_there_is_told(self, cli: Cli) -> None:
        assert cli("audit", "export", "nowhere/log.zip").code == 2
        assert cli("audit", "export", "log.zip", "--request", "CR-NONE22").code == 2

    @pytest.mark.parametrize("option", ["--since", "--until"])
    def test_an_instant_that_is_none_is_told_with_its_option(self, cli: Cli, option: str) -> None:
        said = cli("audit", "query", option, "yesterday")
        assert said.code == 2
        assert f"{option}: yesterday" in said.err

    def test_an_auditors_export_and_every_other_reading_is_an_entry(self, cli: Cli, tmp_path: Path) -> None:
        cli("audit", "query", "--kind", "roles", "--as", "auditor")
        cli("audit", "verify", "--as", "auditor")
        for words in (
            "audit hold list",
            "audit retention show",
            "change list",
            "change due",
            "grant list",
            "standing list",
        ):
            cli(*words.split(), "--as", "auditor")
        cli("audit", "export", "log.zip", "--as", "auditor")
        cli("audit", "show")
        told = cli("audit", "query", "--kind", "audit.read", "-o", "json").json["entries"]
        lists = ["standing list", "grant list", "change due", "change list", "retention show", "hold list"]
        assert [one["body"]["read"] for one in told] == ["export", *lists, "verify", "query"]
        assert {one["actor"] for one in told} == {"auditor"}
        assert told[-1]["body"]["asked"] == {"kinds": ["roles"]}
        with zipfile.ZipFile(tmp_path / "log.zip") as bundle:
            assert b"audit.read" in bundle.read("leaves.jsonl")


class TestQuery:
    """Looking for entries."""

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            (["--kind", "roles"], 1),
            (["--kind", "roles", "--kind", "hold.placed"], 1),
            (["--kind", "hold.placed"], 0),
            (["--actor", "lab"], 1),
            (["--actor", "security"], 0),
            (["--since", "2020-01-01T00:00:00Z"], 1),
            (["--until", "2020-01-01T00:00:00Z"], 0),
            (["--text", "审计管理员"], 1),
            (["--text", "' OR 1=1 --"], 0),
            (["--before", "1"], 0),
            (["-n", "1"], 1),
        ],
    )
    def test_all_that_is_said_must_be_so(self, cli: Cli, words: list[str], found: int) -> None:
        assert len(cli("audit", "query", *words, "-o", "json").json["entries"]) == found
        said = cli("audit", "query", *words)
        assert said.code == 0
        assert ("nothing found" in said.out) is not found

    @pytest.mark.parametrize(
        ("words", "code", "nearest"),
        [
            (("--kind", "aply.intent"), "ZY-CLI-063", "apply.intent, apply.result, apply.action"),
            (("--kind", "roles", "--kind", "aply.intent"), "ZY-CLI-063", "apply.intent"),
            (("--kind", "xyz"), "ZY-CLI-063", "roles, roles.proven"),
            (("--request", "CR-NONE22"), "ZY-REC-007", ""),
            (("--request", "CR-NONE22", "--kind", "apply.intent"), "ZY-REC-007", ""),
        ],
    )
    def test_nothing_found_is_not_said_of_what_there_is_not(
        self, cli: Cli, words: tuple[str, ...], code: str, nearest: str
    ) -> None:
        said = cli("audit", "query", *words)
        assert (said.code, said.out, code in said.err, nearest in said.err) == (2, "", True, True)

    def test_what_another_release_has_written_is_found_by_its_kind(self, cli: Cli, town: Path) -> None:
        database = Database(town / "records.sqlite")
        body = {"request": "CR-GONE22"}
        LogBook(database, SystemClock()).append(Note("of.another.release", "operator", body))
        database.close()
        assert len(cli("audit", "query", "--kind", "of.another.release", "-o", "json").json["entries"]) == 1
        # What the log tells of a request that the records have lost is told all the same.
        assert len(cli("audit", "query", "--request", "CR-GONE22", "-o", "json").json["entries"]) == 1
        assert cli("audit", "query", "--request", "CR-GONE22", "--actor", "nobody").code == 0

    @pytest.mark.parametrize(
        "words", [["--since", "yesterday"], ["--until", "2026-01-31"], ["-n", "0"], ["--before", "x"]]
    )
    def test_what_cannot_be_meant_is_bad_input(self, cli: Cli, words: list[str]) -> None:
        assert cli("audit", "query", *words).code == 2
