"""Lists, answers and verdicts as people type them, held against OpenSSL's own tools."""

import base64
import fcntl
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from keys import codes as key_codes
from keys import passphrases
from pki import authorities, certificate, names, ocsp_request, profiles
from pki.algorithms import key_of, public_info
from pki.answering import answer, responder
from pki.certificate import signed
from pki.csr import read as read_request
from pki.inforce import things
from pki.listing import Office
from pki.ocsp import Issuer
from pki.publishing import alone
from tests.authorities import ANSWERS, ISSUING, ROOT, SERVER, wish
from tests.integration.cli.conftest import Cli
from zhengyun.certified import AuthorityCertificate, Certified, Standing, StatusChange
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Domain, Schedule, Trust
from zhengyun.instant import text
from zhengyun.signing import Signer


@contextmanager
def open_folder(folder: Path) -> Iterator[int]:
    """A folder as another process would have it open."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class City:
    """A training set with a root and an issuing authority in it, and one certificate."""

    def __init__(self, town: Path, algorithm: str) -> None:
        self.town, self.house = town, House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
        passphrases = self.house.session.settings.passphrases
        assert passphrases
        schedule = Schedule(delta=86_400)
        self.root, self.issuing = (
            replace(one, algorithm=algorithm, key=one.name, schedule=schedule) for one in (ROOT, ISSUING)
        )
        trust = Trust(
            {"city": Domain("city", "City", "international")},
            {one.name: one for one in (self.root, self.issuing)},
            {"server": SERVER},
        )
        self.house.trusts.put(things(trust), Note("trust.put", "operator", {}))
        now = self.house.clock.now() - timedelta(minutes=2)
        for name in ("root", "issuing"):
            (passphrases / name).write_text("a passphrase\n")
            self.house.make_key(name, algorithm)
        top, below = self.house.signer("root"), self.house.signer("issuing")
        draft = authorities.root(self.root, top.public, now)
        self.top = self._kept(self.root, draft.serial, self._sign(draft.to_be_signed(), top), now)
        first = certificate.read(self.top.own.certificate)
        draft = authorities.certified(self.issuing, below.public, self.root, first, now)
        self.office = self._kept(self.issuing, draft.serial, self._sign(draft.to_be_signed(), top), now)
        asked = read_request(wish(algorithm))
        leaf = profiles.template(self.issuing, self.office.certificate, SERVER).of_request(asked, now)
        self.serial, self.leaf = leaf.serial, self._sign(leaf.to_be_signed(), below)
        row = Certified(
            "issuing",
            leaf.serial,
            "finance",
            "server",
            "CN=www",
            text(now),
            text(leaf.not_after),
            text(now),
            self.leaf,
            b"",
        )
        self.house.certificates.add([row], Note("certificate.issued", "security", {}))

    def _kept(self, authority: Authority, serial: int, data: bytes, now: datetime) -> Office:
        made = AuthorityCertificate(authority.name, serial, data, authority.name, text(now))
        row = None
        if authority.issuer:
            ends = text(certificate.read(data).not_after)
            row = Certified("root", serial, authority.name, "authority", "", text(now), ends, text(now), data, b"")
        self.house.trusts.certify_authority(made, Note("ceremony.done", "security", {}), row)
        return Office(authority, made)

    def _sign(self, data: bytes, signer: Signer) -> bytes:
        return signed(data, signer.public.algorithm, base64.b64decode(signer.sign(data)))

    def delegate(self) -> bytes:
        """The certificate of somebody who answers for the issuing authority, whose key is called `answers`."""
        passphrases = self.house.session.settings.passphrases
        assert passphrases
        (passphrases / "answers").write_text("a passphrase\n")
        self.house.make_key("answers", self.issuing.algorithm)
        now, info = self.house.clock.now(), public_info(self.house.signer("answers").public)
        draft = profiles.template(
            self.issuing, self.office.certificate, replace(ANSWERS, algorithms=(self.issuing.algorithm,))
        ).draft(info, names.parse("CN=answers"), (), now)
        data = self._sign(draft.to_be_signed(), self.house.signer("issuing"))
        begins, ends = text(draft.not_before), text(draft.not_after)
        row = Certified("issuing", draft.serial, "answers", "answers", "CN=answers", begins, ends, text(now), data, b"")
        self.house.certificates.add([row], Note("certificate.issued", "security", {}))
        return data

    def issuer(self) -> Issuer:
        """The issuing authority, as questions name it."""
        own = self.office.certificate
        found = key_of(own.public_info)
        assert found
        return Issuer.of(own, found[1], self.house.digest)

    def stands(self, state: Standing, reason: str = "", serial: int = 0) -> None:
        """It is revoked, suspended or neither from now on; or another that was issued here."""
        change = StatusChange("issuing", serial or self.serial, text(self.house.clock.now()), state, reason)
        assert self.house.certificates.change([change], list(Standing), Note("certificate.changed", "security", {}))

    def files(self) -> tuple[Path, Path, Path]:
        """Root, issuing authority and certificate, as DER files."""
        found = []
        for name, data in (
            ("root", self.top.own.certificate),
            ("issuing", self.office.own.certificate),
            ("leaf", self.leaf),
        ):
            file = self.town / f"{name}.cer"
            file.write_bytes(data)
            found.append(file)
        return found[0], found[1], found[2]


@pytest.fixture(params=["p256", "sm2"])
def city(town: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city of either family, whose keys open at a cost that tests can bear."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return City(town, request.param)


def signs(cli: Cli, *more: str, code: int = 4) -> None:
    said = cli("ca", "crl", "issuing", "--sign", "--as", "security", *more)
    assert said.code == code, said.err


class TestLists:
    def test_lists_are_due_signed_and_fresh(self, city: City, cli: Cli) -> None:
        assert {one["freshness"] for one in cli("ca", "crl", "-o", "json").json["lists"]} == {"none"}
        signs(cli)
        signs(cli, "--delta", code=0)
        shown = cli("ca", "crl", "issuing", "-o", "json")
        assert [(one["kind"], one["number"], one["freshness"]) for one in shown.json["lists"]] == [
            ("full", 1, "fresh"),
            ("delta", 2, "fresh"),
        ]
        assert shown.code == 0
        assert city.house.trusts.last_number("issuing") == 2

    def test_nothing_is_signed_before_its_time(self, city: City, cli: Cli) -> None:
        for _ in range(2):
            signs(cli, "--if-due")
        assert city.house.trusts.last_number("issuing") == 1

    def test_what_is_revoked_is_seen_by_openssl(self, city: City, cli: Cli, tmp_path: Path) -> None:
        root, issuing, leaf = city.files()
        for name in ("root", "issuing"):
            cli("ca", "crl", name, "--sign", "--as", "security", "--publish", str(tmp_path / "web"))
        # OpenSSL's tool cannot check lists that are signed by SM2.
        international = city.issuing.algorithm != "sm2"
        assert not international or _openssl(tmp_path, root, issuing, leaf).endswith("OK")
        city.stands(Standing.REVOKED, "key-compromise")
        signs(cli, "--publish", str(tmp_path / "web"))
        assert not international or "revoked" in _openssl(tmp_path, root, issuing, leaf)
        lists = ("--crl", str(tmp_path / "web/root.crl"), "--crl", str(tmp_path / "web/issuing.crl"))
        said = cli(
            "ca",
            "verify",
            str(leaf),
            "--root",
            str(root),
            "--by-way-of",
            str(issuing),
            *lists,
            "--host",
            "www.city.example",
        )
        assert said.code == 5
        assert "was revoked" in said.out

    def test_an_older_list_never_takes_the_place_of_a_newer_one(self, city: City, cli: Cli, tmp_path: Path) -> None:
        web = tmp_path / "web"
        web.mkdir()
        (web / "issuing.crl").write_text("no list at all")
        for _ in range(2):
            signs(cli, "--publish", str(web))
        newer = (web / "issuing.crl").read_bytes()
        with closing(sqlite3.connect(city.town / "records.sqlite")) as restored, restored:
            restored.execute("DELETE FROM crls WHERE number = 2")
        said = cli("ca", "crl", "issuing", "--publish", str(web))
        assert (said.code, "ZY-PKI-292" in said.err) == (3, True), said.err
        assert "is list 2 of its authority, and the newest on record is 1" in said.err
        assert (web / "issuing.crl").read_bytes() == newer

    def test_of_two_who_publish_at_once_one_waits(self, tmp_path: Path) -> None:
        with alone(tmp_path), open_folder(tmp_path) as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with open_folder(tmp_path) as other:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def test_a_delta_says_who_is_no_longer_suspended(self, city: City, cli: Cli, tmp_path: Path) -> None:
        root, issuing, leaf = city.files()
        city.stands(Standing.HELD, "certificate-hold")
        for name in ("root", "issuing"):
            cli("ca", "crl", name, "--sign", "--as", "security")
        city.stands(Standing.GOOD)
        cli("ca", "crl", "issuing", "--sign", "--delta", "--as", "security")
        cli("ca", "crl", "--publish", str(tmp_path / "web"))
        names = [str(tmp_path / "web" / f"{name}.crl") for name in ("root", "issuing", "issuing-delta")]
        words = ("ca", "verify", str(leaf), "--root", str(root), "--by-way-of", str(issuing))
        assert cli(*words, *(word for name in names[:2] for word in ("--crl", name))).code == 5
        assert cli(*words, *(word for name in names for word in ("--crl", name))).code == 0

    def test_only_a_security_administrator_signs(self, city: City, cli: Cli) -> None:
        said = cli("ca", "crl", "issuing", "--sign", "--as", "operator")
        assert said.code == 3
        assert city.house.trusts.last_number("issuing") == 0

    def test_an_authority_that_is_not_there(self, city: City, cli: Cli) -> None:
        del city
        said = cli("ca", "crl", "isuing")
        assert said.code == 2
        assert "ZY-PKI-056" in said.err

    def test_the_clock_is_behind(self, city: City, cli: Cli) -> None:
        later = StatusChange("issuing", city.serial, text(city.house.clock.now() + timedelta(hours=1)), Standing.HELD)
        city.house.certificates.change([later], list(Standing), Note("certificate.changed", "security", {}))
        said = cli("ca", "crl", "issuing", "--sign", "--as", "security")
        assert said.code == 3
        assert "ZY-PKI-052" in said.err


class TestAnswers:
    def test_openssl_believes_the_answer(self, city: City, cli: Cli, tmp_path: Path) -> None:
        _, issuing, _ = city.files()
        asked, answered, pem = tmp_path / "asked", tmp_path / "answered", tmp_path / "issuing.pem"
        _run("openssl", "x509", "-inform", "DER", "-in", str(issuing), "-out", str(pem))
        _run("openssl", "ocsp", "-issuer", str(pem), "-serial", f"0x{city.serial:x}", "-reqout", str(asked))
        said = cli("ca", "ocsp", "issuing", str(asked), "--out", str(answered))
        assert said.code == 0, said.err
        shown = _run("openssl", "ocsp", "-respin", str(answered), "-resp_text", "-noverify")
        assert "Cert Status: good" in shown
        city.stands(Standing.REVOKED, "superseded")
        cli("ca", "ocsp", "issuing", str(asked), "--out", str(answered))
        verified = _run(
            "openssl",
            "ocsp",
            "-reqin",
            str(asked),
            "-respin",
            str(answered),
            "-CAfile",
            str(pem),
            "-partial_chain",
            "-resp_text",
        )
        assert "Cert Status: revoked" in verified
        assert "Response verify OK" in verified or city.issuing.algorithm == "sm2"

    def test_what_is_no_question_has_an_answer_too(self, city: City, cli: Cli, tmp_path: Path) -> None:
        del city
        (tmp_path / "asked").write_bytes(b"\x30\x80")
        said = cli("ca", "ocsp", "issuing", str(tmp_path / "asked"), "--out", str(tmp_path / "answered"))
        assert said.code == 0, said.err
        assert (tmp_path / "answered").read_bytes() == b"\x30\x03\x0a\x01\x01"

    def test_answers_are_made_beforehand(self, city: City, cli: Cli, tmp_path: Path) -> None:
        said = cli("ca", "ocsp", "issuing", "--beforehand", str(tmp_path / "web"), "-o", "json")
        assert said.json["answers"] == 1
        shown = _run(
            "openssl", "ocsp", "-respin", str(tmp_path / "web" / f"{city.serial:040x}.ocsp"), "-resp_text", "-noverify"
        )
        assert "Cert Status: good" in shown

    def test_another_key_does_not_answer(self, city: City, cli: Cli, tmp_path: Path) -> None:
        root, _, leaf = city.files()
        (tmp_path / "asked").write_bytes(b"")
        said = cli("ca", "ocsp", "issuing", str(tmp_path / "asked"), "--responder", str(leaf), "--key", "issuing")
        assert said.code == 3
        assert "ZY-PKI-058" in said.err
        said = cli("ca", "ocsp", "issuing", str(tmp_path / "asked"), "--responder", str(root), "--key", "root")
        assert said.code == 3

    def test_whoever_was_revoked_answers_no_more(self, city: City, cli: Cli, tmp_path: Path) -> None:
        delegate = city.delegate()
        (tmp_path / "delegate").write_bytes(delegate)
        (tmp_path / "asked").write_bytes(b"")
        words = ("ca", "ocsp", "issuing", str(tmp_path / "asked"), "--out", str(tmp_path / "answered"))
        asks = (*words, "--responder", str(tmp_path / "delegate"), "--key", "answers")
        said = cli(*asks)
        assert said.code == 0, said.err
        city.stands(Standing.HELD, "certificate-hold", certificate.read(delegate).serial)
        said = cli(*asks)
        assert said.code == 3
        assert "ZY-PKI-058" in said.err

    def test_a_key_that_fails_is_not_the_fault_of_whoever_asked(self, city: City) -> None:
        def fails(_: bytes) -> bytes:
            raise ZhengyunError(key_codes.NO_MODULE, key="issuing")

        house, name = city.house, next(one for one in city.issuer().digests if one[0] == "sha1")
        by = responder(
            city.office,
            city.office.own.certificate,
            house.signer("issuing"),
            house.certificates,
            house.digest,
            house.clock.now(),
        )
        asked = ocsp_request.ask((ocsp_request.cert_id(*name, city.serial),))
        with pytest.raises(ZhengyunError, match="ZY-KEY-010"):
            answer(replace(by, sign=fails), asked, house.clock.now())


class TestVerdicts:
    def test_by_the_register_now_and_as_of_then(self, city: City, cli: Cli, tmp_path: Path) -> None:
        *_, leaf = city.files()
        before = text(city.house.clock.now())
        assert cli("ca", "verify", str(leaf), "--use", "server").code == 0
        city.house.certificates.change(
            [
                StatusChange(
                    "issuing", city.serial, text(city.house.clock.now() + timedelta(seconds=5)), Standing.REVOKED
                )
            ],
            list(Standing),
            Note("certificate.changed", "security", {}),
        )
        later = text(city.house.clock.now() + timedelta(minutes=1))
        assert cli("ca", "verify", str(leaf), "--at", before).code == 0
        (tmp_path / "issuing.cer").write_bytes(city.office.own.certificate)
        words = ("ca", "verify", str(tmp_path / "issuing.cer"), "--at")
        assert cli(*words, before).code == 0
        assert cli(*words, later).code == 6, "what is good now need not be good then"
        said = cli("ca", "verify", str(leaf), "--at", later, "--lang", "zh_CN")
        assert said.code == 5
        assert cli("ca", "verify", str(leaf), "--at", later, "-o", "json").json["result"] == "failed"

    def test_by_an_answer_to_a_question(self, city: City, cli: Cli, tmp_path: Path) -> None:
        root, issuing, leaf = city.files()
        asked, other, answered = (tmp_path / name for name in ("asked", "other", "answered"))
        pem = tmp_path / "issuing.pem"
        _run("openssl", "x509", "-inform", "DER", "-in", str(issuing), "-out", str(pem))
        for file in (asked, other):
            _run("openssl", "ocsp", "-issuer", str(pem), "-serial", f"0x{city.serial:x}", "-reqout", str(file))
        cli("ca", "crl", "root", "--sign", "--as", "security", "--publish", str(tmp_path / "web"))
        cli("ca", "ocsp", "issuing", str(asked), "--out", str(answered))
        trusted = ("--root", str(root), "--by-way-of", str(issuing), "--crl", str(tmp_path / "web/root.crl"))
        words = ("ca", "verify", str(leaf), *trusted)
        assert cli(*words).code == 6
        answer = ("--answer", str(answered))
        assert cli(*words, *answer, "--question", str(asked)).code == 0
        said = cli(*words, *answer, "--question", str(other))
        assert said.code == 6
        assert "belongs to another question" in said.out
        city.stands(Standing.REVOKED, "key-compromise")
        cli("ca", "ocsp", "issuing", str(asked), "--out", str(answered))
        assert cli(*words, *answer, "--question", str(asked)).code == 5

    def test_answers_that_are_none(self, city: City, cli: Cli, tmp_path: Path) -> None:
        *_, leaf = city.files()
        (tmp_path / "late").write_bytes(b"\x30\x03\x0a\x01\x03")
        said = cli("ca", "verify", str(leaf), "--answer", str(tmp_path / "late"))
        assert said.code == 2
        assert "ZY-PKI-002" in said.err
        assert "later" in said.err
        assert cli("ca", "verify", str(leaf), "--question", str(tmp_path / "late")).code == 2
        assert cli("ca", "verify", str(leaf), "--answer", str(tmp_path / "nothing")).code == 2

    @pytest.mark.parametrize("option", ["--host", "--email", "--policy"])
    def test_an_empty_word_is_no_question(self, city: City, cli: Cli, option: str) -> None:
        root, issuing, leaf = city.files()
        said = cli(
            "ca", "verify", str(leaf), "--root", str(root), "--by-way-of", str(issuing), "--no-status", option, ""
        )
        assert said.code == 2, said.out
        assert "expected something to hold it against" in said.err

    def test_a_file_that_is_none(self, city: City, cli: Cli, tmp_path: Path) -> None:
        del city
        assert cli("ca", "verify", str(tmp_path / "nothing")).code == 2
        (tmp_path / "rubbish").write_bytes(b"rubbish")
        assert cli("ca", "verify", str(tmp_path / "rubbish")).code == 5


def _openssl(folder: Path, root: Path, issuing: Path, leaf: Path) -> str:
    """What OpenSSL's own tool says of the certificate, with the lists that were published."""
    trusted, lists = folder / "trusted.pem", folder / "lists.pem"
    trusted.write_text(_run("openssl", "x509", "-inform", "DER", "-in", str(root)))
    between = folder / "between.pem"
    between.write_text(_run("openssl", "x509", "-inform", "DER", "-in", str(issuing)))
    found = folder / "leaf.pem"
    found.write_text(_run("openssl", "x509", "-inform", "DER", "-in", str(leaf)))
    lists.write_text(
        "".join(
            _run("openssl", "crl", "-inform", "DER", "-in", str(folder / "web" / f"{name}.crl"))
            for name in ("root", "issuing")
        )
    )
    words = ("-crl_check_all", "-CRLfile", str(lists), "-CAfile", str(trusted), "-untrusted", str(between), str(found))
    return _run("openssl", "verify", "-x509_strict", *words).strip()


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout + done.stderr
