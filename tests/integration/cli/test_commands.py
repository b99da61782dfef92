"""Commands as people type them, rightly and wrongly, that need no cloud."""

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from cli import commands
from cli.commands.ca.revoke import WORDS
from cli.wide import width
from cloud.openstack import SERVICES
from cloud.port import Service
from tests.integration.cli.conftest import Cli

ROOT = Path(__file__).resolve().parents[3]
GROUPS = {
    "cloud": commands.CLOUD,
    "change": commands.CHANGE,
    "audit": commands.AUDIT,
    "estate": commands.ESTATE,
    "role": commands.ROLE,
    "grant": commands.GRANT,
    "standing": commands.STANDING,
    "ca": commands.CA,
    "key": commands.KEY,
    "records": commands.RECORDS,
    "lab": commands.LAB,
    "net": commands.NET,
}
ENTRY = (sys.executable, "-c", "from cli.main import main; main()")
EVERY = [(name,) for name in commands.ROOT] + [(group, name) for group, table in GROUPS.items() for name in table]


class TestHelp:
    """Help is there for everything, in both languages."""

    @pytest.mark.parametrize("command", EVERY, ids=" ".join)
    def test_every_command_tells_its_exit_codes(self, cli: Cli, command: tuple[str, ...]) -> None:
        said = cli(*command, "--help")
        assert said.code == 0
        assert "Exit codes: 0 ok" in " ".join(said.out.split())
        assert max(map(width, said.out.splitlines())) <= 80

    def test_every_command_has_help_in_chinese(self) -> None:
        # Help texts are translated as they are declared: another language is another process.
        script = (
            "import json, sys\nfrom cli.main import run\n"
            "for command in json.loads(sys.argv[1]):\n    print(run([*command, '--help', '--lang', 'zh']))"
        )
        arguments = [sys.executable, "-c", script, json.dumps(EVERY)]
        done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.count("退出码：0") == len(EVERY)
        assert done.stdout.splitlines().count("0") == len(EVERY)
        assert max(map(width, done.stdout.splitlines())) <= 80
        for english in ("Usage:", "Options", "Commands", "Show this message", "Exit codes"):
            assert english not in done.stdout

    def test_what_may_be_left_out_stands_in_brackets(self, cli: Cli) -> None:
        assert "ca ocsp [OPTIONS] AUTHORITY [FILE]\n" in cli("ca", "ocsp", "--help").out

    def test_of_many_choices_none_is_lost(self, cli: Cli) -> None:
        assert f"[{'|'.join(WORDS)}]" in "".join(cli("ca", "revoke", "--help").out.split())

    def test_the_table_says_of_a_command_what_the_command_says(self, cli: Cli) -> None:
        said = cli("--help")
        for name, (_, line) in commands.ROOT.items():
            assert any(row.split()[:1] == [name] and line in row for row in said.out.splitlines())

    def test_without_arguments_help_is_shown_and_it_is_bad_input(self, cli: Cli) -> None:
        said = cli()
        assert said.code == 2
        assert "Usage: zhengyun" in said.err

    def test_the_version_is_told(self, cli: Cli) -> None:
        assert cli("--version").out.startswith("zhengyun 0.")


