"""Keys of every algorithm, in files and in a token, from the command line: made, shown, looked after, and signed with."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.keys import ALGORITHMS
from keys import algorithms, passphrases
from keys.references import Reference
from lab.place import Place
from lab.token.begin import Token
from tests.integration.cli.conftest import Cli
from tests.integration.cli.mixed import PEOPLE, TOKENS, prepare
from tests.integration.cli.mixed import settings as written
from tests.integration.cli.test_requests import plan
from zhengyun.settings import VARIABLE

__all__ = ["plan"]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving at full cost takes a tenth of a second each time, and changes nothing of what is tested."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})


@pytest.fixture
def settings(token: Token, town: Path) -> Path:
    """The training set's settings, which know the token."""
    file = town / "zhengyun.toml"
    head, table, rest = file.read_text().partition("[audit_logs]")
    variables = "\n".join(f'{name} = "{value}"' for name, value in token.variables.items())
    known = f'pkcs11_module = "{token.module}"\n\n[pkcs11_environment]\n{variables}\n'
    file.write_text(f"{head}{known}\n{table}{rest}")
    return file


@pytest.fixture
def named(settings: Path, token: Token, tmp_path: Path) -> Callable[[str, str], Reference]:
    """Says in the settings whose key is in the token; the PIN is asked for, or lies in a file."""
    pin = tmp_path / "token.pin"
    pin.touch(mode=0o600)
    pin.write_text(token.pin)

    def name(holder: str, source: str = "") -> Reference:
        reference = Reference(token.label, f"{holder}-{tmp_path.name}", source and str(pin))
        text = settings.read_text()
        table = "" if "[token_keys]" in text else "\n[token_keys]\n"
        settings.write_text(f'{text}{table}{holder} = "{reference}"\n')
        return reference

    return name


def findings(cli: Cli) -> dict[str, Any]:
    """What doctor says, by what it has looked at."""
    return {one["name"]: one for one in cli("doctor", "-o", "json").json["findings"]}


@pytest.mark.parametrize("algorithm", ["ed25519", "p256", "p384", "rsa3072", "sm2"])
def test_a_key_file_of_each_algorithm(cli: Cli, town: Path, algorithm: str) -> None:
    made = cli(
        "key", "make", "wang", "--algorithm", algorithm, "--secret-file", "-", "-o", "json", stdin="correct horse\n"
    )
    assert made.code == 0
    assert (made.json["algorithm"], made.json["holding"]) == (algorithm, "file")
    assert stat.S_IMODE((town / "keys" / "wang.json").stat().st_mode) == 0o600
    assert cli("key", "show", "wang", "-o", "json").json == made.json
    again = cli("key", "make", "wang", "--secret-file", "-", stdin="correct horse\n")
    assert (again.code, "ZY-KEY-004" in again.err) == (2, True)


def test_a_key_of_another_algorithm_is_bad_input(cli: Cli) -> None:
    assert tuple(algorithms.ALGORITHMS) == ALGORITHMS
    said = cli("key", "make", "wang", "--algorithm", "rsa")
    assert said.code == 2
    assert "ed25519" in said.err


def test_a_key_is_made_in_a_token_and_its_line_is_said(cli: Cli, settings: Path, token: Token, tmp_path: Path) -> None:
    holder = f"wang-{tmp_path.name}"
    arguments = ("key", "make", holder, "--token", token.label, "--algorithm", "p256", "--secret-file", "-")
    made = cli(*arguments, stdin=f"{token.pin}\n")
    place = Reference(token.label, holder)
    assert made.code == 0
    assert f'{holder} = "{place}"' in made.err
    assert "cannot be taken out" in made.out
    assert not (settings.parent / "keys" / f"{holder}.json").exists()
    assert cli("key", "show", str(place), "-o", "json").json["holding"] == "unknown"
    shown = cli("key", "show", str(place), "--secret-file", "-", "-o", "json", stdin=token.pin)
    assert (shown.json["holding"], shown.json["algorithm"]) == ("never", "p256")
    again = cli(*arguments, stdin=f"{token.pin}\n")
    assert (again.code, "ZY-KEY-018" in again.err) == (2, True)


