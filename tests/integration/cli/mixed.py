"""A training set whose people, and whose log, sign by different means: files of each algorithm, and keys in a token."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cli import training
from keys.references import Reference
from lab.place import Place
from lab.token.begin import Token
from tests.integration.cli.conftest import Cli

PEOPLE: Final = {"operator": "p256", "security": "p256", "auditor": "ed25519"}
TOKENS: Final = ("security", "auditor")


def references(token: Token, root: Path, holders: tuple[str, ...]) -> Mapping[str, Reference]:
    """Where in the tests' token, which outlives each test, these people's keys are."""
    pin = root / "token.pin"
    pin.touch(mode=0o600)
    pin.write_text(token.pin)
    return {one: Reference(token.label, f"{one}-{root.parent.name}", str(pin)) for one in holders}


def settings(token: Token, lab: Place, holders: tuple[str, ...]) -> Path:
    """Settings that say whose key is in the token."""
    lab.make()
    lines = [f'pkcs11_module = "{token.module}"', *training._settings(lab, lab.root).splitlines(), "", "[token_keys]"]
    lines += [f'{holder} = "{place}"' for holder, place in references(token, lab.root, holders).items()]
    file = lab.root / training.SETTINGS
    file.write_text("\n".join(lines) + "\n")
    return file


def prepare(cli: Cli, lab: Place, algorithms: Mapping[str, str]) -> None:
    """Make these keys, and with them the rest of the set."""
    secrets = lab.root / "keys" / "passphrases"
    secrets.mkdir(parents=True, mode=0o700)
    for holder, algorithm in algorithms.items():
        (secrets / holder).write_text("correct horse")
        assert cli("key", "make", holder, "--algorithm", algorithm).code == 0
    training.prepare(lab)