class TestMistakes:
    """Wrong words are bad input, and the nearest right one is named."""

    @pytest.mark.parametrize(("wrong", "right"), [("chek", "check"), ("drfit", "drift"), ("chnage", "change")])
    def test_a_misspelt_command_is_met_with_the_nearest(self, cli: Cli, wrong: str, right: str) -> None:
        said = cli(wrong)
        assert said.code == 2
        assert right in said.err

    def test_an_unknown_option_is_bad_input(self, cli: Cli) -> None:
        assert cli("check", "--fast").code == 2

    @pytest.mark.parametrize("command", [("--lang", "fr", "explain"), ("explain", "--lang", "fr")])
    def test_a_language_that_is_not_spoken_is_bad_input(self, cli: Cli, command: tuple[str, ...]) -> None:
        said = cli(*command)
        assert said.code == 2
        assert "fr" in said.err

    def test_an_unknown_output_is_bad_input(self, cli: Cli) -> None:
        assert cli("check", "-o", "xml").code == 2

    def test_without_settings_it_says_where_it_looked_and_what_to_do(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("ZHENGYUN_SETTINGS")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nothing"))
        said = cli("status")
        assert said.code == 2
        assert "ZY-SET-001" in said.err
        assert "zhengyun lab up" in said.err

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ('estat = "x"', "ZY-SET-003"),
            ("estate = 5", "ZY-SET-004"),
            ('keys = ""', "ZY-SET-004"),
            ("workers = 0", "ZY-SET-004"),
            ("workers = true", "ZY-SET-004"),
            ("calls_least = 17", "ZY-SET-004"),
            ("calls_most = 1", "ZY-SET-004"),
            ("[audit_logs]\nprimary = 3", "ZY-SET-004"),
            ("estate = [", "ZY-SET-002"),
            ("", "ZY-SET-005"),
        ],
    )
    def test_wrong_settings_are_refused(self, cli: Cli, tmp_path: Path, line: str, code: str) -> None:
        file = tmp_path / "wrong.toml"
        file.write_text(line)
        said = cli("check", "--settings", str(file))
        assert said.code == 2
        assert code in said.err

    def test_a_site_that_is_none_is_bad_input(self, cli: Cli) -> None:
        said = cli("plan", "--site", "primry")
        assert said.code == 2
        assert "ZY-CLI-003" in said.err

    @pytest.mark.parametrize("valid", ["soon", "8 hours", "-1 h"])
    def test_a_duration_that_is_none_is_bad_input(self, cli: Cli, valid: str) -> None:
        said = cli("change", "submit", "plan.json", "--valid", valid)
        assert said.code == 2
        assert "duration" in said.err

    def test_a_plan_file_that_is_not_there_is_bad_input(self, cli: Cli) -> None:
        said = cli("change", "submit", "nothing.json")
        assert said.code == 2
        assert "ZY-CLI-006" in said.err

    def test_a_file_that_is_no_plan_is_bad_input(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "plan.json").write_text("{}")
        said = cli("change", "submit")
        assert said.code == 2
        assert "ZY-PLAN-001" in said.err

    @pytest.mark.parametrize("verb", ["show", "approve", "apply", "receipt", "cancel", "wait"])
    def test_a_request_that_is_none_is_bad_input(self, cli: Cli, verb: str) -> None:
        said = cli("change", verb, "CR-NOTONE")
        assert said.code == 2
        assert "ZY-REC-007" in said.err


class TestOutput:
    """The same object in every form."""

    @pytest.mark.parametrize("command", [("check",), ("whoami",), ("role", "show"), ("audit", "verify"), ("explain",)])
    def test_json_and_yaml_are_the_same_object_with_its_version(self, cli: Cli, command: tuple[str, ...]) -> None:
        as_json = cli(*command, "-o", "json")
        as_yaml = cli(*command, "-o", "yaml")
        assert as_json.code == as_yaml.code == 0
        whole, again = as_json.json, yaml.safe_load(as_yaml.out)
        # What grows older from one command to the next.
        whole.pop("unseen", None), again.pop("unseen", None)
        assert whole == again
        assert as_json.json["format"].startswith("zhengyun-")

    @pytest.mark.parametrize("form", [("-o", "json"), ("-oyaml",), ("--output=yaml",)])
    def test_errors_are_data_too_where_data_is_wanted(self, cli: Cli, form: tuple[str, ...]) -> None:
        said = cli("explain", "ZY-NOPE-001", *form)
        errors = yaml.safe_load(said.err)["errors"]
        assert said.out == ""
        assert [(one["code"], one["exit"]) for one in errors] == [("ZY-CLI-002", 2)]

    def test_what_is_no_result_goes_to_stderr(self, cli: Cli, town: Path) -> None:
        said = cli("records", "backup", str(town / "b"), "-o", "json")
        assert said.json["entries"] == 1

    def test_a_reader_who_stops_reading_is_no_error(self, town: Path) -> None:
        del town
        command = f"{sys.executable} -c 'from cli.main import main; main()' explain | head -n 1"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0
        assert done.stderr == ""


