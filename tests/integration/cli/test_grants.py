"""Grants, standing permits and emergencies as people type them."""

from dataclasses import replace
from pathlib import Path

import pytest

from inventory.source import head
from records.database import Database
from records.logbook import LogBook
from tests.integration.cli.conftest import Cli
from tests.integration.cli.test_requests import ACTION
from zhengyun.action import Effects
from zhengyun.entry import Note
from zhengyun.instant import SystemClock
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump
from zhengyun.resource import Address, Value

VENDOR = "vendor"


def agreed(cli: Cli, name: str) -> None:
    """The department's owner agrees to it, and a security administrator."""
    for person in ("owner", "security"):
        said = cli("change", "approve", name, "--yes", "--as", person)
        assert said.code == 0, said.err


def planned(town: Path, tmp_path: Path, tenant: str = "finance", **values: Value) -> str:
    """A plan's file for one tenant."""
    address = Address("primary", "project", tenant)
    action = replace(ACTION, id=f"create {address}", address=address, attributes={**ACTION.attributes, **values})
    plan = Plan("demo", head(town / "estate"), Scope(("primary",)), (action,), Effects((tenant,)))
    file = tmp_path / f"{tenant}-{len(list(tmp_path.iterdir()))}.json"
    file.write_bytes(dump(plan))
    return str(file)


def begun(town: Path, request: str, **body: object) -> None:
    """Write an intent into the log, as an apply does once the gate has let it in."""
    database = Database(town / "records.sqlite")
    LogBook(database, SystemClock()).append(Note("apply.intent", "operator", {"request": request, **body}))
    database.close()


def granted(cli: Cli, *more: str) -> str:
    """A grant of one change of one tenant for one day."""
    asked = cli(
        "grant", "ask", "--tenant", "finance", "--for", "1 d", "-m", "warranty", "--as", VENDOR, "-o", "json", *more
    )
    assert asked.code == 0, asked.err
    name = str(asked.json["request"])
    agreed(cli, name)
    return name


