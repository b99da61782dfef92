"""Taking a change back on the command line, where nothing was done yet, or nothing of that name is there."""

import json

import pytest

from tests.integration.cli.conftest import Cli
from tests.integration.cli.test_requests import plan, request_id
from zhengyun.errors import Exit

__all__ = ["plan", "request_id"]


def test_what_was_never_applied_cannot_be_taken_back(cli: Cli, request_id: str) -> None:
    for _ in range(2):
        said = cli("change", "revert", request_id)
        assert said.code == Exit.BAD_INPUT
        assert "ZY-GOV-190" in said.err
        assert f"next: zhengyun change show {request_id}" in said.err
    told = json.loads(cli("change", "revert", request_id, "-o", "json").err)
    assert [one["code"] for one in told["errors"]] == ["ZY-GOV-190"]


def test_what_was_cancelled_cannot_be_taken_back(cli: Cli, request_id: str) -> None:
    assert cli("change", "cancel", request_id).code == 0
    assert "ZY-GOV-190" in cli("change", "revert", request_id).err


@pytest.mark.parametrize("name", ["CR-NONE22", "", "plan.json", "../x", "\x1b[2J"])
def test_a_request_that_is_not_there_is_no_crash(cli: Cli, name: str) -> None:
    said = cli("change", "revert", name)
    assert said.code == Exit.BAD_INPUT
    assert "ZY-REC-007" in said.err


def test_a_request_has_to_be_named(cli: Cli) -> None:
    assert cli("change", "revert").code == Exit.BAD_INPUT


def test_its_help_says_what_it_does(cli: Cli) -> None:
    said = " ".join(cli("change", "revert", "--help").out.split())
    for words in ("--what-is-left", "--allow-destroy", "line by line", "changed since is refused by name"):
        assert words in said
