"""`zhengyun net certificate`: a proof that the log has is certified, shown as a page, and verified."""

import base64
import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli import proven
from cli.probing import parts
from cli.reports import pages
from cli.session import Session
from cli.wiring import House
from network import codes
from network.certifying import certify
from network.probing.signed import seal
from tests.integration.cli.conftest import Cli
from tests.proofs import proof
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.instant import text

NOW = datetime.now(UTC).replace(microsecond=0)


def now(days: int = 0) -> str:
    return text(NOW + timedelta(days=days))


def entered(town: Path, file: Path, **words: Any) -> dict[str, Any]:
    """A proof that the log has, in a file as `net prove -o json` writes it."""
    made = proof(**{"ended": now(), "until": now(30), **words})
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    proven.enter(house, made)
    file.write_text(json.dumps({"format": "zhengyun-net-proof/1", **made}))
    return made


@pytest.fixture
def certificate(cli: Cli, town: Path, tmp_path: Path) -> Path:
    entered(town, tmp_path / "proof.json")
    file = tmp_path / "certificate.json"
    said = cli("net", "certificate", "sign", str(tmp_path / "proof.json"), "-f", str(file), "--as", "security")
    assert said.code == Exit.OK, said.err
    return file


def test_nobody_speaks_in_anothers_name(cli: Cli, town: Path, tmp_path: Path) -> None:
    made = entered(town, tmp_path / "proof.json")
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    network, signer = house.estate().network, house.signer("operator")
    file = tmp_path / "certificate.json"
    for name, code in (("operator", Exit.OK), ("security", Exit.REFUSED)):
        file.write_text(json.dumps(certify(made, str(file), network, name, signer, NOW)))
        said = cli("net", "certificate", "verify", str(file))
        assert said.code == code, said.err
        assert ("ZY-NET-178" in said.err) == (code == Exit.REFUSED)
    believes = parts.Trust(house, network)
    assert believes.part(seal("plan", network, "operator", {"legs": []}, signer), "plan").signer == "operator"
    file.write_text(json.dumps(seal("plan", network, "security", {"legs": []}, signer)))
    with pytest.raises(ZhengyunError) as caught:
        believes.file(file, "plan")
    assert caught.value.code is codes.proving.STRANGER
    assert str(caught.value).startswith(f"{file}: ")


def words_of(pdf: bytes) -> str:
    """What stands in the streams of a page."""
    found = re.findall(rb"stream\r?\n(.*?~>)", pdf, re.DOTALL)
    return "".join(zlib.decompress(base64.a85decode(b"<~" + one, adobe=True)).decode("latin-1") for one in found)


