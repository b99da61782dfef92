"""Who has the records in his hands puts a key of his own where encryption keys are kept under: nothing is made or opened under it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.wiring import House
from keys import passphrases
from keys.escrow import found
from pki.ceremony.escrowing import Escrow, in_force
from pki.ceremony.vouching import vouched_bytes
from tests.attacks import Attack
from tests.dual import Dual, asked, dual, established
from tests.integration.cli.conftest import Cli
from tests.records import meddle
from zhengyun.canonical import canonical

# Whoever swaps it is one of the people, and has his own key.
HIMSELF = "operator"
GIVERS = ("security2", "head", "operator2")
LEADER = GIVERS[0]
MINE = found("sm2", 3, 5).public
Swap = Callable[[House, Escrow], Escrow]


def _public(_: House, known: Escrow) -> Escrow:
    return known._replace(public=MINE)


def _under_its_name(_: House, known: Escrow) -> Escrow:
    return known._replace(public=MINE._replace(id=known.public.id))


def _signed_by_himself(house: House, known: Escrow) -> Escrow:
    mine = known._replace(public=MINE, signatures={})
    return mine._replace(signatures={HIMSELF: house.signer(HIMSELF).sign(vouched_bytes(mine))})


def _signed_in_their_names(house: House, known: Escrow) -> Escrow:
    mine = known._replace(public=MINE, need=1)
    return mine._replace(signatures=dict.fromkeys(known.signatures, house.signer(HIMSELF).sign(vouched_bytes(mine))))


def _unsigned(_: House, known: Escrow) -> Escrow:
    return known._replace(public=MINE, signatures={}, ceremony="")


def _whose_shares(_: House, known: Escrow) -> Escrow:
    return known._replace(shares={**known.shares, HIMSELF: "sha256:" + "0" * 64})


SWAPS = {
    "with the old one's signatures": _public,
    "under the old one's name": _under_its_name,
    "signed by one alone": _signed_by_himself,
    "signed by one in everybody's name": _signed_in_their_names,
    "that nobody has signed": _unsigned,
    "with another share for one of them": _whose_shares,
}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys open at a cost that tests can bear."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})


def known(house: House) -> Escrow:
    """The key for what is kept."""
    made = in_force(house.trusts.things())
    assert made
    return made


def put(house: House, made: Escrow) -> None:
    """Write it into the records, past everything that looks."""
    house.book.last()
    document = canonical(made.document()).decode()
    meddle(Path(house.session.settings.records), "UPDATE trust SET document = ? WHERE kind = 'escrow'", document)


def test_no_key_is_made_under_another_one(cli: Cli, town: Path, attack: Attack) -> None:
    house = established(cli, town, "sm2")
    name, real = asked(cli, house, town, "sm2"), known(house)
    assert len(real.signatures) == 5
    for what, swap in SWAPS.items():
        put(house, swap(house, real))
        said = cli("ca", "issue", name, "--as", "security2")
        assert (said.code, "ZY-PKI-250" in said.err) == (3, True), (what, said.err)
        attack(f"another escrow key {what}", "refused (ZY-PKI-250)", "ca issue")
    assert not list(house.certificates.of_application(name))
    put(house, real)
    assert cli("ca", "issue", name, "--as", "security2").code == 0


def test_nothing_is_opened_under_one(cli: Cli, town: Path, attack: Attack) -> None:
    pair: Dual = dual(cli, town, "sm2")
    real, serial = known(pair.house), f"{pair.encryption.serial:040x}"
    said = cli("ca", "recover", serial, "-m", "a new machine", "--as", "department", "-o", "json")
    name = str(said.json["application"])
    assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
    shares = [("--share", str(pair.shares / f"escrow-{person}.share")) for person in GIVERS]
    steps = [(LEADER, ("--open",)), *zip(GIVERS, shares, strict=True), (LEADER, ("--finish",))]
    for person, step in steps:
        for swap in (_under_its_name, _whose_shares):
            put(pair.house, swap(pair.house, real))
            said = cli("ca", "recover", name, *step, "--as", person)
            assert (said.code, "ZY-PKI-250" in said.err) == (3, True), said.err
        put(pair.house, real)
        assert cli("ca", "recover", name, *step, "--as", person).code == 0
    attack("another escrow key at a recovery", "refused (ZY-PKI-250)", "ca recover --open, --share, --finish")


def test_three_who_signed_and_recover_keys_today_are_enough_and_two_are_not(cli: Cli, town: Path) -> None:
    house = established(cli, town, "sm2")
    name, real = asked(cli, house, town, "sm2"), known(house)
    for left, code in ((2, 3), (3, 0)):
        put(house, real._replace(signatures=dict(list(real.signatures.items())[:left])))
        said = cli("ca", "issue", name, "--as", "security2")
        assert said.code == code, said.err


def test_the_transcript_has_the_signatures_and_says_what_they_are(cli: Cli, town: Path) -> None:
    house = established(cli, town, "sm2")
    said = cli("ca", "ceremony", "--escrow", "--transcript")
    for person, signature in known(house).signatures.items():
        assert f"{person}: {signature}" in said.out
    assert "Signature under the public half" in said.out
