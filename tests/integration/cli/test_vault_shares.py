"""Shares of a vault's key under their keepers' passphrases: asked of each before there is a key, and again when he gives his share."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from governance import roles
from keys import passphrases
from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli, Said
from tests.integration.cli.test_terminal import ZHENGYUN, Terminal, terminal, tmux
from tests.vaults import empty, share_of, text
from vault.server import HttpServer
from zhengyun.rolefile import RoleFile

pytestmark = pytest.mark.lab

__all__ = ["terminal"]

KEEPERS = ("operator", "security", "auditor")
WORDS = {name: f"{name} keeps this one" for name in KEEPERS}
INIT = ("vault", "init", *(word for name in KEEPERS for word in ("--keeper", name)), "--threshold", "2")


@pytest.fixture
def place(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """An empty vault that runs, and that the settings name; sealing under a passphrase costs what tests can bear."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    with empty(tmp_path / "cove") as (found, server):
        audit = VaultPlace.of(found).audit
        with (town / "zhengyun.toml").open("a") as stream:
            stream.write(f'\n[vault]\naddress = "{server.address}"\naudit = "{audit}"\n')
        yield found


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """A folder with a passphrase for each keeper."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    for name, words in WORDS.items():
        # One of them was written on another system: what seals is read as what opens is.
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(words + ("\r\n" if name == "auditor" else "\n"), newline="")
    return folder


def begun(place: Place) -> bool:
    """Whether the vault has a key."""
    return HttpServer(control.status(place).address).health().begun


def reopened(place: Place) -> None:
    """Seal it by a new start."""
    control.down(place)
    control.up(place, text)


def given(cli: Cli, file: Path, keeper: str, secret: Path | None = None) -> Said:
    """One keeper gives his share."""
    more = ("--secret-file", str(secret)) if secret else ()
    return cli("vault", "unseal", str(file), "--as", keeper, *more, "-o", "json")


def test_a_share_opens_with_its_keepers_passphrase_alone(cli: Cli, place: Place, secrets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    said = cli(*INIT, "--shares", str(folder), "--secrets", str(secrets))
    assert said.code == 0, said.err
    files = {name: share_of(folder, name) for name in KEEPERS}
    for name, file in files.items():
        assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(file.read_text())["keeper"] == name
    reopened(place)

    # The passphrase of his key, which lies beside it here, is another one.
    wrong = given(cli, files["operator"], "operator")
    assert (wrong.code, "ZY-VAULT-092" in wrong.err) == (3, True)
    # Another's file is refused before anybody is asked for its passphrase, and so is one that was altered.
    others = given(cli, files["security"], "operator", secrets / "none")
    assert (others.code, "ZY-VAULT-018" in others.err, "security" in others.err) == (3, True, True)
    (tmp_path / "altered.share").write_text(files["operator"].read_text().replace('"need": 2', '"need": 1'))
    altered = given(cli, tmp_path / "altered.share", "operator", secrets / "operator")
    assert (altered.code, "ZY-VAULT-092" in altered.err) == (3, True)
    (tmp_path / "altered.share").write_text(files["operator"].read_text() + " ")
    broken = given(cli, tmp_path / "altered.share", "operator", secrets / "none")
    assert (broken.code, "ZY-VAULT-091" in broken.err) == (2, True)
    assert cli("vault", "status", "-o", "json").json["given"] == 0

    assert (given(cli, files["operator"], "operator", secrets / "operator").code) == 8
    done = given(cli, files["auditor"], "auditor", secrets / "auditor")
    assert (done.code, done.json["sealed"]) == (0, False)


def test_the_share_of_a_vault_that_was_begun_anew_is_refused_before_its_passphrase_is_asked(
    cli: Cli, place: Place, secrets: Path, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    assert cli(*INIT, "--shares", str(old), "--secrets", str(secrets)).code == 0
    control.empty(place)
    control.up(place, text)
    assert cli(*INIT, "--shares", str(new), "--secrets", str(secrets)).code == 0
    reopened(place)
    said = given(cli, share_of(old, "operator"), "operator", secrets / "none")
    assert (said.code, "ZY-VAULT-018" in said.err) == (3, True)
    assert given(cli, share_of(new, "operator"), "operator", secrets / "operator").code == 8


def test_the_shares_of_two_vaults_lie_side_by_side_in_one_folder(
    cli: Cli, place: Place, secrets: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shares"
    assert cli(*INIT, "--shares", str(folder), "--secrets", str(secrets)).code == 0
    first = {file: file.read_bytes() for file in folder.iterdir()}
    control.empty(place)
    control.up(place, text)
    assert cli(*INIT, "--shares", str(folder), "--secrets", str(secrets)).code == 0
    assert {file: file.read_bytes() for file in first} == first
    (fresh,) = {json.loads(file.read_text())["set"] for file in set(folder.iterdir()) - set(first)}
    reopened(place)
    said = given(cli, folder / f"vault-operator-{fresh}.share", "operator", secrets / "operator")
    assert said.code == 8, said.err


def test_no_key_is_made_whose_shares_would_be_written_over_others(
    cli: Cli, place: Place, secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shares"
    folder.mkdir()
    monkeypatch.setattr("keys.sharing.name_of", lambda _: "AAAA-AAAA")
    file = folder / "vault-auditor-AAAA-AAAA.share"
    # A link that leads nowhere now may lead to a medium that is in a safe.
    for lay in (lambda: file.write_text("somebody's only copy"), lambda: file.symlink_to(tmp_path / "away")):
        lay()
        said = cli(*INIT, "--shares", str(folder), "--secrets", str(secrets / "none"))
        assert (said.code, "ZY-KEY-063" in said.err, file.name in said.err) == (3, True, True), said.err
        assert list(folder.iterdir()) == [file]
        assert file.is_symlink() or file.read_text() == "somebody's only copy"
        file.unlink()
    assert not begun(place)
    assert "vault.begun" not in cli("audit", "show", "--as", "auditor", "-o", "json").out


def test_nothing_is_begun_where_a_keeper_has_no_passphrase_or_a_short_one(
    cli: Cli, place: Place, town: Path, secrets: Path, tmp_path: Path
) -> None:
    (secrets / "security").write_text("seven77\n")
    said = cli(*INIT, "--shares", str(tmp_path / "shares"), "--secrets", str(secrets))
    assert (said.code, "ZY-VAULT-093" in said.err, "security" in said.err) == (2, True, True)
    (secrets / "security").unlink()
    (town / "keys" / "passphrases" / "security").unlink()
    said = cli(*INIT, "--shares", str(tmp_path / "shares"), "--secrets", str(secrets))
    assert (said.code, "ZY-VAULT-094" in said.err, "security" in said.err) == (2, True, True)
    # One that others can read, be it as a member of a group.
    for mode in (0o644, 0o640):
        (secrets / "operator").chmod(mode)
        said = cli(*INIT, "--shares", str(tmp_path / "shares"), "--secrets", str(secrets))
        told = "".join(said.err.split())
        assert (said.code, "ZY-VAULT-097" in told) == (3, True), said.err
        assert f"{secrets}/operator" in told
        assert f"(mode{mode:04o})" in told
    (secrets / "operator").chmod(0o600)
    # One passphrase of two keepers; that the one file was written on another system makes no other of it.
    (secrets / "security").touch(mode=0o600)
    (secrets / "security").write_text(WORDS["auditor"] + "\n")
    said = cli(*INIT, "--shares", str(tmp_path / "shares"), "--secrets", str(secrets))
    told = " ".join(said.err.split())
    assert (said.code, "ZY-VAULT-096" in told, "security and auditor have the same" in told) == (2, True, True)
    assert WORDS["auditor"] not in said.err
    assert not begun(place)
    assert not (tmp_path / "shares").exists()
    assert "vault.begun" not in cli("audit", "show", "--as", "auditor", "-o", "json").out


def test_what_lies_beside_the_keys_is_for_shares_in_training_alone(
    cli: Cli, place: Place, secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, current = tmp_path / "shares", roles.current

    def earnest(*told: Any) -> RoleFile:
        return replace(current(*told), training=False)

    with monkeypatch.context() as patch:
        patch.setattr(roles, "current", earnest)
        said = cli(*INIT, "--shares", str(folder))
        assert (said.code, "ZY-VAULT-094" in said.err, "operator" in said.err) == (2, True, True), said.err
        assert not begun(place)
        said = cli(*INIT, "--shares", str(folder), "--secrets", str(secrets))
        assert said.code == 0, said.err
        reopened(place)
        said = given(cli, share_of(folder, "operator"), "operator")
        assert (said.code, "ZY-VAULT-098" in said.err, "for his share" in said.err) == (2, True, True), said.err
        assert given(cli, share_of(folder, "operator"), "operator", secrets / "operator").code == 8
    control.empty(place)
    control.up(place, text)
    assert cli(*INIT, "--shares", str(tmp_path / "training")).code == 0
    reopened(place)
    assert given(cli, share_of(tmp_path / "training", "operator"), "operator").code == 8


def test_in_plain_only_where_that_is_said(cli: Cli, place: Place, secrets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shares"
    for words in (("-",), (str(folder), "--plain", "--secrets", str(secrets)), ("-", "--plain")):
        assert cli(*INIT, "--shares", *words).code == 2
    assert not begun(place)
    assert cli(*INIT, "--shares", str(folder), "--plain").code == 0
    reopened(place)
    file = share_of(folder, "operator")
    assert file.read_text().startswith("# ")
    assert given(cli, file, "operator").code == 8
    # As it was written down: typed, or read as it is.
    typed = share_of(folder, "auditor").read_text()
    assert cli("vault", "unseal", "--as", "auditor", "--secret-file", "-", stdin=typed).code == 0


@tmux
def test_each_keeper_is_asked_alone_and_whoever_breaks_off_has_begun_nothing(
    cli: Cli, place: Place, town: Path, tmp_path: Path, terminal: Terminal
) -> None:
    for name in KEEPERS:
        (town / "keys" / "passphrases" / name).rename(tmp_path / f"{name}.key")
    words = " ".join((*INIT, "--shares", str(tmp_path / "shares"), "--secret-file", str(tmp_path / "operator.key")))

    def asked(name: str, words: str) -> None:
        terminal.see(lambda screen: f"Now {name} alone" in " ".join(screen.split()))
        terminal.press("Enter")
        terminal.see(lambda screen: screen.count(f"of {name} for his") == 1)
        terminal.type(words)
        terminal.see(lambda screen: "Repeat" in screen.partition(f"of {name} for his")[2])
        terminal.type(words)

    terminal.type(f"clear; {ZHENGYUN} {words}; echo ended $?")
    asked("operator", WORDS["operator"])
    terminal.see(lambda screen: "Now security alone" in " ".join(screen.split()))
    terminal.press("C-c")
    terminal.see(lambda screen: "Interrupted." in screen and "ended 1" in screen)
    assert not begun(place)
    assert "vault.begun" not in cli("audit", "show", "--as", "auditor", "-o", "json").out

    terminal.type(f"clear; {ZHENGYUN} {words}; echo ended $?")
    for name in KEEPERS:
        asked(name, WORDS[name])
    screen = terminal.see(lambda screen: "ended 0" in screen)
    assert not any(one in screen for one in WORDS.values()), "what is typed is not shown"

    reopened(place)
    file = share_of(tmp_path / "shares", "security")
    terminal.type(f"clear; {ZHENGYUN} vault unseal {file} --as security; echo ended $?")
    terminal.see(lambda screen: "Passphrase of security for his share" in screen)
    terminal.type(WORDS["security"])
    terminal.see(lambda screen: "1 of 2 shares have been given" in screen and "ended 8" in screen)
