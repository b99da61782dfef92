"""`audit reconcile` at a vault that was founded, filled, saved and brought back by our own commands: none of it is accused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli
from tests.vaults import empty
from vault.control import authorise
from vault.entrance import enter, leave
from vault.server import HttpServer

pytestmark = pytest.mark.lab


KEEPERS = ("operator", "security", "auditor")


@dataclass
class Dock:
    """A training set with a vault, and its people there, past the command line."""

    root: Path
    server: HttpServer

    def inside(self, person: str) -> str:
        """Somebody's pass."""
        house = House(Session(quiet=True, settings_name=str(self.root / "zhengyun.toml"), person_name=person))
        return enter(self.server, person, house.signer(), datetime.now(UTC)).token


@pytest.fixture
def dock(town: Path, cli: Cli, tmp_path: Path) -> Iterator[Dock]:
    """A vault that was set up by the ceremony."""
    with empty(tmp_path / "dock") as (place, server):
        with (town / "zhengyun.toml").open("a") as stream:
            audit = VaultPlace.of(place).audit
            stream.write(f'\n[vault]\naddress = "{server.address}"\naudit = "{audit}"\nfolder = "{town}/waiting"\n')
        keepers = [word for name in KEEPERS for word in ("--keeper", name)]
        said = cli("vault", "init", *keepers, "--threshold", "2", "--shares", str(tmp_path / "shares"))
        assert said.code == 0, said.err
        yield Dock(town, server)


def test_our_own_work_is_not_accused_and_others_is(cli: Cli, dock: Dock, tmp_path: Path) -> None:
    kept = cli("vault", "keep", "primary", "--username", "caretaker", "--password-file", "-", stdin="first\n")
    assert kept.code == 0, kept.err
    file = tmp_path / "night.snap"
    assert cli("vault", "snapshot", str(file)).code == 8
    for person in ("security", "operator"):
        assert cli("vault", "agree", "vault-snapshot", "--as", person).code == 0
    assert cli("vault", "snapshot", str(file)).code == 0
    said = cli("vault", "restore", str(file), "-o", "json")
    for person in ("security2", "operator2"):
        assert cli("vault", "agree", said.json["request"], "--as", person).code == 0
    assert cli("vault", "restore", str(file)).code == 0
    clean = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", "-o", "json")
    (site,) = clean.json["sites"]
    assert [(one["why"], one["deed"] if "deed" in one else one["what"]) for one in site["unexplained"]] == []
    # The log is older than the vault: of the time before it nothing is known.
    assert {one["why"] for one in site["unknown"]} <= {
        "its events do not reach back so far, and nothing tells that there were none",
    }
    # One secret, three words of two people each and one's own, had twice, read once, brought back once; more were revoked then.
    assert {"vault.begun", "vault.kept", "vault.snapshot", "vault-snapshot", "vault.restoring"} <= set(
        site["explained"]
    )
    # Behind its back: an accessor that no change has, and a word for it by somebody who may.
    token, officer = dock.inside("executor"), dock.inside("security")
    wrapped = dock.server.ask("GET", "secret/data/cloud/primary", token=token).wrapped
    assert wrapped
    authorise(dock.server, officer, wrapped.accessor)
    leave(dock.server, officer)
    said = cli("audit", "reconcile", "--site", "vault", "--as", "auditor", "-o", "json")
    assert said.code == 4
    (found,) = said.json["sites"][0]["unexplained"]
    assert (found["actor"], found["what"]) == ("security", "update sys/control-group/authorize")
    assert found["why"] == "an authorisation that no change in the log was given"
