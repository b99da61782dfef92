"""Two certificates in one issue: the signing key is its holder's, the encryption key is made here, kept, and handed over enveloped."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from keys import files, kept, passphrases
from pki import certificate
from pki.pem import CERTIFICATE, written
from pki.verifying import Verifier, Wanted
from tests.dual import HOLDER, KEY, Dual, asked, dual, established
from tests.integration.cli.conftest import Cli


@pytest.fixture(params=["sm2", "p256"])
def pair(request: pytest.FixtureRequest, cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Dual:
    """Somebody's pair, of either family."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return dual(cli, town, request.param)


def test_both_are_verified_by_us_and_by_openssl(pair: Dual, town: Path) -> None:
    signing, encryption = pair.signing, pair.encryption
    assert (signing.pair, encryption.pair) == (encryption.serial, signing.serial)
    assert (signing.escrow, bool(encryption.escrow)) == ("", True)
    assert signing.subject == encryption.subject
    assert signing.key != encryption.key
    own = [one.certificate for one in pair.house.trusts.authorities()]
    roots = [one for one in own if certificate.is_root(one)]
    for one, use in ((signing, "person-signing"), (encryption, "person-encryption")):
        wanted = Wanted(pair.house.clock.now(), use=use, status=False)
        verdict = Verifier(roots, own).verify(one.certificate, wanted)
        assert verdict.result == "passed", verdict
        assert _openssl(town, roots, own, one.certificate, sm2="sm2" in one.authority)
    shown = {
        one.serial: _run("openssl", "x509", "-noout", "-text", stdin=_pem(one.certificate))
        for one in (signing, encryption)
    }
    assert "Non Repudiation" in shown[signing.serial]
    assert "Key Agreement" in shown[encryption.serial]
    assert "Digital Signature" not in shown[encryption.serial]


def test_the_holder_alone_opens_his_key(pair: Dual, cli: Cli, tmp_path: Path) -> None:
    out, secret = tmp_path / "mine.json", tmp_path / "secret"
    secret.write_text("a passphrase\n")
    said = cli(
        "ca", "unwrap", str(pair.enveloped), "--key", KEY, "--out", str(out), "--secret-file", str(secret), "-o", "json"
    )
    assert said.code == 0, said.err
    public = files.show(out)
    assert base64.b64decode(public.value) in certificate.read(pair.encryption.certificate).public_info
    assert out.stat().st_mode & 0o777 == 0o600
    assert "ZY-KEY-004" in cli("ca", "unwrap", str(pair.enveloped), "--key", KEY, "--out", str(out)).err
    other = cli("ca", "unwrap", str(pair.enveloped), "--key", "operator", "--out", str(tmp_path / "x.json"))
    assert other.code in {2, 3}
    assert not (tmp_path / "x.json").exists()


def test_lists_tell_which_is_which(pair: Dual, cli: Cli) -> None:
    for one, use in ((pair.signing, "signing"), (pair.encryption, "encryption")):
        (row,) = (line for line in cli("ca", "list").out.splitlines() if line.startswith(f"{one.serial:040x}"))
        assert f"{one.profile}, {use}" in row
        assert f"{use}; goes together with {one.pair:040x}" in cli("ca", "show", f"{one.serial:040x}").out


def test_what_is_altered_does_not_open(pair: Dual, cli: Cli, tmp_path: Path) -> None:
    data = bytearray(pair.enveloped.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "altered").write_bytes(data)
    said = cli("ca", "unwrap", str(tmp_path / "altered"), "--key", KEY, "--out", str(tmp_path / "x.json"))
    assert said.code == 3
    assert "ZY-KEY-042" in said.err
    assert (
        "ZY-CLI-006" in cli("ca", "unwrap", str(tmp_path / "no"), "--key", KEY, "--out", str(tmp_path / "x.json")).err
    )


def test_it_can_be_handed_out_again_from_the_records(pair: Dual, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "again.pem"
    assert cli("ca", "show", f"{pair.encryption.serial:040x}", "--out", str(file)).code == 0
    assert file.with_suffix(".enveloped").read_bytes() == pair.enveloped.read_bytes()


def test_the_plain_key_touches_neither_disk_nor_log(
    cli: Cli, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    made: list[kept.Kept] = []
    make = kept.make

    def seen(algorithm: str) -> kept.Kept:
        made.append(make(algorithm))
        return made[-1]

    monkeypatch.setattr(kept, "make", seen)
    dual(cli, town, "sm2")
    secret = made[0].private.secret
    forms = (secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret).rstrip(b"="))
    for file in (*town.rglob("*"), *tmp_path.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            assert not [form for form in forms if form in data], file
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    for entry in house.book.entries():
        assert not [form for form in forms if form in entry.leaf]


def test_without_a_key_to_keep_it_under_nothing_is_issued(
    cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    house = established(cli, town, "sm2")
    name = asked(cli, house, town, "sm2")
    with monkeypatch.context() as patch:
        patch.setattr("pki.dual.in_force", lambda _kept: None)
        said = cli("ca", "issue", name, "--as", "security2")
    assert said.code == 3
    assert "ZY-PKI-200" in said.err
    assert not list(house.certificates.of_application(name))


def test_revoking_one_shows_the_other(pair: Dual, cli: Cli) -> None:
    said = cli("ca", "show", f"{pair.signing.serial:040x}", "-o", "json")
    assert said.json["pair"] == f"{pair.encryption.serial:040x}"
    assert json.loads(said.out)["holder"] == HOLDER


def _pem(data: bytes) -> str:
    return written(CERTIFICATE[0], data)


def _openssl(town: Path, roots: list[bytes], between: list[bytes], leaf: bytes, *, sm2: bool) -> bool:
    files_ = [town / name for name in ("roots.pem", "between.pem", "leaf.pem")]
    for file, data in zip(files_, ("".join(map(_pem, roots)), "".join(map(_pem, between)), _pem(leaf)), strict=True):
        file.write_text(data)
    # OpenSSL 3.0 takes the identity for the last certificate of a path alone.
    words = ("-vfyopt", "distid:1234567812345678", "-partial_chain", "-trusted", str(files_[1])) if sm2 else ()
    usual = ("-CAfile", str(files_[0]), "-untrusted", str(files_[1]))
    said = _run("openssl", "verify", *(words or usual), str(files_[2]))
    assert said.strip().endswith("OK"), said
    return True


def _run(*words: str, stdin: str = "") -> str:
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout + done.stderr
