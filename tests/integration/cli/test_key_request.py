"""Requests for certificates by keys of the keyring, as OpenSSL and the authorities read them."""

import subprocess
from pathlib import Path

import pytest

from keys import passphrases
from keys.algorithms import Verifier
from pki.csr import prove, read
from tests.integration.cli.conftest import Cli


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})


@pytest.mark.parametrize("algorithm", ["ed25519", "p256", "p384", "sm2"])
def test_a_request_is_proven(town: Path, cli: Cli, tmp_path: Path, algorithm: str) -> None:
    (town / "keys/passphrases/desk").write_text("a passphrase\n")
    cli("key", "make", "desk", "--algorithm", algorithm)
    out = tmp_path / "desk.csr"
    said = cli("key", "request", "desk", "--subject", "CN=desk", "--dns", "desk.city.example", "--out", str(out))
    assert said.code == 0, said.err
    found = prove(read(out.read_bytes()), Verifier())
    assert (found.algorithm, [str(one) for one in found.names]) == (algorithm, ["dns:desk.city.example"])
    identity = ("-vfyopt", "distid:1234567812345678") if algorithm == "sm2" else ()
    done = subprocess.run(
        ["openssl", "req", "-in", out, "-verify", "-noout", *identity], capture_output=True, text=True, check=False
    )
    assert "verify OK" in done.stdout + done.stderr


def test_what_is_no_name_is_refused_before_the_key_is_opened(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "desk.csr"
    for words in (("--subject", "desk"), ("--subject", "CN=desk", "--dns", "a..b"), ("--subject", "C=xx,CN=desk")):
        said = cli("key", "request", "operator", *words, "--out", str(out))
        assert said.code == 2
        assert "ZY-PKI-001" in said.err
    assert not out.exists()


def test_a_key_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    said = cli("key", "request", "nobody", "--subject", "CN=desk", "--out", str(tmp_path / "desk.csr"))
    assert said.code == 2
