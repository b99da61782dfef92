"""Who wants to be told is told, of what he asked for; who cannot be reached holds nothing up, and that is on record."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli import test_requests
from tests.integration.cli.conftest import Cli
from zhengyun.errors import Exit
from zhengyun.plan import Plan

plan = test_requests.plan


@pytest.fixture
def told(town: Path) -> Path:
    """A rule that keeps every notice in a file."""
    file = town / "notices.jsonl"
    keeps = f"import sys; open({str(file)!r}, 'ab').write(sys.stdin.buffer.read())"
    every = '["submitted", "agreed", "approved", "rejected", "withdrawn", "cancelled", "applied", "failed"]'
    rule = f"\n[[notices]]\non = {every}\ncommand = {json.dumps([sys.executable, '-c', keeps])}\n"
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text() + rule)
    return file


def notices(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def test_what_becomes_of_a_request_is_told(cli: Cli, plan: Plan, told: Path) -> None:
    del plan
    first = cli("change", "submit", "-m", "扩容", "-o", "json").json["request"]
    cli("change", "reject", first, "--as", "security", "-m", "not now")
    second = cli("change", "submit", "-o", "json").json["request"]
    cli("change", "cancel", second)
    found = notices(told)
    assert [(one["event"], one["request"], one["actor"]) for one in found] == [
        ("submitted", first, "operator"),
        ("rejected", first, "security"),
        ("submitted", second, "operator"),
        ("cancelled", second, "operator"),
    ]
    assert found[0]["waits_for"] == ["security"]
    assert found[0]["text"] == f"{first}: operator asks for a change; waits for: security"
    assert (found[0]["reason"], found[1]["reason"]) == ("扩容", "not now")
    assert "attributes" not in found[0]


def test_only_who_is_concerned_is_told(cli: Cli, plan: Plan, town: Path, told: Path) -> None:
    del plan
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text().replace('\non = ["submitted"', '\nto = ["head"]\non = ["submitted"'))
    cli("change", "submit")
    assert notices(told) == []
    settings.write_text(settings.read_text().replace('["head"]', '["head", "operator"]'))
    cli("change", "cancel", cli("change", "list", "-o", "json").json["requests"][0]["request"])
    assert [one["event"] for one in notices(told)] == ["cancelled"]


def test_who_cannot_be_reached_holds_nothing_up_and_it_is_on_record(cli: Cli, plan: Plan, town: Path) -> None:
    del plan
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text() + '\n[[notices]]\non = ["submitted"]\ncommand = ["/nowhere", "s3cret"]\n')
    said = cli("change", "submit", "-o", "json")
    assert said.code == 0
    request = said.json["request"]
    assert f"the notice of {request} (submitted) was not delivered by command /nowhere: No such file" in said.err
    last = cli("audit", "show", "-o", "json").json["entries"][-1]
    assert last["kind"] == "notice.failed"
    assert last["body"]["request"] == request
    assert "s3cret" not in json.dumps(last)
    assert cli("audit", "verify").code == 0


def test_a_slip_in_the_settings_is_told_by_its_line(cli: Cli, town: Path) -> None:
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text() + '\n[[notices]]\non = ["submited"]\ncommand = ["tell"]\n')
    said = cli("change", "list")
    assert said.code == Exit.BAD_INPUT
    assert "notices[1].on" in said.err
    assert "submitted, agreed" in said.err
