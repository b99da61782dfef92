"""`zhengyun vault`: the ceremony, how the vault stands, shares given one by one, by the people of a training set."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli
from tests.vaults import empty, share_of, text
from vault import shares
from vault.server import HttpServer
from zhengyun.people import Role

pytestmark = pytest.mark.lab


KEEPERS = ("operator", "security", "auditor")
INIT = ("vault", "init", *(word for name in KEEPERS for word in ("--keeper", name)), "--threshold", "2")


@pytest.fixture
def place(town: Path, tmp_path: Path) -> Iterator[Place]:
    """An empty vault that runs, and that the settings name."""
    with empty(tmp_path / "bay") as (found, server):
        audit = VaultPlace.of(found).audit
        with (town / "zhengyun.toml").open("a") as stream:
            stream.write(f'\n[vault]\naddress = "{server.address}"\naudit = "{audit}"\n')
        yield found


def share(folder: Path, keeper: str) -> str:
    """Where somebody's share lies."""
    return str(share_of(folder, keeper))


def test_a_vault_from_empty_to_open_after_a_restart(cli: Cli, place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    assert cli("vault", "status").code == 6
    said = cli(*INIT, "--shares", str(folder), "-o", "json")
    assert said.code == 0, said.err
    assert said.json["keepers"] == list(KEEPERS)
    assert any("policy" in one for one in said.json["laid"])
    assert {str(one) for one in folder.iterdir()} == {share(folder, name) for name in KEEPERS}
    now = cli("vault", "status", "-o", "json")
    assert (now.code, now.json["sealed"], now.json["shares"], now.json["threshold"]) == (0, False, 3, 2)
    assert {one["person"]: one["roles"] for one in now.json["keepers"]}["security"] == ["security"]
    assert now.json["audit"]["there"]
    control.down(place)
    assert cli("vault", "status").code == 6
    assert cli("vault", "unseal", "--as", "operator", share(folder, "operator")).code == 6
    control.up(place, text)
    sealed = cli("vault", "status", "-o", "json")
    assert (sealed.code, sealed.json["sealed"], sealed.json["given"]) == (6, True, 0)
    assert "ZY-VAULT-018" in cli("vault", "unseal", "--as", "operator", share(folder, "security")).err
    first = cli("vault", "unseal", "--as", "operator", share(folder, "operator"), "-o", "json")
    assert (first.code, first.json["given"]) == (8, 1)
    again = cli("vault", "unseal", "--as", "operator", share(folder, "operator"), "-o", "json")
    assert (again.code, again.json["given"]) == (8, 1)
    assert cli("vault", "unseal", "--as", "auditor", share(folder, "auditor")).code == 0
    assert cli("vault", "status").code == 0
    kinds = [one["kind"] for one in cli("audit", "show", "--as", "auditor", "-o", "json").json["entries"]]
    wanted = ["vault.begun", "vault.shared", "vault.founded", *["vault.unsealed"] * 3]
    assert [kind for kind in kinds if kind.startswith("vault.")] == wanted


def test_no_role_holds_a_quorum_and_nothing_is_begun(cli: Cli, place: Place, tmp_path: Path) -> None:
    two = ("vault", "init", "--keeper", "security", "--keeper", "security2", "--threshold", "2")
    said = cli(*two, "--shares", str(tmp_path / "shares"))
    assert (said.code, "ZY-VAULT-011" in said.err) == (3, True)
    assert not HttpServer(control.status(place).address).health().begun
    assert not (tmp_path / "shares").exists()


def test_a_vault_that_was_never_set_up_takes_no_share(cli: Cli, place: Place, tmp_path: Path) -> None:
    assert place
    (tmp_path / "none.share").write_text("1  059K A9YQ RC10 60WC J2WP QJ3D SDSH\n")
    said = cli("vault", "unseal", "--as", "operator", "--secret-file", str(tmp_path / "none.share"))
    assert (said.code, "ZY-VAULT-005" in said.err) == (3, True)


def test_whoever_is_no_administrator_begins_nothing(cli: Cli, place: Place, tmp_path: Path) -> None:
    said = cli(*INIT, "--shares", str(tmp_path / "shares"), "--as", "vendor")
    assert (said.code, "ZY-GOV-001" in said.err) == (3, True)
    assert not control.status(place).begun


def test_a_ceremony_whose_shares_cannot_be_handed_out_is_told_and_begins_anew(
    cli: Cli, place: Place, tmp_path: Path
) -> None:
    (tmp_path / "shares").write_text("a file stands where the folder shall be")
    assert "ZY-CLI-006" in cli(*INIT, "--shares", str(tmp_path / "shares")).err
    status = cli("vault", "status")
    assert (status.code, "ZY-VAULT-016" in status.out) == (5, True)
    assert "ZY-VAULT-016" in cli(*INIT, "--shares", str(tmp_path / "others")).err
    control.empty(place)
    control.up(place, text)
    assert cli(*INIT, "--shares", str(tmp_path / "others")).code == 0


def test_a_quorum_that_a_role_has_come_to_hold_since_is_told(
    cli: Cli, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place
    assert cli(*INIT, "--shares", str(tmp_path / "shares")).code == 0
    # As if a later version of the role file had made the operator a security administrator's deputy.
    later = {"operator": frozenset({Role.SYSTEM, Role.SECURITY}), "security": frozenset({Role.SECURITY})}
    monkeypatch.setattr(shares, "roles_of", lambda _, name: later.get(name, frozenset()))
    said = cli("vault", "status")
    assert (said.code, "ZY-VAULT-011" in said.out) == (5, True)


def test_settings_without_a_vault_say_so(cli: Cli) -> None:
    for words in (("vault", "status"), ("vault", "unseal"), (*INIT, "--shares", "shares")):
        said = cli(*words)
        assert (said.code, "ZY-VAULT-010" in said.err) == (2, True)


def test_a_clock_ten_minutes_off_is_told(place: Place, town: Path) -> None:
    assert place
    program = str(Path(sys.executable).with_name("zhengyun"))
    try:
        said = subprocess.run(
            ["faketime", "-f", "+10m", program, "vault", "status", "--lang", "en"],
            capture_output=True,
            text=True,
            check=False,
            cwd=town,
        )
    except FileNotFoundError:
        pytest.skip("no faketime; to run it: apt-get install faketime")
    assert "behind ours" in said.stdout, said