class TestEstate:
    """Checking files."""

    def test_a_wrong_estate_ends_with_bad_input_and_all_its_errors(self, cli: Cli, town: Path) -> None:
        file = town / "estate/primary/tenants/finance.yaml"
        file.write_text(file.read_text().replace("ram: 24 GiB", "ram: 24GX").replace("rto: 4 h", "rto: 4x"))
        said = cli("check")
        assert said.code == 2
        assert f"{file.relative_to(town.parent)}:2:37: ZY-EST-012" in said.err
        assert "did you mean: 24 GiB" in said.err
        assert "problems in all: 2" in said.err

    def test_each_mistake_is_told_once_and_by_names_that_can_be_opened_from_here(self, cli: Cli, town: Path) -> None:
        for name, right, wrong in (
            ("estate.yaml", "[primary, dr]", "[primary, dr, dr]"),
            (
                "primary/tenants/finance.yaml",
                "{zone: business, addresses: 198.51.100.16/28}",
                "{zone: buisness, addresses: 198.51.100.16/28}",
            ),
            ("dr/site.yaml", "192.0.2.128/25", "192.0.2.0/24"),
        ):
            file = town / "estate" / name
            text = file.read_text("utf-8")
            assert right in text
            file.write_text(text.replace(right, wrong), "utf-8")
        said = cli("check")
        assert [line.split()[1] for line in said.err.splitlines() if ": ZY-" in line] == [
            "ZY-EST-021",
            "ZY-EST-040",
            "ZY-EST-020",
        ]
        assert str(town) not in said.err

    def test_a_commit_is_checked_whatever_the_files_say_now(self, cli: Cli, town: Path) -> None:
        (town / "estate/estate.yaml").write_text("broken")
        assert cli("check").code == 2
        assert cli("check", "--commit", "HEAD").code == 0

    def test_image_files_are_held_against_what_was_agreed_to(self, cli: Cli, town: Path) -> None:
        image = town / "estate/images/base.raw"
        assert cli("check", "-o", "json").json["images"] == "verified"
        image.write_bytes(b"another")
        assert cli("check").err.count("ZY-EST-071") == 2
        assert cli("check", "--quick").code == 0
        image.unlink()
        said = cli("check", "--quick", "--estate", str(town / "estate"))
        assert said.code == 2
        assert said.err.count("ZY-EST-070") == 2

    def test_where_there_is_no_image_store_that_is_said(self, cli: Cli, town: Path) -> None:
        (town / "estate/images").rename(town / "elsewhere")
        said = cli("check", "-o", "json")
        assert (said.code, said.json["images"]) == (0, "not checked")
        assert "there is no folder" in said.err
        settings = town / "zhengyun.toml"
        settings.write_text(f'images = "{town / "elsewhere"}"\n{settings.read_text()}')
        assert cli("check", "-o", "json", "--estate", str(town / "estate")).json["images"] == "verified"

    def test_the_schema_of_each_file_is_printed(self, cli: Cli) -> None:
        for file in ("estate", "site", "tenant"):
            assert cli("estate", "schema", file).json["type"] == "object"


class TestPeople:
    """Who is who, and what they may."""

    @pytest.mark.parametrize(
        ("person", "role"), [("operator", "system"), ("security", "security"), ("auditor", "audit")]
    )
    def test_each_of_the_three_holds_one_role(self, cli: Cli, person: str, role: str) -> None:
        said = cli("whoami", "--as", person, "-o", "json")
        assert said.code == 0
        assert said.json["roles"] == [role]

    def test_a_stranger_is_nobody_here(self, cli: Cli) -> None:
        said = cli("whoami", "--as", "stranger")
        assert said.code == 3
        assert "not in the role file" in said.out

    def test_the_log_can_be_begun_once(self, cli: Cli, tmp_path: Path) -> None:
        file = tmp_path / "roles.json"
        shown = {name: value for name, value in cli("role", "show", "-o", "json").json.items() if name != "digest"}
        file.write_text(json.dumps({**shown, "format": "zhengyun-roles/2"}))
        said = cli("role", "begin", str(file))
        assert said.code == 3
        assert "ZY-GOV-013" in said.err

    def test_a_new_version_takes_two_signatures_and_shuts_out_who_is_revoked(self, cli: Cli, tmp_path: Path) -> None:
        roles = cli("role", "show", "-o", "json").json
        roles |= {"format": "zhengyun-roles/2", "version": 2, "signatures": []}
        del roles["digest"]
        for person in roles["people"]:
            if person["name"] == "security":
                person["revoked"] = person["not_before"]
        file = tmp_path / "roles.json"
        file.write_text(json.dumps(roles))
        assert "ZY-GOV-014" in cli("role", "adopt", str(file)).err
        assert cli("role", "sign", str(file)).code == 0
        assert "ZY-GOV-014" in cli("role", "adopt", str(file)).err
        assert cli("role", "sign", str(file), "--as", "auditor").code == 0
        assert cli("role", "adopt", str(file)).code == 0
        said = cli("whoami", "--as", "security")
        assert said.code == 3
        assert cli("role", "show", "-o", "json").json["version"] == 2
        assert cli("audit", "verify").code == 0

    def test_what_is_no_role_file_is_bad_input(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "r.json").write_text('{"format": "zhengyun-roles/2", "version": "two"}')
        said = cli("role", "adopt", "r.json", "-o", "json")
        places = [json.loads(said.err)["errors"][number]["values"]["where"] for number in range(4)]
        assert (said.code, places) == (2, ["version", "threshold", "people", "witnesses"])
        (tmp_path / "r.json").write_text("{")
        assert "ZY-GOV-016" in cli("role", "adopt", "r.json").err