class TestVendor:
    """An account limited to one tenant, one change, one day."""

    def test_he_applies_somebody_agrees_in_words_and_he_asks_under_it(
        self, cli: Cli, town: Path, tmp_path: Path
    ) -> None:
        plan = planned(town, tmp_path)
        bytes_ = ("grant", "ask", "--tenant", "finance", "--for", "1 d", "-m", "\udc80", "--as", VENDOR)
        assert cli(*bytes_).code == 0, "what a terminal hands over need not be text"
        assert "ZY-GOV-040" in cli("change", "submit", plan, "--as", VENDOR).err
        asked = cli("grant", "ask", "--tenant", "finance", "--for", "1 d", "-m", "warranty", "--as", VENDOR)
        assert "vendor may ask for changes of finance, 1 at most, and for nothing else" in asked.out
        name = asked.out.split()[0]
        assert "ZY-GOV-007" in cli("change", "approve", name, "--yes", "--as", VENDOR).err
        assert "ZY-GOV-070" in cli("change", "approve", name, "--yes", "--as", "security").err
        assert cli("change", "approve", name, "--yes", "--as", "owner").code == 0
        said = cli("change", "approve", name, "--yes", "--as", "security")
        assert "vendor may ask for changes of finance, 1 at most" in said.err
        assert "in force" in said.out
        request = cli("change", "submit", plan, "--under", name, "--as", VENDOR, "-o", "json").json
        assert request["permit"]["under"] == name
        assert "ZY-PERMIT-011" in cli("change", "apply", request["request"]).err

    def test_a_second_change_another_tenant_and_a_strangers_use_are_refused(
        self, cli: Cli, town: Path, tmp_path: Path
    ) -> None:
        name = granted(cli)
        other = planned(town, tmp_path, "health")
        assert "ZY-PERMIT-036" in cli("change", "submit", other, "--under", name, "--as", VENDOR).err
        plan = planned(town, tmp_path)
        assert "ZY-PERMIT-035" in cli("change", "submit", plan, "--under", name).err
        waiting = cli("change", "submit", plan, "--under", name, "--as", VENDOR, "-o", "json").json["request"]
        begun(town, "CR-FIRST2", under=name)
        second = planned(town, tmp_path, title="another")
        assert "ZY-PERMIT-034" in cli("change", "submit", second, "--under", name, "--as", VENDOR).err
        assert "ZY-PERMIT-034" in cli("change", "apply", waiting).err
        shown = cli("grant", "show", name).out
        assert "used up" in shown
        assert "CR-FIRST2" in shown

    def test_the_next_day_it_is_over(
        self, cli: Cli, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from datetime import datetime, timedelta

        name = granted(cli)
        tomorrow = SystemClock().now() + timedelta(days=1, seconds=1)

        def now(_clock: object) -> datetime:
            return tomorrow

        monkeypatch.setattr(SystemClock, "now", now)
        assert "ZY-PERMIT-032" in cli("change", "submit", planned(town, tmp_path), "--under", name, "--as", VENDOR).err
        assert cli("grant", "list", "-o", "json").json["grants"][0]["in_force"] is False

    def test_what_was_taken_back_is_of_no_use(self, cli: Cli, town: Path, tmp_path: Path) -> None:
        name = granted(cli)
        assert "ZY-GOV-140" in cli("grant", "revoke", name, "-m", "no", "--as", "auditor").err
        assert "taken back" in cli("grant", "revoke", name, "-m", "done", "--as", "security").out
        assert "ZY-PERMIT-033" in cli("change", "submit", planned(town, tmp_path), "--under", name, "--as", VENDOR).err
        assert "ZY-GOV-004" in cli("grant", "revoke", name, "-m", "twice", "--as", "security").err

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("--tenant", "finanse", "--for", "1 d", "-m", "x"), "ZY-CLI-061"),
            (
                ("--tenant", "finance", "--for", "1 d", "--person", "auditor", "-m", "x", "--as", "operator"),
                "ZY-PERMIT-047",
            ),
            (
                ("--tenant", "finance", "--for", "1 d", "--person", "nobody", "-m", "x", "--as", "operator"),
                "ZY-PERMIT-007",
            ),
            (("--tenant", "finance", "--for", "90 d", "-m", "x"), "ZY-GOV-149"),
            (("--tenant", "finance", "--for", "1 d", "-m", " "), "ZY-GOV-142"),
            (("--tenant", "finance", "--for", "1 d", "--change-count", "999", "-m", "x"), "ZY-GOV-146"),
            (("--tenant", "finance", "-m", "x"), "--for"),
            (("--tenant", "finance", "--until", "2001-01-01", "-m", "x"), "before"),
            (("--for", "1 d", "-m", "x"), "--tenant"),
        ],
    )
    def test_what_is_asked_wrongly_is_told(self, cli: Cli, words: tuple[str, ...], code: str) -> None:
        said = cli("grant", "ask", *(words if "--as" in words else (*words, "--as", VENDOR)))
        assert said.code in {2, 3}
        assert code in said.err

    def test_a_plans_request_is_no_grant_and_a_grant_no_plan(self, cli: Cli, town: Path, tmp_path: Path) -> None:
        request = cli("change", "submit", planned(town, tmp_path), "-o", "json").json["request"]
        assert "ZY-GOV-145" in cli("grant", "show", request).err
        name = granted(cli)
        assert "ZY-PERMIT-030" in cli("change", "apply", name).err
        assert "ZY-GOV-147" in cli("change", "export", name, "--to", str(tmp_path / "away")).err
        assert "There are none." in cli("standing", "list").out

    def test_it_is_listed_and_told_in_both_languages(self, cli: Cli) -> None:
        name = granted(cli)
        assert name in cli("grant", "list").out
        assert cli("grant", "list", "--lang", "zh_CN").code == 0
        assert f"{name}" in cli("whoami", "--as", VENDOR).out
        document = cli("grant", "show", name, "-o", "json").json
        assert (document["format"], document["grant"]["left"]) == ("zhengyun-grant/1", 1)


