"""Requests that may be carried out only at some times: asked for, told, listed, waited for and refused."""

import fcntl
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from governance.reviews import approve
from tests.integration.cli import test_requests
from tests.integration.cli.conftest import Cli
from zhengyun.errors import Exit
from zhengyun.instant import text
from zhengyun.plan import Plan
from zhengyun.planfile import dump, load

plan = test_requests.plan
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


ENTRY = (sys.executable, "-c", "from cli.main import main; main()")
ROOT = Path(__file__).resolve().parents[3]


def agree(town: Path, request: str) -> None:
    """The security administrator agrees, having made the same plan: no cloud is there to make it from."""
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml"), person_name="security"))
    found = house.ledger.request(request)
    approve(
        found,
        person="security",
        signer=house.signer(),
        roles=house.roles,
        ledger=house.ledger,
        asked=load(house.ledger.plan(found.permit.plan), request),
        replan=lambda plan: plan,
        verifier=house.verifier,
        now=house.clock.now(),
    )
    house.database.close()


def kinds(cli: Cli) -> list[str]:
    """The log's entries by kind."""
    return [entry["kind"] for entry in cli("audit", "show", "-o", "json").json["entries"]]


def window_after(hours: int) -> str:
    """A window of an hour that begins so many hours from now."""
    begins = datetime.now(UTC) + timedelta(hours=hours)
    return f"{DAYS[begins.weekday()]} {begins:%H}:00-{begins + timedelta(hours=1):%H}:00 UTC"


def test_the_times_are_told_where_they_are_asked_for_and_shown(cli: Cli, plan: Plan) -> None:
    del plan
    window = window_after(30)
    begins = text(datetime.now(UTC) + timedelta(hours=1))
    words = ("change", "submit", "--window", window, "--not-before", begins, "--valid", "7 d")
    said = cli(*words)
    assert said.code == 0
    assert f"only within {window}" in said.out
    assert f"not before {begins}" in said.out
    (request,) = cli("change", "list", "-o", "json").json["requests"]
    assert (request["window"], request["not_before"]) == (window, begins)
    assert f"only within {window}" in cli("change", "show", request["request"]).out


def test_what_could_never_be_carried_out_while_it_lasts_is_refused(cli: Cli, plan: Plan) -> None:
    del plan
    said = cli("change", "submit", "--window", window_after(30))
    assert said.code == Exit.BAD_INPUT
    assert "ZY-GOV-073" in said.err
    later = text(datetime.now(UTC) + timedelta(days=2))
    assert "ZY-GOV-073" in cli("change", "submit", "--not-before", later).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--window", "at night"), "ZY-PERMIT-014"),
        (("--window", "22:00-06:00 Asia/Nowhere"), "ZY-PERMIT-014"),
        (("--not-before", "tomorrow"), "expected an instant with its offset"),
        (("--not-before", "2026-11-21T22:00"), "expected an instant with its offset"),
        (("--not-before", "0001-01-01T00:00+14:00"), "expected an instant with its offset"),
    ],
)
def test_times_that_are_none_are_bad_input(cli: Cli, plan: Plan, words: tuple[str, ...], told: str) -> None:
    del plan
    said = cli("change", "submit", *words)
    assert said.code == Exit.BAD_INPUT
    assert told in said.err
    assert cli("change", "list", "-o", "json").json["requests"] == []


def test_nothing_is_due_that_nobody_has_agreed_to(cli: Cli, plan: Plan) -> None:
    del plan
    cli("change", "submit")
    assert cli("change", "due").out == "Nothing is due.\n"
    said = cli("change", "run-due")
    assert (said.code, said.out) == (0, "Nothing is due.\n")


def test_what_is_due_is_listed_and_one_that_cannot_be_done_bars_no_other(
    cli: Cli, town: Path, plan: Plan, tmp_path: Path
) -> None:
    first = cli("change", "submit", "--window", "00:00-24:00 UTC", "-o", "json").json["request"]
    other = replace(plan, actions=(replace(plan.actions[0], tenths=1),))
    (tmp_path / "plan.json").write_bytes(dump(other))
    second = cli("change", "submit", "-o", "json").json["request"]
    (tmp_path / "plan.json").write_bytes(dump(replace(plan, actions=(replace(plan.actions[0], tenths=2),))))
    closed = cli("change", "submit", "--window", window_after(30), "--valid", "7 d", "-o", "json").json["request"]
    for one in (first, second, closed):
        agree(town, one)
    due = cli("change", "due", "-o", "json").json["requests"]
    assert {one["request"] for one in due} == {first, second}
    said = cli("change", "run-due", "-o", "json")
    assert said.code == Exit.BAD_INPUT, "there is no cloud"
    assert {one["request"]: one["exit"] for one in said.json["requests"]} == {first: 2, second: 2}
    assert kinds(cli)[-4:] == ["apply.claimed", "apply.refused"] * 2
    assert {one["state"] for one in cli("change", "list", "-o", "json").json["requests"]} == {"approved"}


def test_who_waits_can_stop_and_nothing_has_been_done(cli: Cli, town: Path, plan: Plan) -> None:
    del plan
    request = cli("change", "submit", "--window", window_after(30), "--valid", "7 d", "-o", "json").json["request"]
    agree(town, request)
    before = kinds(cli)
    command = [*ENTRY, "change", "apply", request, "--wait", "--lang", "en"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as waiting:
        assert waiting.stderr is not None
        assert f"{request} waits until " in waiting.stderr.readline()
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(30) == Exit.FAILED
        assert "Interrupted." in waiting.stderr.read()
    assert kinds(cli) == before
    assert cli("change", "show", request, "-o", "json").json["state"] == "approved"
    closed = cli("change", "apply", request)
    assert closed.code == Exit.REFUSED
    assert "ZY-PERMIT-013" in closed.err


def test_what_has_expired_is_put_on_record_by_cron(cli: Cli, plan: Plan) -> None:
    del plan
    request = cli("change", "submit", "--valid", "1 s", "-o", "json").json["request"]
    while cli("change", "show", request, "-o", "json").json["state"] != "expired":
        pass
    assert f"{request} has expired unused" in cli("change", "run-due").err
    assert kinds(cli)[-1] == "request.expired"
    assert "expired unused" not in cli("change", "run-due").err


def test_of_two_crons_the_second_is_told(cli: Cli, town: Path) -> None:
    lock = os.open(town / "records.due.lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    said = cli("change", "run-due")
    os.close(lock)
    assert said.code == Exit.WAITING
    assert "ZY-CLI-030" in said.err
    assert cli("change", "run-due").code == 0


def test_who_waits_for_what_is_not_approved_is_told_so(cli: Cli, plan: Plan) -> None:
    del plan
    request = cli("change", "submit", "--window", window_after(3), "-o", "json").json["request"]
    said = cli("change", "apply", request, "--wait")
    assert said.code == Exit.REFUSED
    assert "ZY-PERMIT" in said.err