def test_what_is_asked_wrongly_of_a_token_is_told(cli: Cli, settings: Path, token: Token) -> None:
    for arguments, code, exit_code in (
        (("key", "make", "wang", "--token", "nowhere"), "ZY-CLI-001", 2),
        (("key", "make", "wang", "--token", "nowhere", "--secret-file", "-"), "ZY-KEY-012", 6),
        (("key", "make", "wang.json", "--token", token.label), "ZY-KEY-025", 2),
        (("key", "make", "wang", "--token", "x" * 33), "ZY-KEY-009", 2),
        (("key", "make", "wang", "--token", token.label, "--algorithm", "sm2", "--secret-file", "-"), "ZY-KEY-019", 2),
        (("key", "show", "pkcs11:token=a"), "ZY-KEY-009", 2),
        (("key", "show", str(Reference(token.label, "nobody"))), "ZY-KEY-016", 2),
    ):
        said = cli(*arguments, stdin="")
        assert code in said.err, arguments
        assert said.code == exit_code
    settings.write_text(settings.read_text().replace("pkcs11_module", "#"))
    assert "ZY-KEY-010" in cli("key", "show", str(Reference(token.label, "nobody"))).err


def test_a_wrong_pin_signs_nothing(cli: Cli, named: Callable[..., Reference], token: Token, plan: object) -> None:
    del plan
    named("operator")
    assert cli("key", "make", "operator", "--secret-file", "-", stdin=token.pin).code == 0
    said = cli("change", "submit", "-m", "a reason", "--secret-file", "-", stdin="123456")
    assert (said.code, "ZY-KEY-014" in said.err) == (3, True)
    assert "123456" not in said.err + said.out


@pytest.mark.slow
def test_doctor_tells_how_firmly_the_keys_in_use_are_held(
    cli: Cli, named: Callable[..., Reference], token: Token
) -> None:
    before = findings(cli)
    assert token.label in before["tokens"]["text"]
    assert "sealed file" in before["key of operator"]["text"]
    named("auditor")
    assert cli("key", "make", "auditor", "--secret-file", "-", stdin=token.pin).code == 0
    # The passphrase of the training set's auditor is not the PIN of the token; it is tried once, and that is said.
    assert "ZY-KEY-014" in findings(cli)["key of auditor"]["text"]
    named("log", "with its PIN")
    assert "ZY-KEY-016" in findings(cli)["key of log"]["text"]
    assert cli("key", "make", "log").code == 0
    assert (findings(cli)["key of log"]["state"], "cannot be taken out" in findings(cli)["key of log"]["text"]) == (
        "good",
        True,
    )


@pytest.fixture
def mixed(token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> Path:
    """A training set in which two people have keys in a token."""
    lab = Place(tmp_path / "mixed")
    monkeypatch.setenv(VARIABLE, str(written(token, lab, TOKENS)))
    monkeypatch.chdir(tmp_path)
    prepare(cli, lab, {**PEOPLE, "log": "p256"})
    return lab.root


def test_people_sign_by_what_each_of_them_has(cli: Cli, mixed: Path, tmp_path: Path) -> None:
    """The role file is signed by everybody that it names, two of them with keys in a token; the log verifies."""
    shown = cli("role", "show", "-o", "json").json
    algorithms = {one["name"]: one["key"]["algorithm"] for one in shown["people"]}
    assert (algorithms["operator"], algorithms["security"], algorithms["auditor"]) == ("p256", "p256", "ed25519")
    assert cli("audit", "verify").code == 0
    del shown["digest"]
    (tmp_path / "roles.json").write_text(
        json.dumps({**shown, "format": "zhengyun-roles/2", "version": 2, "signatures": []})
    )
    for person in ("security", "auditor"):
        assert cli("role", "sign", "roles.json", "--as", person).code == 0
    assert cli("role", "adopt", "roles.json").code == 0
    assert cli("audit", "verify").code == 0
    assert (mixed / "keys" / "operator.json").exists()
    assert not (mixed / "keys" / "auditor.json").exists()