class TestStanding:
    """A script that acts by itself."""

    @pytest.fixture
    def runbook(self, tmp_path: Path) -> Path:
        file = tmp_path / "drill.sh"
        file.write_text("#!/bin/sh\nzhengyun change apply --under $1 --runbook $0 plan.json\n")
        return file

    def given(self, cli: Cli, runbook: Path, *more: str) -> str:
        words = ("--script", "operator", "--count", "1", "--tenant", "finance", "--most-actions", "3", "--for", "7 d")
        asked = cli("standing", "ask", str(runbook), *words, "-m", "the drill", "-o", "json", *more)
        assert asked.code == 0, asked.err
        name = str(asked.json["request"])
        agreed(cli, name)
        return name

    def test_what_it_asks_for_is_approved_at_once(self, cli: Cli, town: Path, tmp_path: Path, runbook: Path) -> None:
        name = self.given(cli, runbook)
        words = ("change", "submit", planned(town, tmp_path), "--under", name)
        assert "ZY-PERMIT-039" in cli(*words).err
        request = cli(*words, "--runbook", str(runbook), "-o", "json").json
        assert (request["state"], request["permit"]["chain"]) == ("approved", [])
        assert "nobody, within a standing permit" in cli("change", "show", request["request"]).out
        runbook.write_text(runbook.read_text() + "# one more line\n")
        assert "ZY-PERMIT-039" in cli("change", "apply", request["request"], "--runbook", str(runbook)).err
        apply = ("change", "apply", planned(town, tmp_path, title="b"), "--under", name, "--runbook", str(runbook))
        assert "ZY-PERMIT-039" in cli(*apply).err

    def test_a_script_that_comes_again_goes_on_with_what_it_has_asked_for(
        self, cli: Cli, town: Path, tmp_path: Path, runbook: Path
    ) -> None:
        name, plan = self.given(cli, runbook), planned(town, tmp_path)
        apply = ("change", "apply", plan, "--under", name, "--runbook", str(runbook))
        codes = [cli(*apply).code for _ in range(2)]
        assert codes[0] == codes[1] != 0, "there is no cloud here"
        assert len(cli("change", "list", "--state", "approved", "-o", "json").json["requests"]) == 2, (
            "the permit and one"
        )

    def test_outside_its_window_it_is_told_when_it_opens(
        self, cli: Cli, town: Path, tmp_path: Path, runbook: Path
    ) -> None:
        from datetime import timedelta

        later = (SystemClock().now() + timedelta(hours=2)).strftime("%H:00")
        last = (SystemClock().now() + timedelta(hours=3)).strftime("%H:00")
        name = self.given(cli, runbook, "--window", f"{later}-{last} UTC")
        said = cli("change", "submit", planned(town, tmp_path), "--under", name, "--runbook", str(runbook))
        assert "ZY-PERMIT-040" in said.err
        assert "opens again at" in said.err

    def test_a_window_that_is_none_is_refused(self, cli: Cli, runbook: Path) -> None:
        words = ("--script", "operator", "--count", "1", "--tenant", "finance", "--most-actions", "3", "--for", "7 d")
        said = cli("standing", "ask", str(runbook), *words, "-m", "x", "--window", "at night")
        assert "ZY-PERMIT-014" in said.err

    def test_it_is_shown_in_words_and_taken_back(self, cli: Cli, runbook: Path) -> None:
        name = self.given(cli, runbook)
        assert (
            "the script drill.sh may carry out changes in the name of operator, 1 at most"
            in cli("standing", "show", name).out
        )
        assert name in cli("standing", "list").out
        assert "taken back" in cli("standing", "revoke", name, "-m", "over", "--as", "security").out


class TestBreakGlass:
    """An emergency, from the reason to the review."""

    def test_from_the_reason_to_the_review(self, cli: Cli, town: Path, tmp_path: Path) -> None:
        plan = planned(town, tmp_path)
        ordinary = cli("change", "submit", plan, "-o", "json").json["request"]
        assert "ZY-GOV-148" in cli("change", "break-glass", ordinary, "-m", "down", "--as", "security").err
        assert "ZY-GOV-148" in cli("change", "break-glass", ordinary, "-m", "down", "--as", "operator2").err
        said = cli("change", "break-glass", ordinary, "-m", "the portal is down")
        assert said.code == 0, said.err
        assert "BREAK-GLASS: the portal is down" in said.out
        request = said.out.split()[0]
        assert "cancelled" in cli("change", "show", ordinary).out
        assert "BREAK-GLASS" in cli("change", "list").out
        assert "ZY-GOV-007" in cli("change", "approve", request, "--yes").err
        assert "ZY-PERMIT-011" in cli("change", "apply", request).err
        assert (
            "ZY-GOV-143" in cli("change", "review", request, "--finding", "justified", "-m", "x", "--as", "auditor").err
        )
        begun(town, request, emergency="the portal is down")
        again = cli("change", "submit", planned(town, tmp_path, title="b"), "-o", "json").json["request"]
        assert "ZY-PERMIT-046" in cli("change", "break-glass", again, "-m", "again").err
        assert "no auditor has reviewed it yet" in cli("change", "show", request).out
        assert request in cli("whoami", "--as", "auditor").out
        assert "ZY-GOV-001" in cli("change", "review", request, "--finding", "justified", "-m", "x").err
        told = cli("change", "review", request, "--finding", "misused", "-m", "it could wait", "--as", "auditor")
        assert "misused" in told.out
        assert "it could wait" in cli("change", "show", request).out
        assert (
            "ZY-GOV-144" in cli("change", "review", request, "--finding", "misused", "-m", "x", "--as", "auditor").err
        )
        assert cli("change", "break-glass", again, "-m", "again").code == 0

    def test_which_second_role_agrees_can_be_said(self, cli: Cli, town: Path, tmp_path: Path) -> None:
        request = cli("change", "submit", planned(town, tmp_path), "-o", "json").json["request"]
        assert "ZY-PERMIT-044" in cli("change", "break-glass", request, "-m", "down", "--second", "system").err
        said = cli("change", "break-glass", request, "-m", "down", "--second", "security", "-o", "json").json
        assert said["permit"]["chain"] == ["security", "security"]