def test_a_certificate_is_signed_shown_and_verified(cli: Cli, certificate: Path, tmp_path: Path) -> None:
    said = cli("net", "certificate", "verify", str(certificate), "-o", "json")
    assert said.code == Exit.OK, said.err
    found = said.json
    log = cli("audit", "query", "--kind", "network.certified", "-o", "json")
    assert json.loads(certificate.read_text())["proof"]["digest"] in log.out
    assert (found["signer"], found["network"], found["proof"]["passed"]) == ("security", "external", True)
    shown = cli("net", "certificate", "show", str(certificate), "--pdf", str(tmp_path / "page.pdf"))
    assert shown.code == Exit.OK, shown.err
    assert "certified by security (external)" in shown.out
    pdf = (tmp_path / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 1
    plain = words_of(pdf)
    digest = json.loads(certificate.read_text())["proof"]["digest"]
    for said_there in (
        "Certificate of separation",
        "kept apart as declared",
        "internal/office",
        digest,
        "100.00 %",
        "9 / 9",
        "every pair of hosts; TCP UDP ICMP; IPv4 IPv6; policy of 2026-03-02",
    ):
        assert f"({said_there})" in plain, said_there
    again = tmp_path / "again.pdf"
    cli("net", "certificate", "show", str(certificate), "--pdf", str(again))
    assert again.read_bytes() == pdf


def test_the_page_is_had_in_chinese_with_or_without_a_font_of_the_machine(
    cli: Cli, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FONTS", ())
    pages.chinese.cache_clear()
    said = cli("net", "certificate", "show", str(certificate), "--pdf", str(tmp_path / "zh.pdf"), "--lang", "zh_CN")
    pages.chinese.cache_clear()
    assert said.code == Exit.OK, said.err
    assert b"STSong-Light" in (tmp_path / "zh.pdf").read_bytes()


def test_an_altered_certificate_is_broken(cli: Cli, certificate: Path) -> None:
    document = json.loads(certificate.read_text())
    document["proof"]["forbidden"]["tried"] = 1_000_000
    certificate.write_text(json.dumps(document))
    for command in ("verify", "show"):
        said = cli("net", "certificate", command, str(certificate))
        assert said.code == Exit.BROKEN
        assert codes.CERTIFICATE_ALTERED.id in said.err


def test_an_expired_one_is_shown_and_does_not_count(cli: Cli, town: Path, tmp_path: Path) -> None:
    entered(town, tmp_path / "proof.json", ended=now(-31), until=now(-1))
    file = tmp_path / "old.json"
    assert (
        cli("net", "certificate", "sign", str(tmp_path / "proof.json"), "-f", str(file), "--as", "security").code == 0
    )
    said = cli("net", "certificate", "verify", str(file))
    assert (said.code, codes.CERTIFICATE_EXPIRED.id in said.err) == (Exit.DRIFT, True)
    assert cli("net", "certificate", "show", str(file)).code == Exit.OK


def test_a_proof_that_did_not_pass_is_certified_as_such(cli: Cli, town: Path, tmp_path: Path) -> None:
    entered(town, tmp_path / "proof.json", passed=False)
    file, page = tmp_path / "failed.json", tmp_path / "failed.pdf"
    words = (
        "net",
        "certificate",
        "sign",
        str(tmp_path / "proof.json"),
        "-f",
        str(file),
        "--pdf",
        str(page),
        "--as",
        "security",
    )
    assert cli(*words).code == Exit.OK
    plain = words_of(page.read_bytes())
    assert "(not proven)" in plain
    assert "(kept apart as declared)" not in plain
    said = cli("net", "certificate", "verify", str(file))
    assert (said.code, codes.NOT_PASSED.id in said.err) == (Exit.FAILED, True)


def test_a_proof_of_a_part_is_refused_and_no_file_is_written(cli: Cli, town: Path, tmp_path: Path) -> None:
    entered(town, tmp_path / "proof.json", partial=("pairs", "protocols"))
    file = tmp_path / "part.json"
    said = cli("net", "certificate", "sign", str(tmp_path / "proof.json"), "-f", str(file), "--as", "security")
    assert (said.code, codes.PARTIAL.id in said.err) == (Exit.REFUSED, True)
    assert "(pairs, protocols)" in said.err
    assert not file.exists()
    log = cli("audit", "query", "--kind", "network.certified", "-o", "json")
    assert json.loads((tmp_path / "proof.json").read_text())["digest"] not in log.out


def test_only_a_proof_that_the_log_has_is_certified(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps({"format": "zhengyun-net-proof/1", **proof(ended=now(), until=now(30))}))
    said = cli("net", "certificate", "sign", str(file), "-f", str(tmp_path / "c.json"), "--as", "security")
    assert (said.code, codes.NOT_ENTERED.id in said.err) == (Exit.REFUSED, True)
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "zhengyun-net-certificate/1"}', "\x00"])
def test_what_is_no_certificate_is_refused(cli: Cli, tmp_path: Path, content: str) -> None:
    file = tmp_path / "c.json"
    file.write_text(content)
    said = cli("net", "certificate", "verify", str(file))
    assert said.code == Exit.BAD_INPUT
    assert re.search(r"ZY-NET-1(57|76)", said.err)


def test_who_says_that_it_is_of_another_network_has_altered_it(cli: Cli, certificate: Path) -> None:
    document = json.loads(certificate.read_text())
    document["network"] = "internal"
    certificate.write_text(json.dumps(document))
    said = cli("net", "certificate", "verify", str(certificate), "-o", "json")
    assert said.code == Exit.BROKEN
