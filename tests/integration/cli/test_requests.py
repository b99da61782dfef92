"""Requests on the command line, for plans that were made by hand: no cloud is asked until something is applied."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.training import commit
from inventory.source import head
from records.database import Database
from records.logbook import LogBook
from tests.cast import HandClock
from tests.integration.cli.conftest import Cli
from zhengyun.action import Action, Effects
from zhengyun.diff import Verb
from zhengyun.entry import Note
from zhengyun.errors import Exit
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump
from zhengyun.resource import Address

ADDRESS = Address("primary", "project", "finance")
ACTION = Action(
    id=f"create {ADDRESS}",
    room="cloud",
    verb=Verb.CREATE,
    address=ADDRESS,
    target="",
    attributes={"title": "财政局", "enabled": True, "operated": True},
)


@pytest.fixture
def plan(town: Path, tmp_path: Path) -> Plan:
    """A plan of one action, written to plan.json."""
    made = Plan("demo", head(town / "estate"), Scope(("primary",)), (ACTION,), Effects(("finance",)))
    (tmp_path / "plan.json").write_bytes(dump(made))
    return made


@pytest.fixture
def request_id(cli: Cli, plan: Plan) -> str:
    """A submitted request."""
    del plan
    return str(cli("change", "submit", "-m", "a reason", "-o", "json").json["request"])


def test_a_request_is_shown_with_its_plan(cli: Cli, request_id: str) -> None:
    said = cli("change", "show", request_id)
    assert said.code == 0
    assert "a reason" in said.out
    assert "+ project finance" in said.out
    assert cli("change", "list", "--state", "submitted", "-o", "json").json["requests"][0]["request"] == request_id
    assert "No requests." in cli("change", "list", "--state", "applied").out


def test_whose_word_it_takes_is_shown_before_anything_is_signed(cli: Cli, plan: Plan, town: Path) -> None:
    del plan
    (town / "keys/operator.json").unlink()
    said = cli("change", "submit")
    assert said.code != 0
    assert said.err.index("takes: security") < said.err.index("ZY-KEY-")
    assert "No requests." in cli("change", "list").out


def test_whose_word_a_request_waits_for_is_told(cli: Cli, request_id: str) -> None:
    assert "waits for: security" in cli("change", "show", request_id).out
    assert cli("change", "list", "--mine").out.strip() == "No requests."
    mine = cli("change", "list", "--mine", "--as", "security", "-o", "json").json["requests"]
    assert [(one["request"], one["waits_for"]) for one in mine] == [(request_id, ["security"])]
    assert "wait for your word: 1" in cli("whoami", "--as", "security").out
    assert cli("whoami", "-o", "json").json["waiting"] == 0


def test_a_plan_that_was_altered_by_one_byte_cannot_be_asked_for(cli: Cli, plan: Plan, tmp_path: Path) -> None:
    del plan
    file = tmp_path / "plan.json"
    file.write_bytes(file.read_bytes().replace("财政局".encode(), "财政厅".encode(), 1))
    assert "ZY-PLAN-001" in cli("change", "submit").err


def test_a_plan_of_another_estate_cannot_be_asked_for(cli: Cli, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, estate="another")))
    said = cli("change", "submit")
    assert said.code == 3
    assert "ZY-PERMIT-004" in said.err


def test_a_plan_from_a_commit_that_is_not_here_cannot_be_asked_for(cli: Cli, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, commit="0" * 40)))
    assert "ZY-EST-062" in cli("change", "submit").err


def test_a_plan_from_files_that_are_not_committed_cannot_be_asked_for(
    cli: Cli, plan: Plan, tmp_path: Path, town: Path
) -> None:
    (town / "estate/estate.yaml").write_text((town / "estate/estate.yaml").read_text() + "\n# a thought\n")
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, commit="")))
    said = cli("change", "submit")
    assert "ZY-EST-061" in said.err
    assert "estate.yaml" in said.err


def test_a_plan_without_actions_cannot_be_asked_for(cli: Cli, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, actions=())))
    assert "ZY-GOV-003" in cli("change", "submit").err


@pytest.mark.parametrize("person", ["security", "auditor"])
def test_only_system_administrators_ask(cli: Cli, plan: Plan, person: str) -> None:
    del plan
    said = cli("change", "submit", "--as", person)
    assert said.code == 3
    assert "ZY-GOV-001" in said.err


def test_a_stranger_cannot_ask(cli: Cli, plan: Plan) -> None:
    del plan
    assert "ZY-PERMIT-007" in cli("change", "submit", "--as", "stranger").err


def test_who_asks_does_not_steer_the_terminal_of_who_agrees(cli: Cli, plan: Plan, tmp_path: Path) -> None:
    evil = "\x1b[2J\x1b[1;1Ha reason\n  security agreed"
    action = replace(
        ACTION, id=f"create {evil}", because=evil, verb=Verb.UPDATE, address=Address("primary", "project", evil)
    )
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, actions=(action,), effects=Effects(loses=(evil,)))))
    request = cli("change", "submit", "-m", evil, "-o", "json").json["request"]
    for words in (("change", "show", request), ("change", "list"), ("audit", "show")):
        said = cli(*words).out
        assert "\x1b[2J" not in said
        assert not any(line.strip().startswith("security agreed") for line in said.splitlines())


def test_nobody_approves_his_own_request(cli: Cli, request_id: str) -> None:
    said = cli("change", "approve", request_id, "--yes")
    assert said.code == 3
    assert "ZY-GOV-007" in said.err


def test_an_auditor_approves_nothing(cli: Cli, request_id: str) -> None:
    assert "ZY-GOV-001" in cli("change", "approve", request_id, "--yes", "--as", "auditor").err


def test_what_was_rejected_stays_so(cli: Cli, request_id: str) -> None:
    assert cli("change", "reject", request_id, "--as", "security", "-m", "not now").code == 0
    assert "not now" in cli("change", "show", request_id).out
    for command in (("approve", "--yes", "--as", "security"), ("cancel",), ("apply",)):
        said = cli("change", command[0], request_id, *command[1:])
        assert said.code == 3
        assert "ZY-GOV-004" in said.err
    assert cli("change", "wait", request_id).code == 3


def test_a_yes_that_was_not_given_is_not_taken_back(cli: Cli, request_id: str) -> None:
    said = cli("change", "withdraw", request_id, "--as", "security")
    assert said.code == Exit.BAD_INPUT
    assert "ZY-GOV-071" in said.err


def test_only_who_asked_takes_a_request_back(cli: Cli, request_id: str) -> None:
    assert "ZY-GOV-021" in cli("change", "cancel", request_id, "--as", "security").err
    assert cli("change", "cancel", request_id).code == 0
    assert "ZY-GOV-004" in cli("change", "cancel", request_id).err


@pytest.mark.slow
def test_waiting_ends_when_its_time_is_over(cli: Cli, request_id: str) -> None:
    said = cli("change", "wait", request_id, "--timeout", "1 s")
    assert said.code == 8
    assert "ZY-CLI-004" in said.err


def test_there_is_no_receipt_before_an_apply(cli: Cli, request_id: str) -> None:
    said = cli("change", "receipt", request_id)
    assert said.code == 8
    assert "ZY-CLI-007" in said.err


def test_nothing_is_applied_without_a_yes(cli: Cli, request_id: str) -> None:
    said = cli("change", "apply", request_id)
    assert said.code == 3
    assert "ZY-PERMIT-011" in said.err
    assert cli("change", "show", request_id, "-o", "json").json["state"] == "submitted"
    kinds = [entry["kind"] for entry in cli("audit", "show", "-o", "json").json["entries"]]
    assert kinds == ["roles", "request.submitted", "apply.refused"]


@pytest.mark.parametrize(
    ("person", "code"), [("security", "ZY-GOV-001"), ("auditor", "ZY-GOV-001"), ("mallory", "ZY-PERMIT-007")]
)
def test_only_system_administrators_apply_and_the_attempt_is_on_record(
    cli: Cli, request_id: str, person: str, code: str
) -> None:
    said = cli("change", "apply", request_id, "--as", person)
    assert said.code == Exit.REFUSED
    assert code in said.err
    last = cli("audit", "show", "-o", "json").json["entries"][-1]
    assert (last["kind"], last["actor"], last["body"]["codes"]) == ("apply.refused", person, [code])


def test_nothing_can_be_resumed_that_was_not_begun(cli: Cli, request_id: str) -> None:
    assert "ZY-GOV-009" in cli("change", "apply", request_id, "--resume").err


def test_an_estate_that_moved_on_does_not_change_what_was_asked(cli: Cli, request_id: str, town: Path) -> None:
    file = town / "estate/estate.yaml"
    file.write_text(file.read_text("utf-8").replace("云洲市", "云河市"), "utf-8")
    commit(town / "estate", "another name")
    plan = json.loads(cli("change", "show", request_id, "-o", "json").out)["plan"]
    assert plan["commit"] != head(town / "estate")


def test_the_same_plan_is_asked_for_once_at_a_time(cli: Cli, request_id: str) -> None:
    said = cli("change", "submit")
    assert said.code == Exit.REFUSED
    assert f"ZY-GOV-025 {request_id}" in said.err
    assert cli("change", "cancel", request_id).code == 0
    assert cli("change", "submit").code == 0


@pytest.mark.parametrize("words", [("cancel",), ("reject", "-m", "no"), ("apply",)])
def test_nobody_speaks_in_anothers_name(cli: Cli, town: Path, request_id: str, words: tuple[str, ...]) -> None:
    keys = town / "keys"
    for name in ("operator", "security"):
        (keys / f"{name}.json").write_bytes((keys / "auditor.json").read_bytes())
        (keys / "passphrases" / name).write_bytes((keys / "passphrases" / "auditor").read_bytes())
    person = "security" if words[0] == "reject" else "operator"
    said = cli("change", *words, request_id, "--as", person)
    assert said.code == Exit.REFUSED
    assert "ZY-GOV-024" in said.err
    assert cli("change", "show", request_id, "-o", "json").json["state"] == "submitted"


def test_the_records_are_nobody_elses_on_this_machine(cli: Cli, town: Path, request_id: str) -> None:
    del request_id
    assert cli("change", "list").code == 0
    assert {file.stat().st_mode & 0o777 for file in town.glob("records.sqlite*")} == {0o600}


def test_what_was_taken_back_will_never_have_a_receipt(cli: Cli, request_id: str) -> None:
    assert cli("change", "receipt", request_id).code == Exit.WAITING
    cli("change", "cancel", request_id)
    said = cli("change", "receipt", request_id)
    assert said.code == Exit.REFUSED
    assert "ZY-CLI-010" in said.err


def test_a_slip_in_the_settings_makes_no_new_records(cli: Cli, town: Path) -> None:
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text().replace('"records.sqlite"', '"record.sqlite"'))
    for words in (("audit", "verify"), ("status",), ("change", "list"), ("whoami",)):
        said = cli(*words)
        assert said.code != 0
        assert "ZY-REC-015" in said.err or "ZY-REC-015" in said.out
    assert not (town / "record.sqlite").exists()


class TestClock:
    """The newest entry of the log says a time that has not come yet."""

    @pytest.fixture(autouse=True)
    def ahead(self, town: Path, plan: Plan) -> None:
        """An entry of tomorrow."""
        del plan
        tomorrow = HandClock(datetime.now(UTC) + timedelta(days=1))
        LogBook(Database(town / "records.sqlite"), tomorrow).append(Note("spoken", "operator", {}))

    def test_nothing_is_asked_for_while_the_clock_is_behind_the_log(self, cli: Cli) -> None:
        said = cli("change", "submit")
        assert said.code == Exit.REFUSED
        assert "ZY-LOG-001" in said.err
        assert "zhengyun audit clock" in said.err
        assert "No requests." in cli("change", "list").out

    def test_an_auditor_lets_the_log_go_on_and_it_stays_sound(self, cli: Cli) -> None:
        assert "ZY-GOV-001" in cli("audit", "clock", "-m", "the battery").err
        assert cli("audit", "clock", "-m", "the battery", "--as", "auditor").code == 0
        assert "ZY-GOV-023" in cli("audit", "clock", "-m", "once more", "--as", "auditor").err
        assert cli("change", "submit").code == 0
        assert cli("audit", "verify").code == 0
