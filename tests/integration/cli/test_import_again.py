"""An import that ended with errors: its files say what is wrong, and can be written again."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Cli

STATE = str(Path(__file__).parents[2] / "samples/terraform/payroll.tfstate")
AGAIN = ("estate", "import", "terraform", STATE, "--tenant", "payroll", "--site", "primary", "--owner", "Wang")


@pytest.fixture
def file(town: Path) -> Path:
    """What is declared of the tenant."""
    return town / "estate/primary/tenants/payroll.yaml"


def test_what_was_said_wrongly_is_said_again_with_force(cli: Cli, file: Path) -> None:
    wrong = cli(*AGAIN, "--level", "3", "--zone", "nowhere")
    assert (wrong.code, "--force" in wrong.err, file.exists()) == (2, True, True), wrong.err
    assert "nowhere" in cli("check").err
    still = cli(*AGAIN, "--level", "4", "--zone", "nowhere", "--force")
    assert "nowhere" in still.err
    cli(*AGAIN, "--level", "3", "--zone", "office", "--force")
    assert "nowhere" not in file.read_text("utf-8")
    assert "nowhere" not in cli("check").err


def test_without_force_what_is_wrong_is_told_and_nothing_is_written(cli: Cli, file: Path) -> None:
    cli(*AGAIN, "--level", "3", "--zone", "nowhere")
    before = file.read_text("utf-8")
    assert "nowhere" in cli(*AGAIN, "--level", "3", "--zone", "office").err
    assert file.read_text("utf-8") == before


def test_a_tenant_that_is_declared_is_to_be_planned_and_not_written_over(cli: Cli, town: Path) -> None:
    file = town / "estate/primary/tenants/finance.yaml"
    before = file.read_text("utf-8")
    said = cli("estate", "import", "terraform", STATE, "--tenant", "finance", "--site", "primary")
    assert (said.code, "ZY-CLOUD-233" in said.err) == (3, True), said.err
    assert "next: zhengyun plan --site primary --only finance\n" in said.err
    assert file.read_text("utf-8") == before


def test_what_nobody_said_is_asked_for_by_a_command_that_can_be_typed(cli: Cli) -> None:
    said = cli(*AGAIN)
    assert (said.code, "cloud adopt payroll --site primary --register" in said.err) == (2, True), said.err
