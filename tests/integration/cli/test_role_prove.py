"""`role prove` at our own verbs: what it tells of a house that is in order, and of one that is not."""

from pathlib import Path
from typing import Any

import pytest

from cli.proving.parts import attempts
from governance import entitlement, reviews
from governance.residual import RESIDUAL
from tests.integration.cli.conftest import Cli

OWN = ("role", "prove", "--part", "zhengyun", "-o", "json")


def test_every_attempt_is_refused_in_the_verbs_own_words_and_the_run_is_on_record(cli: Cli) -> None:
    said = cli(*OWN)
    assert (said.json["worked"], said.json["unknown"], said.json["untried"]) == ([], [], [])
    assert said.code == 0
    assert said.json["tried"] == said.json["refused"] >= 40
    told = {one["id"]: one for one in said.json["attempts"]}
    assert "operator asked for" in told["zhengyun.approve-own"]["words"]
    assert all(one["words"].startswith(tuple(one["expected"])) for one in told.values())
    entry = cli("audit", "query", "--kind", "roles.proven", "-o", "json").json["entries"][0]
    assert entry["body"]["refused"] == said.json["refused"]


def test_nothing_of_it_is_left_in_the_live_log_but_the_run_itself(cli: Cli) -> None:
    def count() -> int:
        return int(cli("audit", "verify", "-o", "json").json["entries"])

    before = count()
    cli(*OWN)
    assert count() == before + 1
    assert cli("change", "list", "-o", "json").json["requests"] == []


def test_a_hole_is_found_and_ends_the_command_with_5(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews, "own_key", lambda _person, _signer: None)
    said = cli(*OWN)
    assert said.code == 5
    assert [one["id"] for one in said.json["worked"]] == ["zhengyun.approve-with-own-key"]


def test_where_nobody_is_let_in_nothing_is_shown_and_the_command_ends_with_6(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(*_told: Any, **_more: Any) -> Any:
        raise entitlement.refused(_told[0].people[0], (), ())

    monkeypatch.setattr("governance.withdrawals.in_office", shut)
    said = cli(*OWN)
    assert said.code == 6
    assert [one["id"] for one in said.json["unknown"]] == ["zhengyun.withdraw-anothers"]


def test_a_post_that_has_become_toxic_since_it_was_adopted_is_found(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from governance import separation
    from zhengyun.errors import Words

    flaw = separation.Conflict("people[0].roles", Words("two in one hand"))
    monkeypatch.setattr(separation, "conflicts", lambda _roles, _now: (flaw,))
    monkeypatch.setattr("governance.roles.conflicts", lambda _roles, _now: ())
    said = cli(*OWN)
    assert said.code == 5
    assert [one["where"] for one in said.json["toxic"]] == ["people[0].roles"]


def test_people_read_a_table_what_it_comes_to_and_what_stays(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    said = cli("role", "prove", "--part", "zhengyun")
    assert "approve one's own request" in said.out
    assert "ZY-GOV-007" in said.out
    assert all(risk.id and risk.who.split()[0] in said.out for risk in RESIDUAL)
    assert all(len(line) <= 140 for line in said.out.splitlines() if line.startswith("✓"))
    assert "trying at: zhengyun" in said.err


def test_without_records_nothing_is_tried_for_it_could_not_be_put_on_record(cli: Cli, town: Path) -> None:
    for file in town.glob("records.sqlite*"):
        file.unlink()
    said = cli(*OWN)
    assert (said.code, said.out) == (2, "")
    assert "trying at" not in said.err


def test_no_two_attempts_have_one_name() -> None:
    names = [one.id for one in attempts()]
    assert len(names) == len(set(names))
