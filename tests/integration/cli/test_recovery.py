"""A kept encryption key brought back by three of five: for its user and for a court; by two, or with wrong shares, it is not."""

from pathlib import Path
from typing import Any

import pytest

from cli.wiring import House
from keys import files, kept, passphrases
from pki import certificate
from pki.algorithms import public_info
from pki.inforce import RECOVERY, document
from pki.recovery.session import opened_bytes
from tests.dual import HOLDER, KEY, Dual, dual
from tests.integration.cli.conftest import Cli, Said
from tests.trusted import PEOPLE
from zhengyun.certified import Trusted
from zhengyun.entry import Note
from zhengyun.estate.trust import Recovery

LEADER, *OTHERS = KEEPERS = ("security2", "head", "operator2")


@pytest.fixture(params=["sm2", "p256"])
def pair(request: pytest.FixtureRequest, cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Dual:
    """Somebody's pair, of either family."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return dual(cli, town, request.param)


@pytest.fixture
def sm2(cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Dual:
    """Somebody's pair of the SM2 family."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    return dual(cli, town, "sm2")


def wish(cli: Cli, pair: Dual) -> str:
    """The user asks, a reviewer agrees."""
    said = cli("ca", "recover", f"{pair.encryption.serial:040x}", "-m", "a new machine", "--as", HOLDER, "-o", "json")
    assert said.code == 0, said.err
    assert (said.json["kind"], said.json["needed"]) == ("recovery", 3)
    name = str(said.json["application"])
    assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
    return name


def goes(cli: Cli, name: str, person: str, *words: str, code: int = 0) -> Said:
    """One person's part in it."""
    said = cli("ca", "recover", name, "--as", person, "-o", "json", *words)
    assert said.code == code, said.err
    return said


def gives(cli: Cli, pair: Dual, name: str, person: str, code: int = 0, *, of: str = "") -> Said:
    """A person gives his share, or somebody else's."""
    return goes(cli, name, person, "--share", str(pair.shares / f"escrow-{of or person}.share"), code=code)


def opens(cli: Cli, house: House, enveloped: Path, key: str, out: Path) -> bytes:
    """The SubjectPublicKeyInfo of the key that the receiver finds in what he was given."""
    secret = out.with_suffix(".secret")
    passphrases = house.session.settings.passphrases
    assert passphrases
    secret.write_text((passphrases / key).read_text())
    words = ("--key", key, "--out", str(out), "--secret-file", str(secret))
    said = cli("ca", "unwrap", str(enveloped), *words)
    assert said.code == 0, said.err
    return public_info(files.show(out))


def test_three_of_five_bring_it_back_for_its_user(pair: Dual, cli: Cli, tmp_path: Path) -> None:
    name, out = wish(cli, pair), tmp_path / "again.enveloped"
    goes(cli, name, LEADER, "--open")
    for person in KEEPERS:
        gives(cli, pair, name, person)
    said = goes(cli, name, LEADER, "--finish", "--out", str(out))
    assert (said.json["state"], said.json["given"]) == ("done", list(KEEPERS))
    found = opens(cli, pair.house, out, KEY, tmp_path / "mine.json")
    assert found == certificate.read(pair.encryption.certificate).public_info
    entries = pair.house.book.of_kind("recovery.asked", "recovery.opened", "recovery.share", "recovery.done")
    assert [entry.kind for entry in entries] == [
        "recovery.asked",
        "recovery.opened",
        *["recovery.share"] * 3,
        "recovery.done",
    ]
    assert all(entry.body["signature"] for entry in entries)
    assert not pair.house.key_file(f"recovery-{name}").exists()
    again = tmp_path / "once-more.enveloped"
    goes(cli, name, HOLDER, "--out", str(again))
    assert again.read_bytes() == out.read_bytes()
    assert cli("audit", "verify").code == 0


def test_a_court_takes_three_of_five_and_no_consent(sm2: Dual, cli: Cli, tmp_path: Path) -> None:
    serial, out = f"{sm2.encryption.serial:040x}", tmp_path / "court.enveloped"
    passphrases = sm2.house.session.settings.passphrases
    assert passphrases
    (passphrases / "court").write_text("a passphrase\n")
    sm2.house.make_key("court", "sm2")
    words = ("ca", "recover", serial, "--judicial", "(2026) 17", "--to", "court", "--as", "security", "-o", "json")
    assert "ZY-PKI-155" in cli(*words).err
    said = cli(*words, "-m", "an order of the court")
    assert said.code == 0, said.err
    assert (said.json["kind"], said.json["case"]) == ("judicial", "(2026) 17")
    name = str(said.json["application"])
    assert "ZY-PKI-154" in cli("ca", "approve", name, "--yes", "--as", "security2").err
    assert "ZY-PKI-249" in goes(cli, name, "security", "--open", code=3).err
    goes(cli, name, LEADER, "--open")
    for person in KEEPERS[:2]:
        gives(cli, sm2, name, person)
    assert "ZY-PKI-208" in goes(cli, name, LEADER, "--finish", code=8).err
    gives(cli, sm2, name, KEEPERS[2])
    goes(cli, name, LEADER, "--finish", "--out", str(out))
    found = opens(cli, sm2.house, out, "court", tmp_path / "found.json")
    assert found == certificate.read(sm2.encryption.certificate).public_info
    done = sm2.house.book.of_kind("judicial.done")
    assert [entry.body["holder"] for entry in done] == [HOLDER]
    assert not sm2.house.book.of_kind("recovery.done")


def test_who_may_ask_and_for_what(sm2: Dual, cli: Cli) -> None:
    serial = f"{sm2.encryption.serial:040x}"
    assert "ZY-PKI-202" in cli("ca", "recover", serial, "-m", "his key", "--as", "operator").err
    court = ("--judicial", "17", "--to", KEY, "-m", "an order")
    assert "ZY-PKI-130" in cli("ca", "recover", serial, *court, "--as", "operator").err
    assert cli("ca", "recover", serial, "--judicial", "17", "-m", "an order", "--as", "security").code == 2
    assert cli("ca", "recover", serial, "--open").code == 2
    root = sm2.house.trusts.authority("sm2-issuing")
    assert root
    assert "ZY-PKI-201" in cli("ca", "recover", f"{root.serial:040x}", "-m", "so", "--as", HOLDER).err
    assert "ZY-REC-017" in cli("ca", "recover", "CA-222222").err


def test_two_shares_wrong_ones_and_the_same_twice(sm2: Dual, cli: Cli, tmp_path: Path) -> None:
    serial = f"{sm2.encryption.serial:040x}"
    said = cli("ca", "recover", serial, "-m", "a new machine", "--as", HOLDER, "-o", "json")
    name = str(said.json["application"])
    assert "ZY-PKI-132" in goes(cli, name, LEADER, "--open", code=3).err
    assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
    assert "ZY-PKI-206" in gives(cli, sm2, name, LEADER, 3).err
    assert "ZY-PKI-206" in goes(cli, name, LEADER, "--finish", code=3).err
    assert "ZY-PKI-203" in goes(cli, name, "owner", "--open", code=3).err
    assert "ZY-PKI-249" in goes(cli, name, "security", "--open", code=3).err
    goes(cli, name, LEADER, "--open")
    assert "ZY-PKI-207" in goes(cli, name, "head", "--open", code=3).err
    gives(cli, sm2, name, LEADER)
    said = gives(cli, sm2, name, LEADER, 3)
    assert "ZY-PKI-204" in said.err
    assert LEADER in said.err
    said = gives(cli, sm2, name, "head", 3, of="security")
    assert "ZY-PKI-205" in said.err
    assert "head" in said.err
    wrong = tmp_path / "wrong"
    text = (sm2.shares / "escrow-head.share").read_text().rstrip("\n")
    wrong.write_text(text[:-1] + ("0" if text[-1] != "0" else "1") + "\n")
    assert "ZY-KEY-051" in goes(cli, name, "head", "--share", str(wrong), code=2).err
    gives(cli, sm2, name, "head")
    fewer = Recovery(2, PEOPLE, 2)
    sm2.house.trusts.put([Trusted(RECOVERY, "", document(fewer))], Note("trust.adopted", "operator", {}))
    said = goes(cli, name, LEADER, "--finish", code=8)
    assert "ZY-PKI-208" in said.err, "a key that was split for three takes three"
    assert f": 2, by {LEADER}, head. Needed: 3." in said.err
    assert "ZY-PKI-207" in goes(cli, name, "head", "--finish", code=3).err
    assert goes(cli, name, LEADER).json["given"] == [LEADER, "head"]
    assert cli("ca", "recover", name, "--out", str(tmp_path / "x")).code == 3


def test_shares_lie_nowhere_in_clear(sm2: Dual, cli: Cli, town: Path) -> None:
    name = wish(cli, sm2)
    goes(cli, name, LEADER, "--open")
    texts = {}
    for person in KEEPERS:
        file = sm2.shares / f"escrow-{person}.share"
        texts[person] = [line.split("  ", 1)[-1].strip().encode() for line in file.read_text().splitlines()[1:]]
        said = cli("ca", "recover", name, "--share", "-", "--as", person, stdin=file.read_text())
        assert said.code == 0, said.err
        file.unlink()
    goes(cli, name, LEADER, "--finish")
    for found in (one for one in town.rglob("*") if one.is_file()):
        data = found.read_bytes()
        rest = {person for person, lines in texts.items() if any(line in data for line in lines)}
        assert not rest, found


def test_what_no_leader_has_signed_gets_no_share(sm2: Dual, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    name = wish(cli, sm2)
    with monkeypatch.context() as patch:
        patch.setattr("pki.recovery.recovering.opened_bytes", lambda *_: b"something else")
        goes(cli, name, LEADER, "--open")
    assert "ZY-PKI-133" in gives(cli, sm2, name, LEADER, 3).err


def test_a_key_that_is_not_the_certificates_is_handed_to_nobody(
    sm2: Dual, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = wish(cli, sm2)
    goes(cli, name, LEADER, "--open")
    for person in KEEPERS:
        gives(cli, sm2, name, person)
    with monkeypatch.context() as patch:
        patch.setattr("keys.kept.recovered", lambda *_: kept.make("sm2"))
        said = goes(cli, name, LEADER, "--finish", "--out", str(tmp_path / "x"), code=5)
    assert "ZY-PKI-209" in said.err
    assert not (tmp_path / "x").exists()
    assert goes(cli, name, LEADER, "--finish").json["state"] == "done"


def test_of_two_who_end_it_one_does(sm2: Dual, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    name = wish(cli, sm2)
    goes(cli, name, LEADER, "--open")
    for person in KEEPERS:
        gives(cli, sm2, name, person)
    recovered, raced = kept.recovered, list[Said]()

    def slow(*told: Any) -> kept.Kept:
        """Meanwhile the same person ends it elsewhere."""
        if not raced:
            raced.append(Said(0, "", ""))
            raced[0] = cli("ca", "recover", name, "--as", LEADER, "--finish", "-o", "json")
        return recovered(*told)

    monkeypatch.setattr("keys.kept.recovered", slow)
    said = cli("ca", "recover", name, "--as", LEADER, "--finish")
    assert (raced[0].code, said.code) == (0, 3)
    assert "ZY-PKI-140" in said.err
    assert len(sm2.house.book.of_kind("recovery.done")) == 1


def test_of_two_who_begin_in_one_moment_the_first_leads_and_it_goes_on(
    sm2: Dual, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = wish(cli, sm2)
    started, raced = opened_bytes, list[Said]()

    def slow(*told: Any) -> bytes:
        """Meanwhile somebody else begins it elsewhere."""
        if not raced:
            raced.append(Said(0, "", ""))
            raced[0] = cli("ca", "recover", name, "--as", LEADER, "--open", "-o", "json")
        return started(*told)

    monkeypatch.setattr("pki.recovery.recovering.opened_bytes", slow)
    cli("ca", "recover", name, "--as", "head", "--open")
    assert raced[0].code == 0, raced[0].err
    for person in KEEPERS:
        gives(cli, sm2, name, person)
    assert goes(cli, name, LEADER).json["leader"] == LEADER
