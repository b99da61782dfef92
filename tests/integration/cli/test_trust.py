"""The whole road of a change of the trust, by the training people on one machine: nothing of a cloud is asked."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from cli.training import commit
from tests.integration.cli.conftest import Cli
from zhengyun.errors import Exit
from zhengyun.planfile import dump, load
from zhengyun.resource import Address

# Is killed when three things have been put into the register.
DYING = """
import os, signal, sys
from cli.main import run
from records.trusts import Trusts

put, done = Trusts.put, []

def to_the_third(*told, **more):
    done.append(put(*told, **more))
    if len(done) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return done[-1]

Trusts.put = to_the_third
sys.exit(run(sys.argv[1:]))
"""


def planned(cli: Cli, *more: str) -> dict[str, int]:
    """Plan the trust, and count what there is to do."""
    said = cli("plan", "--site", "trust", "-o", "json", *more)
    assert said.code in (Exit.OK, Exit.DRIFT), said.err
    return {verb: number for verb, number in said.json["totals"].items() if number}


def asked(cli: Cli) -> str:
    """A request for plan.json."""
    said = cli("change", "submit", "-m", "whom we trust", "-o", "json")
    assert said.code == 0, said.err
    return str(said.json["request"])


def carried_out(cli: Cli) -> str:
    """The plan that lies there, asked for, agreed to by two, applied."""
    request = asked(cli)
    for person in ("security", "security2"):
        said = cli("change", "approve", request, "--yes", "--as", person)
        assert said.code == 0, said.err
    said = cli("change", "apply", request)
    assert said.code == 0, said.err
    return request


def edit(town: Path, right: str, written: str) -> None:
    """Another word in pki.yaml, committed."""
    file = town / "estate/pki.yaml"
    text = file.read_text("utf-8")
    assert right in text
    file.write_text(text.replace(right, written, 1), "utf-8")
    commit(town / "estate", "another trust")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first training set that has adopted its trust is kept."""
    return tmp_path_factory.mktemp("adopted")


@pytest.fixture
def adopted(cli: Cli, town: Path, kept: Path) -> str:
    """The delivered trust is in force; this request has brought it. The road takes a moment, so that all tests copy its end."""
    name, settings = kept / "request", (town / "zhengyun.toml").read_text()
    if not name.exists():
        planned(cli)
        name.write_text(carried_out(cli))
        shutil.copytree(town, kept / "town", symlinks=True)
    shutil.rmtree(town)
    shutil.copytree(kept / "town", town, symlinks=True)
    (town / "zhengyun.toml").write_text(settings)
    return name.read_text()


def test_what_is_declared_comes_into_force_and_then_nothing_is_to_be_done(cli: Cli) -> None:
    assert planned(cli) == {"create": 20}
    request = carried_out(cli)
    assert planned(cli) == {}
    assert "Nothing to do" in cli("plan", "--site", "trust").out
    receipt = cli("change", "receipt", request, "-o", "json").json
    assert not receipt["unproven"]
    assert cli("audit", "verify").code == 0


def test_a_plan_shows_every_word_of_what_will_be_trusted(cli: Cli) -> None:
    said = cli("plan", "--site", "trust")
    assert said.code == Exit.DRIFT
    assert "+ authority pki/issuing" in said.out
    assert "      subject: C=CN,O=云洲市大数据中心,CN=云洲市政务签发 CA" in said.out
    assert "takes: security → security" in said.out
    assert "whom the city trusts" in said.out


def test_each_thing_and_its_entry_of_the_log_name_the_request(cli: Cli, adopted: str) -> None:
    entries = cli("audit", "query", "--kind", "trust.adopted", "-o", "json").json["entries"]
    assert len(entries) == 20
    assert {(entry["actor"], entry["body"]["request"]) for entry in entries} == {("operator", adopted)}
    assert "trust/authority/pki/issuing" in {entry["body"]["thing"] for entry in entries}


def test_one_security_administrator_alone_is_not_enough(cli: Cli) -> None:
    planned(cli)
    request = asked(cli)
    assert cli("change", "approve", request, "--yes", "--as", "security").code == 0
    said = cli("change", "apply", request)
    assert said.code == Exit.REFUSED
    assert planned(cli) == {"create": 20}


def test_who_agrees_plans_again_from_the_register_of_his_own(cli: Cli, town: Path) -> None:
    planned(cli)
    first = asked(cli)
    edit(town, "title: 云洲市电子政务信任域,", "title: 云洲市,")
    planned(cli)
    carried_out(cli)
    said = cli("change", "approve", first, "--yes", "--as", "security")
    assert said.code == Exit.DRIFT, said.err
    assert "ZY-GOV-" in said.err


def test_a_plan_rests_on_what_it_changes(cli: Cli, town: Path, adopted: str) -> None:
    edit(town, "days: 397", "days: 200")
    assert planned(cli) == {"update": 1}
    first = asked(cli)
    for person in ("security", "security2"):
        assert cli("change", "approve", first, "--yes", "--as", person).code == 0
    edit(town, "days: 200", "days: 300")
    planned(cli)
    carried_out(cli)
    said = cli("change", "apply", first)
    assert said.code != 0
    assert "ZY-APPLY-" in said.err or "ZY-PLAN-" in said.err


