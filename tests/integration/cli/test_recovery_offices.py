"""Whoever stands in for somebody with a part in a recovery has none of his own in it, by command or by hand."""

import base64
import json
from pathlib import Path

import pytest

from cli.keepers import share_in
from keys import passphrases
from keys.encryption import seal
from pki.ceremony.conducting import sha256
from pki.recovery.session import given_bytes, session
from tests.attacks import Attack
from tests.dual import HOLDER, Dual, dual
from tests.integration.cli.conftest import Cli, Said
from zhengyun.entry import Note
from zhengyun.instant import after

LEADER = "head"


@pytest.fixture
def pair(cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Dual:
    """Somebody's pair; operator2 stands in for operator, and security2 for security."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    made = dual(cli, town, "sm2")
    assert cli("role", "new").code == 0
    draft = json.loads(Path("roles.json").read_text())
    now = made.house.clock.now()
    for one in draft["people"]:
        if one["name"] in {"operator", "security"}:
            role = "system" if one["name"] == "operator" else "security"
            span = {"not_before": after(now, -3600), "not_after": after(now, 86_400), "revoked": ""}
            one["deputies"] = [{"person": f"{one['name']}2", "roles": [role], **span}]
    Path("roles.json").write_text(json.dumps(draft))
    for person in ("auditor", "security", "head", "operator"):
        said = cli("role", "sign", "roles.json", "--as", person)
        assert said.code == 0, said.err
    said = cli("role", "adopt", "roles.json")
    assert said.code == 0, said.err
    return made


def opened(cli: Cli, pair: Dual) -> str:
    """A recovery that the user has asked for, the security administrator has agreed to, and the head leads."""
    said = cli("ca", "recover", f"{pair.encryption.serial:040x}", "-m", "the disk", "--as", HOLDER, "-o", "json")
    name = str(said.json["application"])
    assert cli("ca", "approve", name, "--yes", "--as", "security").code == 0
    assert cli("ca", "recover", name, "--open", "--as", LEADER).code == 0
    return name


def gives(cli: Cli, pair: Dual, name: str, person: str) -> Said:
    """A person gives his share."""
    return cli("ca", "recover", name, "--share", str(pair.shares / f"escrow-{person}.share"), "--as", person)


def test_a_deputy_of_the_reviewer_or_of_a_giver_gives_no_share(pair: Dual, cli: Cli, attack: Attack) -> None:
    name = opened(cli, pair)
    said = gives(cli, pair, name, "security2")
    assert (said.code, "ZY-PKI-249 security2" in said.err, "security agreed to it" in said.err) == (3, True, True)
    assert gives(cli, pair, name, "operator").code == 0
    said = gives(cli, pair, name, "operator2")
    assert (said.code, "ZY-PKI-249 operator2" in said.err, "operator gave a share" in said.err) == (3, True, True)
    assert gives(cli, pair, name, LEADER).code == 0
    assert cli("ca", "recover", name, "--finish", "--as", LEADER).code == 8
    _by_hand(pair, name, "operator2")
    said = cli("ca", "recover", name, "--finish", "--as", LEADER)
    assert (said.code, "ZY-PKI-249 operator2" in said.err) == (3, True)
    attack("a share of a deputy's, written into the log by hand", "refused (ZY-PKI-249)", "ca recover --finish")


def _by_hand(pair: Dual, name: str, person: str) -> None:
    """Write into the log what `ca recover --share` would."""
    house = pair.house
    found = session(house.book, house.applications.application(name))
    data = share_in((pair.shares / f"escrow-{person}.share").read_text()).data
    sealed, digest = base64.b64encode(seal(found.key, data)).decode(), sha256(data)
    signature = house.signer(person).sign(given_bytes(found.application, found.key.id, person, digest, sealed))
    body = {"request": name, "person": person, "share": digest, "sealed": sealed, "signature": signature}
    house.book.append(Note("recovery.share", person, body))
