"""`zhengyun ca lint` as people and scripts type it."""

import subprocess
import sys
from pathlib import Path

import pytest

from pki import extensions, pem
from tests.authorities import FAMILIES, wish
from tests.corpus import certificates, lists
from tests.corpus.changes import given
from tests.integration.cli.conftest import Cli
from tests.integration.cli.test_lines import too_wide


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_wrong(cli: Cli, tmp_path: Path, family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    for name, label, data in (
        ("certificate", "CERTIFICATE", certificates.sound(family)),
        ("request", "CERTIFICATE REQUEST", wish(family)),
        ("list", "X509 CRL", lists.sound(family)),
    ):
        file = tmp_path / f"{name}.pem"
        file.write_text(pem.written(label, data))
        said = cli("ca", "lint", str(file))
        assert (said.code, said.err) == (0, "")
        assert "nothing is wrong with it" in said.out
        assert ("SM2" in said.out) is (family == "sm2")
        bare = tmp_path / "bare"
        bare.write_bytes(data)
        assert cli("ca", "lint", str(bare)).out.splitlines()[1:] == said.out.splitlines()[1:]


def test_what_is_wrong_is_told_with_its_clause(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "it"
    file.write_bytes(certificates.altered("sm2", given(extensions.key_usage(("digitalSignature", "keyAgreement")))))
    said = cli("ca", "lint", str(file), "-o", "json")
    assert said.code == 4
    assert said.json["format"] == "zhengyun-lint/1"
    assert (said.json["kind"], said.json["family"]) == ("holder", "sm2")
    found = {one["rule"]: one for one in said.json["findings"]}
    assert found["sm2-usage-dual"]["clause"] == "GM/T 0015-2023 5.2.4.2"
    assert found["sm2-usage-dual"]["must"]
    assert "sm2-usage-dual" in cli("ca", "lint", str(file)).out


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_left_out(
    cli: Cli, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "it"
    file.write_bytes(certificates.altered("sm2", given(extensions.key_usage(("digitalSignature", "keyAgreement")))))
    said = cli("ca", "lint", str(file), "--lang", language)
    assert not too_wide(said, 80)
    words = "".join(said.out.split())
    for one in cli("ca", "lint", str(file), "--lang", language, "-o", "json").json["findings"]:
        assert one["rule"] in words
        assert "".join(one["what"].split())[:4] in words


def test_what_has_no_form_is_told_with_its_place(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "it"
    file.write_bytes(certificates.sound("p256") + b"\0")
    said = cli("ca", "lint", str(file))
    assert said.code == 4
    assert "bytes after the end" in said.out


@pytest.mark.parametrize(
    "content", [b"", b"# Read me\n", b"-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n"]
)
def test_what_it_cannot_be(cli: Cli, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a{b"
    file.write_bytes(content)
    said = cli("ca", "lint", str(file))
    assert (said.code, said.out) == (2, "")
    assert str(file) in said.err


def test_a_file_that_is_not_there(cli: Cli) -> None:
    assert cli("ca", "lint", "nowhere").code == 2


def test_from_stdin(town: Path) -> None:
    del town
    script = "from cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "ca", "lint", "-"], input=wish("p256"), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"request" in done.stdout