def test_a_profile_changes_in_place_and_goes_when_it_is_no_longer_declared(cli: Cli, town: Path, adopted: str) -> None:
    edit(town, "asks: [SN, CN]", "asks: [CN]")
    said = cli("plan", "--site", "trust")
    assert "~ profile pki/device" in said.out
    assert "asks: SN, CN → CN" in said.out
    carried_out(cli)
    assert planned(cli) == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "--site", "trust", "--site", "primary"), "ZY-PKI-100"),
        (("plan", "--site", "trust", "--only", "finance"), "ZY-PKI-102"),
        (("drift", "--site", "trust"), "ZY-PKI-106"),
        (("plan", "--site", "trsut"), "ZY-CLI-003"),
    ],
)
def test_what_does_not_go_together_is_refused_by_name(cli: Cli, words: tuple[str, ...], code: str) -> None:
    said = cli(*words)
    assert said.code == Exit.BAD_INPUT
    assert code in said.err


def test_people_whom_nobody_knows_are_told_to_who_plans(cli: Cli, town: Path, adopted: str) -> None:
    assert "does not know" not in cli("plan", "--site", "trust").err
    edit(town, "people: [security, security2, head,", "people: [security, somebody, head,")
    said = cli("plan", "--site", "trust")
    assert "root takes people whom the role file does not know, and who can take no part: somebody" in said.err


def test_a_file_that_is_gone_ends_nothing(cli: Cli, town: Path, adopted: str) -> None:
    (town / "estate/pki.yaml").unlink()
    commit(town / "estate", "a slip")
    said = cli("plan", "--site", "trust")
    assert said.code == Exit.BAD_INPUT
    assert "ZY-PKI-101" in said.err


def test_the_way_back_is_that_of_the_files(cli: Cli, adopted: str) -> None:
    said = cli("change", "revert", adopted)
    assert said.code == Exit.REFUSED
    assert "ZY-PKI-105" in said.err


def test_a_plan_that_mixes_the_trust_with_a_cloud_is_never_carried_out(cli: Cli, tmp_path: Path) -> None:
    planned(cli)
    file = tmp_path / "plan.json"
    whole = load(file.read_bytes(), "plan.json")
    other = replace(
        whole.actions[0], address=Address("primary", "project", "finance"), id="create primary/project/finance"
    )
    file.write_bytes(dump(replace(whole, actions=(*whole.actions, other))))
    request = asked(cli)
    said = cli("change", "approve", request, "--yes", "--as", "security")
    assert said.code != 0
    assert json.loads(cli("change", "show", request, "-o", "json").out)["state"] == "submitted"


def test_what_was_in_force_when_is_part_of_the_history(cli: Cli, town: Path, adopted: str) -> None:
    edit(town, "days: 397", "days: 200")
    planned(cli)
    second = carried_out(cli)
    said = cli("estate", "history", "pki/server", "--site", "trust")
    assert said.code == 0, said.err
    assert "trust/profile/pki/server" in said.out
    assert adopted in said.out
    assert second in said.out


def test_what_lasts_is_shown_as_the_file_has_it(cli: Cli, town: Path, adopted: str) -> None:
    edit(town, "{crl: 7 d, due: 2 d, delta: 1 d, answers: 12 h}", "{crl: 14 d, due: 2 d, delta: 1 d, answers: 12 h}")
    said = cli("plan", "--site", "trust")
    assert "      schedule: crl 7 d → crl 14 d" in said.out


@pytest.mark.parametrize("person", ["department", "security", "auditor"])
def test_only_system_administrators_ask_for_another_trust(cli: Cli, person: str) -> None:
    planned(cli)
    said = cli("change", "submit", "--as", person)
    assert said.code == Exit.REFUSED
    assert "ZY-GOV-0" in said.err


@pytest.mark.slow
def test_whoever_is_killed_in_the_midst_of_it_is_gone_on_from(cli: Cli, town: Path) -> None:
    planned(cli)
    request = asked(cli)
    for person in ("security", "security2"):
        assert cli("change", "approve", request, "--yes", "--as", person).code == 0
    killed = subprocess.run([sys.executable, "-c", DYING, "change", "apply", request], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert in_the_register(town) == 3
    said = cli("change", "apply", request, "--resume")
    assert said.code == 0, said.err
    assert planned(cli) == {}
    assert cli("audit", "verify").code == 0


def in_the_register(town: Path) -> int:
    """How many things are in force."""
    with closing(sqlite3.connect(town / "records.sqlite")) as connection:
        return int(connection.execute("SELECT count(*) FROM trust").fetchone()[0])


def test_leave_for_what_all_departments_share_is_none_for_the_trust(cli: Cli) -> None:
    words = ("--as", "department", "--verb", "create", "-m", "shared", "--for", "1 d", "-o", "json")
    assert cli("grant", "ask", "--tenant", "pki", *words).code == Exit.BAD_INPUT
    said = cli("grant", "ask", "--tenant", "site", *words)
    assert said.code == 0, said.err
    for person in ("owner", "security"):
        agreed = cli("change", "approve", said.json["request"], "--yes", "--as", person)
        assert agreed.code == 0, agreed.err
    planned(cli)
    refused = cli("change", "submit", "--as", "department", "--under", said.json["request"])
    assert refused.code == Exit.REFUSED
    assert "ZY-PERMIT-" in refused.err


def test_only_who_has_the_records_agrees_to_it(cli: Cli) -> None:
    planned(cli)
    said = cli("change", "export", asked(cli), "--to", "request.json")
    assert said.code == Exit.REFUSED
    assert "ZY-GOV-242" in said.err
    assert "whom the city trusts" in said.err


def test_looking_around_is_as_it_was(cli: Cli, adopted: str) -> None:
    said = cli("status", "-o", "json")
    assert said.code == Exit.UNREACHABLE, "the clouds of this set do not answer"
    assert said.json["last_applied"]["request"] == adopted
    assert cli("doctor").code in (Exit.OK, Exit.FAILED)
    assert cli("change", "show", adopted).code == 0