class TestKeys:
    """Signing keys."""

    def test_a_passphrase_comes_from_stdin_and_never_from_the_command_line(self, cli: Cli, town: Path) -> None:
        said = cli("key", "make", "deputy", "--secret-file", "-", stdin="correct horse\n")
        assert said.code == 0
        assert (town / "keys/deputy.json").stat().st_mode & 0o777 == 0o600
        assert "correct horse" not in (town / "keys/deputy.json").read_text() + said.out + said.err

    def test_without_a_terminal_nobody_is_asked(self, cli: Cli) -> None:
        said = cli("key", "make", "deputy")
        assert said.code == 2
        assert "ZY-CLI-001" in said.err

    def test_a_key_is_never_overwritten(self, cli: Cli) -> None:
        said = cli("key", "make", "operator", "--secret-file", "-", stdin="correct horse\n")
        assert "ZY-KEY-004" in said.err

    def test_a_short_passphrase_is_refused(self, cli: Cli, town: Path) -> None:
        said = cli("key", "make", "deputy", "--secret-file", "-", stdin="short\n")
        assert "ZY-KEY-006" in said.err
        assert not (town / "keys/deputy.json").exists()

    def test_the_public_half_needs_no_passphrase(self, cli: Cli) -> None:
        assert len(cli("key", "show", "operator", "-o", "json").json["id"]) == 16

    def test_a_key_of_nobody_is_bad_input(self, cli: Cli) -> None:
        assert "ZY-KEY-003" in cli("key", "show", "nobody").err


class TestRecords:
    """Backup, restore, check; the log."""

    def test_a_backup_is_restored(self, cli: Cli, town: Path) -> None:
        backup = str(town / "backup.sqlite")
        assert cli("records", "backup", backup).code == 0
        assert cli("records", "check").code == 0
        assert cli("records", "restore", backup).code == 0
        assert cli("audit", "verify").code == 0

    def test_an_altered_backup_is_refused(self, cli: Cli, town: Path) -> None:
        backup = town / "backup.sqlite"
        cli("records", "backup", str(backup))
        content = bytearray(backup.read_bytes())
        content[-1] ^= 1
        backup.write_bytes(content)
        said = cli("records", "restore", str(backup))
        assert said.code == 5
        assert "ZY-REC-008" in said.err

    def test_a_changed_entry_is_found(self, cli: Cli, town: Path) -> None:
        with sqlite3.connect(town / "records.sqlite") as connection:
            connection.execute("DROP TRIGGER entries_no_update")
            connection.execute("UPDATE entries SET leaf = replace(leaf, 'lab', 'zhou')")
        for command in (("audit", "verify"), ("records", "check")):
            said = cli(*command)
            assert said.code == 5
            assert "1: changed" in said.out

    def test_a_damaged_database_is_said_to_be_damaged(self, cli: Cli, town: Path) -> None:
        (town / "records.sqlite").write_bytes(b"not a database, but long enough to look at" * 100)
        said = cli("change", "list")
        assert said.code == 5
        assert "ZY-REC-004" in said.err

    def test_there_are_no_requests_at_first(self, cli: Cli) -> None:
        assert cli("change", "list").out == "No requests.\n"
        assert cli("change", "list", "-o", "json").json["requests"] == []

    def test_the_log_shows_how_it_begins(self, cli: Cli) -> None:
        entry = cli("audit", "show", "-o", "json").json["entries"][0]
        assert (entry["number"], entry["kind"]) == (1, "roles")


class TestExplain:
    """Codes."""

    def test_a_code_is_explained(self, cli: Cli) -> None:
        said = cli("explain", "zy-est-030")
        assert said.code == 0
        assert "8.2.2.1 a)" in said.out

    def test_the_nearest_code_is_named(self, cli: Cli) -> None:
        assert "did you mean: ZY-EST-030" in cli("explain", "ZY-ETS-030").err


