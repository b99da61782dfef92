"""`role prove` where only our own verbs are at hand: the other parts are told as not tried, and never as refused."""

from cli.commands.role import prove
from cli.proving import parts
from tests.integration.cli.conftest import Cli

OTHERS = {"cloud", "vault", "database", "host"}


def test_a_part_that_is_not_configured_is_told_as_not_tried(cli: Cli) -> None:
    said = cli("role", "prove", "-o", "json")
    assert said.code == 0, said.err
    assert {one["part"] for one in said.json["attempts"]} == {"zhengyun"}
    assert {one["part"] for one in said.json["untried"]} == OTHERS
    assert all(one["why"] for one in said.json["untried"])


def test_people_are_told_in_their_language_why(cli: Cli) -> None:
    said = cli("role", "prove", "--part", "vault", "--part", "database")
    assert said.code == 6
    assert "vault is not tried: the settings name no vault" in said.out
    assert "database is not tried: the records are not on PostgreSQL" in said.out


def test_a_part_that_there_is_not_is_a_slip(cli: Cli) -> None:
    said = cli("role", "prove", "--part", "tunnel")
    assert (said.code, said.out) == (2, "")


def test_the_command_names_every_part_there_is() -> None:
    assert tuple(parts.PARTS) == prove.PARTS
