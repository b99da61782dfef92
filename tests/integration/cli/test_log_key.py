"""The log's key in a token: it signs checkpoints that everybody can verify, and nobody takes it away."""

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

from keys import passphrases
from keys.references import Reference
from lab.place import Place
from lab.token.begin import Token
from tests.attacks import Attack
from tests.integration.cli.conftest import Cli
from tests.integration.cli.mixed import PEOPLE, prepare, references
from tests.integration.cli.mixed import settings as written
from zhengyun.settings import VARIABLE

pytestmark = pytest.mark.slow


@pytest.fixture(params=["p256", "ed25519"])
def log(
    request: pytest.FixtureRequest, token: Token, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> Reference:
    """A training set whose log has its key in a token; the PIN lies in a file, since nobody sits at the log."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    lab = Place(tmp_path / "mixed")
    monkeypatch.setenv(VARIABLE, str(written(token, lab, ("log",))))
    monkeypatch.chdir(tmp_path)
    prepare(cli, lab, {**PEOPLE, "log": str(request.param)})
    return references(token, lab.root, ("log",))["log"]


def test_its_checkpoints_are_verified_by_a_page_that_knows_nothing_of_tokens(
    cli: Cli, log: Reference, tmp_path: Path
) -> None:
    first = cli("role", "show", "-o", "json").json
    assert cli("audit", "checkpoint").code == 0
    assert cli("audit", "witness", "run").code == 0
    assert cli("audit", "verify").code == 0
    pin = cli("audit", "export", "log.zip", "-o", "json").json["pin"]
    assert pin == first["digest"]
    with zipfile.ZipFile(tmp_path / "log.zip") as bundle:
        (tmp_path / "verifier.py").write_bytes(bundle.read("verifier.py"))
    command = [sys.executable, "-I", "verifier.py", "log.zip", "--pin", pin]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {one["name"]: one for one in cli("doctor", "-o", "json").json["findings"]}
    assert (found["key of log"]["state"], "cannot be taken out" in found["key of log"]["text"]) == ("good", True)
    assert log.object in cli("key", "show", "log").out


def test_it_cannot_be_stolen(cli: Cli, log: Reference, token: Token, attack: Attack) -> None:
    """By the operator, who has the machine, the PIN and every function of PKCS#11: he can sign, and that is all."""
    assert cli("audit", "checkpoint").code == 0
    # PKCS#11 logs a process in, and the command has run in this one: the token asks for no PIN any more.
    with pkcs11.lib(str(token.module)).get_token(token_label=token.label).open(rw=True) as session:
        (private,) = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: log.object})
        taken: Any = private
        with pytest.raises(pkcs11.AttributeSensitive):
            taken[Attribute.VALUE]
        wrapping: Any = session.generate_key(KeyType.AES, 256, store=False, template={Attribute.WRAP: True})
        with pytest.raises((pkcs11.KeyUnextractable, pkcs11.KeyNotWrappable)):
            wrapping.wrap_key(taken, mechanism=Mechanism.AES_KEY_WRAP_PAD)
        for loose in ({Attribute.EXTRACTABLE: True}, {Attribute.SENSITIVE: False}):
            with pytest.raises(pkcs11.PKCS11Error):
                taken.copy({**loose, Attribute.TOKEN: False})
            with pytest.raises(pkcs11.PKCS11Error):
                taken[next(iter(loose))] = next(iter(loose.values()))
    attack(
        "take the log's key out of its token, with the PIN",
        "refused (not shown, wrapped, copied, loosened)",
        "the token",
    )


def test_another_key_in_its_place_signs_nothing(
    cli: Cli, log: Reference, token: Token, tmp_path: Path, attack: Attack
) -> None:
    """What the thief is left with: a key of his own, under the name that the settings give the log's."""
    settings = tmp_path / "mixed" / "zhengyun.toml"
    other = Reference(token.label, f"thief-{tmp_path.name}", log.pin_source)
    assert cli("key", "make", str(other)).code == 0
    settings.write_text(settings.read_text().replace(str(log), str(other)))
    said = cli("audit", "checkpoint", "-o", "json")
    assert said.code == 3
    assert json.loads(said.err)["errors"][0]["code"] == "ZY-GOV-120"
    attack("another key in the place of the log's", "refused (ZY-GOV-120)", "the role file")


def test_without_its_pin_nothing_is_signed_and_that_is_said(cli: Cli, log: Reference) -> None:
    file = Path(log.pin_source)
    pin = file.read_text()
    for content, mode, code in (("123456", 0o600, "ZY-KEY-014"), (pin, 0o644, "ZY-KEY-024")):
        file.write_text(content)
        file.chmod(mode)
        said = cli("audit", "checkpoint")
        assert (said.code, code in said.err) == (3, True)
    file.unlink()
    assert "ZY-KEY-024" in cli("audit", "checkpoint").err


def test_a_witness_has_its_key_in_a_token_too(cli: Cli, log: Reference, tmp_path: Path) -> None:
    """Its folder says where; the role file names the new key by the next version, which people sign."""
    settings, folder = tmp_path / "mixed" / "zhengyun.toml", tmp_path / "mixed" / "witnesses" / "second-site"
    place = Reference(log.token, f"witness-{tmp_path.name}", log.pin_source)
    known = tomllib.loads(settings.read_text())
    lines = [f'key = "{place}"', f'pkcs11_module = "{known["pkcs11_module"]}"']
    (folder / "token.toml").write_text("\n".join(lines) + "\n")
    assert cli("audit", "witness", "make", "--algorithm", "p256", "--folder", str(folder)).code == 0
    shown = cli("audit", "witness", "show", "--folder", str(folder), "-o", "json").json
    roles = cli("role", "show", "-o", "json").json
    del roles["digest"]
    for one in roles["witnesses"]:
        one["key"] = shown["key"] if one["name"] == "second-site" else one["key"]
    file = tmp_path / "roles.json"
    file.write_text(json.dumps({**roles, "format": "zhengyun-roles/2", "version": 2, "signatures": []}))
    for person in ("security", "auditor"):
        assert cli("role", "sign", str(file), "--as", person).code == 0
    assert cli("role", "adopt", str(file)).code == 0
    for name in ("second-site", "security-machine", "audit-machine"):
        assert cli("audit", "witness", "trust", str(file), "--folder", str(folder.parent / name)).code == 0
    witnessed = cli("audit", "witness", "run", "-o", "json").json["witnesses"]
    assert {one["witness"]: one["refusal"] for one in witnessed}["second-site"] is None
    assert cli("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("key = ", "ZY-SET-002"),
        ("key = 'x'", "ZY-SET-002"),
        ("key = 'pkcs11:'\npkcs11_module = '/x'", "ZY-KEY-009"),
        ("a = 1", "ZY-SET-002"),
    ],
)
def test_a_witness_s_folder_that_says_it_wrongly_is_told(cli: Cli, tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "token.toml").write_text(text)
    said = cli("audit", "witness", "show", "--folder", str(tmp_path))
    assert (said.code, code in said.err) == (2, True)
