"""`role prove` as it is typed, at a vault that is configured by the training set's role file."""

from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from tests.integration.cli.conftest import Cli
from tests.vaults import fresh
from vault.entrance import pem
from vault.founding import first
from vault.wanted import wanted

pytestmark = pytest.mark.lab
# Its key was never shared out here.
NOT_HERE = {"vault.bao-read", "vault.bao-policy", "vault.bao-operator", "vault.shared"}


def test_every_role_is_tried_by_its_own_key_and_whoever_is_there_no_more_is_let_in(
    cli: Cli, town: Path, tmp_path: Path
) -> None:
    settings = town / "zhengyun.toml"
    with fresh(tmp_path / "bao") as made:
        settings.write_text(f'{settings.read_text("utf-8")}\n[vault]\naddress = "{made.server.address}"\n', "utf-8")
        house = House(Session(quiet=True, settings_name=str(settings)))
        shall = wanted(house.roles, house.clock.now(), pem, house.vault_settings.executor)
        first(made.server, made.root, shall)
        said = cli("role", "prove", "--part", "vault", "-o", "json")
        assert said.out, said.err
        assert (said.json["worked"], said.json["unknown"], said.json["toxic"]) == ([], [], [])
        assert {one["what"] for one in said.json["untried"]} <= NOT_HERE
        assert said.code == 0
        left = made.server.ask("LIST", "auth/token/accessors", token=made.root).data["keys"]
        assert len(left) == 1, "but for the root token every pass has been given back"