class TestCompletion:
    """What shells need."""

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_each_shell_gets_its_script(self, cli: Cli, shell: str) -> None:
        said = cli("completion", shell)
        assert said.code == 0
        assert "_ZHENGYUN_COMPLETE" in said.out

    def test_bash_completes_a_command(self, town: Path) -> None:
        del town
        environment = {"_ZHENGYUN_COMPLETE": "bash_complete", "COMP_WORDS": "zhengyun change ap", "COMP_CWORD": "2"}
        script = [sys.executable, "-c", "from cli.main import main; main()"]
        done = subprocess.run(script, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert {line.partition(",")[2] for line in done.stdout.split()} == {"approve", "apply"}


def test_doctor_names_what_is_only_for_training(cli: Cli) -> None:
    said = cli("doctor", "-o", "json")
    states = {one["name"]: one["state"] for one in said.json["findings"]}
    assert said.json["certified_cryptographic_product"] is False
    assert {states[name] for name in ("witnesses", "vault", "executor", "people", "certification")} == {"training"}
    assert states["site primary"] == "bad"
    assert said.code == 1


def test_status_says_that_a_site_does_not_answer(cli: Cli) -> None:
    said = cli("status")
    assert said.code == 6
    assert "primary: does not answer" in said.out


@pytest.mark.slow
@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_site_without_one_of_its_services_is_not_well(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    most = [Service(name, "1") for name in SERVICES if name != "compute"]
    well = SimpleNamespace(services=lambda: most)
    monkeypatch.setattr("cli.wiring.House.reading", lambda *given: dict.fromkeys(given[2], well))
    monkeypatch.setattr("cli.wiring.House.bound", lambda *_: "")
    said = cli(command)
    assert said.code != 0
    assert "no answer from compute" in said.out


@pytest.mark.slow
def test_an_unreachable_site_is_not_taken_for_an_empty_one(cli: Cli, town: Path) -> None:
    (town / "clouds.yaml").write_text(
        "clouds:\n" + "".join(
            f"  {site}: {{auth: {{auth_url: 'http://127.0.0.1:9/v3', username: u, password: p, project_name: p,"
            " user_domain_id: default, project_domain_id: default}, region_name: R}\n"
            for site in ("primary", "dr")
        )
    )  # fmt: skip
    said = cli("plan")
    assert said.code == 6
    assert "ZY-CLOUD-002" in said.err
    assert not (town.parent / "plan.json").exists()


@pytest.mark.slow
class TestTheWorldIsNotAsItShouldBe:
    """What surrounds a command fails it in words, never with a traceback."""

    def test_a_full_disk_behind_stdout_is_told(self, town: Path, tmp_path: Path) -> None:
        del town
        environment = os.environ | {"TMPDIR": str(tmp_path)}
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*ENTRY, "check"],
                cwd=ROOT,
                env=environment,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 1
        assert "ZY-CLI-008" in done.stderr
        assert "Traceback" not in done.stderr
        assert any("Traceback" in file.read_text() for file in tmp_path.glob("zhengyun-*.txt"))

    def test_a_terminal_without_chinese_stops_no_command(self, town: Path) -> None:
        del town
        environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
        done = subprocess.run([*ENTRY, "check"], cwd=ROOT, env=environment, capture_output=True, check=False)
        assert done.returncode == 0
        assert rb"\u4e91" in done.stdout

    @pytest.mark.parametrize("content", [None, b"\xff\xfe"])
    def test_a_passphrase_file_that_cannot_be_read_is_bad_input(
        self, cli: Cli, tmp_path: Path, content: bytes | None
    ) -> None:
        file = tmp_path / "passphrase"
        if content:
            file.write_bytes(content)
        said = cli("key", "make", "bob", "--secret-file", str(file))
        assert said.code == 2
        assert "ZY-CLI-006" in said.err

    def test_without_stdin_nobody_is_asked(self, town: Path) -> None:
        del town
        command = f"{shlex.join(ENTRY)} key make bob <&-"
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S602
        assert done.returncode == 2
        assert "ZY-CLI-001" in done.stderr

    def test_a_closed_stderr_does_not_silence_what_was_asked_for(self, town: Path) -> None:
        del town
        command = f"{shlex.join(ENTRY)} check 2>&-"
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S602
        assert done.returncode == 0
        assert "demo" in done.stdout
