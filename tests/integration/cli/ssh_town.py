"""An authority of SSH in a training set: it is declared, and its certificates are asked for, reviewed and issued by three people."""

import getpass
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.session import Session
from cli.training import commit
from cli.wiring import House
from keys import passphrases
from tests.integration.cli.conftest import Cli, Said

ME = getpass.getuser()
PROFILES = """
  profiles:
    admins:
      authority: access
      kind: user
      principals: [{me}, ops, somebody]
      longest: 8 h
      permits: [pty, port-forwarding]
      standing: {{count: 3, within: 30 d}}
    backup: {{authority: access, kind: user, principals: [{me}], longest: 1 h, command: echo only this, sources: [127.0.0.0/8]}}
    modern: {{authority: access, kind: user, principals: [{me}], longest: 1 h, algorithms: [ed25519]}}
    hosts: {{authority: access, kind: host, principals: [127.0.0.1, .city.example], longest: 30 d}}
"""


def declare(cli: Cli, town: Path) -> None:
    """What `ca ssh authority` says of a key, in pki.yaml."""
    said = cli("ca", "ssh", "authority", "access")
    assert said.code == 0, said.err
    line = said.out.splitlines()[1]
    file = town / "estate/pki.yaml"
    whole = f"{file.read_text('utf-8')}\nssh:\n  authorities:\n    {line}{PROFILES.format(me=ME)}"
    file.write_text(whole, "utf-8")
    commit(town / "estate", "who certifies for SSH")


def begun(town: Path, algorithm: str, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    made = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    assert made.session.settings.passphrases
    (made.session.settings.passphrases / "access").write_text("a passphrase\n")
    made.make_key("access", algorithm)
    return made


def run(*words: object, code: int | None = 0) -> str:
    done = subprocess.run([str(one) for one in words], capture_output=True, text=True, check=False, timeout=300)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def key(folder: Path, name: str = "id", *more: str) -> Path:
    """A key as somebody makes it for himself; its public half."""
    run("ssh-keygen", "-q", "-N", "", "-f", folder / name, *(more or ("-t", "ed25519")))
    return folder / f"{name}.pub"


def ask(cli: Cli, public: Path, *more: str, profile: str = "ssh/admins", user: str = ME) -> Said:
    words = ("ca", "request", str(public), "--profile", profile, "--principal", user, "-m", "on duty", "-o", "json")
    return cli(*words, *more)


def asked(cli: Cli, public: Path, *more: str, **values: str) -> str:
    """The name of an application that was reviewed."""
    said = ask(cli, public, *more, **values)
    assert said.code == 0, said.err
    name = str(said.json["application"])
    said = cli("ca", "approve", name, "--yes", "--as", "security")
    assert said.code == 0, said.err
    return name


def issue(cli: Cli, name: str, out: Path | str) -> Said:
    return cli("ca", "issue", name, "--as", "security2", "--out", str(out), "-o", "json")


def sign(cli: Cli, public: Path, *more: str, out: Path | None = None, **values: str) -> dict[str, Any]:
    """A certificate beside its key, as data."""
    said = issue(cli, asked(cli, public, *more, **values), out or beside(public))
    assert said.code == 0, said.err
    (made,) = said.json["certificates"]
    return dict(made)


def beside(public: Path) -> Path:
    return public.with_name(f"{public.stem}-cert.pub")
