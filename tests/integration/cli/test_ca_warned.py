"""What people are told before and while they sign: a list that has ended, and other certificates of a key that is in question."""

from datetime import timedelta
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from keys import passphrases
from tests.authorities import pem, wish
from tests.integration.cli.conftest import Cli
from tests.issuing import settle
from zhengyun.certified import RevocationList
from zhengyun.entry import Note
from zhengyun.instant import after, text


@pytest.fixture
def ca(cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line where an authority issues."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    settle(town)
    return cli


def asked(ca: Cli, folder: Path, host: str = "www.city.example") -> str:
    """The name of an application for a server, always with the same key."""
    (folder / host).write_bytes(
        pem("CERTIFICATE REQUEST", wish("p256", f"C=CN,O=City,OU=Finance,CN={host}", (f"dns:{host}",)))
    )
    words = ("ca", "request", str(folder / host), "--profile", "server", "--for", "finance/portal", "-m", "portal")
    said = ca(*words, "-o", "json")
    assert said.code == 0, said.err
    return str(said.json["application"])


def issued(ca: Cli, folder: Path, host: str) -> str:
    """The serial number of a certificate."""
    name = asked(ca, folder, host)
    assert ca("ca", "approve", name, "--yes", "--as", "security").code == 0
    said = ca("ca", "issue", name, "--as", "security2", "-o", "json")
    assert said.code == 0, said.err
    return str(said.json["certificates"][0]["serial"])


def test_a_list_that_has_ended_is_told_at_the_review_and_refused_at_the_issue(
    ca: Cli, town: Path, tmp_path: Path
) -> None:
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    now = house.clock.now()
    ended = RevocationList("issuing", 1, 0, after(now, -7 * 86_400), after(now, -60), b"")
    assert house.trusts.publish(ended, Note("crl.signed", "security", {}))
    first, second = asked(ca, tmp_path), asked(ca, tmp_path)
    said = ca("ca", "approve", first, "--yes", "--as", "security")
    assert said.code == 0
    assert "cannot be issued now: ZY-PKI-245" in said.err
    said = ca("ca", "approve", second, "--yes", "--as", "security", "-o", "json")
    assert said.json["overdue"]["until"] == ended.next_update
    out = tmp_path / "www.pem"
    said = ca("ca", "issue", first, "--as", "security2", "--out", str(out))
    assert (said.code, "ZY-PKI-245" in said.err, out.exists()) == (3, True, False)
    assert "next: zhengyun ca crl issuing --sign --publish FOLDER" in said.err
    ca("ca", "crl", "issuing", "--sign", "--publish", str(tmp_path / "web"), "--as", "security")
    assert (tmp_path / "web/issuing.crl").exists()
    assert ca("ca", "issue", first, "--as", "security2", "--out", str(out)).code == 0
    assert "BEGIN CERTIFICATE" in out.read_text()


def test_a_key_that_was_in_other_hands_before_its_certificates_began_puts_all_of_them_in_question(
    ca: Cli, town: Path, tmp_path: Path
) -> None:
    one, other = (issued(ca, tmp_path, f"{host}.city.example") for host in ("www", "mail"))
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    since = text(house.clock.now() - timedelta(days=400))
    words = ("ca", "revoke", one, "--reason", "key-compromise", "-m", "found on another machine")
    said = ca(*words, "--since", "2099-01-01T00:00:00Z")
    assert (said.code, "ZY-PKI-150" in said.err) == (2, True)
    told = f"the same key is in {other} of issuing"
    said = ca(*words, "--since", since)
    assert (said.code, told in said.err, f"since {since} it is in question, too" in " ".join(said.err.split())) == (
        0,
        True,
        True,
    )
    name = said.out.split()[0]
    assert told in ca("ca", "approve", name, "--yes", "--as", "security").err
    said = ca("ca", "issue", name, "--as", "security2")
    assert (said.code, f"not to be trusted since {since}" in said.out) == (0, True)
    assert ca(*words, "--since", since, "-o", "json").code == 3, "it is revoked already"
    again = ca("ca", "revoke", other, *words[3:], "--since", since, "-o", "json")
    assert again.json["uses"]["in_question"] == []
