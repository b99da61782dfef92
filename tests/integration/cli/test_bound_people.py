"""People whose keys are bound to certificates, as they find out that these were revoked."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House, key_digest
from tests.attacks import Attack
from tests.integration.cli.conftest import Cli
from zhengyun.certified import Certified, Standing, StatusChange
from zhengyun.entry import Note
from zhengyun.instant import after, text

SERIAL = 0x4F00000000000000000000000000000000000007
NOTE = Note("certificate.issued", "security", {})


class Town:
    """A training set in which a security administrator's key is certified."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.house = House(Session(quiet=True, settings_name=str(root / "zhengyun.toml")))
        now, key = self.house.clock.now(), key_digest(self.house.public_key("security2"))
        self.row = Certified(
            "issuing", SERIAL, "security2", "person", "CN=security2", after(now, -60), after(now, 86_400), text(now),
            b"a certificate", key,
        )  # fmt: skip
        self.house.certificates.add([self.row], NOTE)

    def stands(self, state: Standing, reason: str = "") -> None:
        change = StatusChange("issuing", SERIAL, text(self.house.clock.now()), state, reason)
        assert self.house.certificates.change([change], list(Standing), NOTE)


@pytest.fixture
def bound(town: Path) -> Town:
    """That training set."""
    return Town(town)


def adopt(cli: Cli, *signers: str, code: int = 0) -> str:
    for name in signers:
        said = cli("role", "sign", "roles.json", "--as", name)
        assert said.code == 0, said.err
    said = cli("role", "adopt", "roles.json")
    assert said.code == code, said.err
    Path("roles.json").unlink()
    return said.out + said.err


def bind(cli: Cli) -> None:
    said = cli("role", "new", "--certificate", f"security2=issuing/{SERIAL:x}")
    assert said.code == 0, said.err
    assert "bound to the certificate" in cli("role", "diff", "roles.json").out
    assert cli("role", "check", "roles.json").code == 0
    adopt(cli, "operator", "security", "head")


def approved(cli: Cli) -> str:
    """A request for a change of the trust, to which two have agreed, the bound one last."""
    cli("plan", "--site", "trust")
    said = cli("change", "submit", "-m", "whom we trust", "-o", "json")
    assert said.code == 0, said.err
    request = str(said.json["request"])
    for person in ("security", "security2"):
        said = cli("change", "approve", request, "--yes", "--as", person)
        assert said.code == 0, said.err
    return request


def test_a_revocation_locks_out_at_once_and_everywhere(cli: Cli, bound: Town, attack: Attack) -> None:
    bind(cli)
    request = approved(cli)
    assert cli("whoami", "--as", "security2").code == 0
    bound.stands(Standing.REVOKED, "key-compromise")
    said = cli("whoami", "--as", "security2", "-o", "json")
    assert said.code == 3
    assert "key-compromise" in said.json["locked_out"]
    assert "locked out" in cli("role", "show").out
    assert list(cli("role", "show", "-o", "json").json["locked_out"]) == ["security2"]
    said = cli("change", "apply", request)
    assert said.code == 3
    assert "ZY-PERMIT-065" in said.err
    assert not bound.house.trusts.things()
    for words in (("change", "approve", request, "--yes"), ("change", "submit", "-m", "x")):
        said = cli(*words, "--as", "security2")
        assert said.code != 0
        assert "ZY-PERMIT-065" in said.err, said.err
    attack("act with a key whose certificate was revoked", "refused (ZY-PERMIT-065)", "every command, and the gate")


def test_a_suspension_ends(cli: Cli, bound: Town) -> None:
    bind(cli)
    bound.stands(Standing.HELD, "certificate-hold")
    assert cli("whoami", "--as", "security2").code == 3
    bound.stands(Standing.GOOD)
    assert cli("whoami", "--as", "security2").code == 0


def test_the_log_of_then_still_verifies(cli: Cli, bound: Town) -> None:
    bind(cli)
    approved(cli)
    bound.stands(Standing.REVOKED, "key-compromise")
    said = cli("audit", "verify", "--as", "auditor")
    assert "ZY-" not in said.err, said.err


def test_nobody_is_bound_to_what_is_not_there_or_does_not_stand(cli: Cli, bound: Town) -> None:
    for given in ("security2=7", "security2=rubbish", f"security2=root/{SERIAL:x}"):
        said = cli("role", "new", "--certificate", given)
        assert said.code == 2
        assert "ZY-PKI-141" in said.err or "serial number" in said.err
    assert "ZY-PERMIT-007" in cli("role", "new", "--certificate", f"nobody={SERIAL:x}").err
    assert "PERSON=SERIAL" in cli("role", "new", "--certificate", "security2").err
    assert cli("role", "new", "--certificate", f"owner={SERIAL:x}").code == 0
    said = cli("role", "check", "roles.json")
    assert "ZY-GOV-250" in said.err
    assert "for another key" in said.err
    Path("roles.json").unlink()
    bound.house.certificates.add([replaced(bound.row)], NOTE)
    assert "ZY-PKI-153" in cli("role", "new", "--certificate", f"security2={SERIAL:x}").err


def replaced(row: Certified) -> Certified:
    """One of that serial number by another authority."""
    return row._replace(authority="root", certificate=hashlib.sha256(row.certificate).digest())


def test_who_is_locked_out_is_bound_to_another_by_the_others(cli: Cli, bound: Town) -> None:
    bind(cli)
    bound.stands(Standing.REVOKED, "superseded")
    assert cli("role", "new", "--certificate", "security2=").code == 0
    said = cli("role", "sign", "roles.json", "--as", "security2")
    assert "ZY-PERMIT-065" in said.err
    adopt(cli, "operator", "security", "head")
    assert cli("whoami", "--as", "security2").code == 0


def test_a_preview_names_whom_it_locks_out(cli: Cli, bound: Town) -> None:
    bind(cli)
    said = cli("ca", "show", f"{SERIAL:x}", "--as", "auditor")
    assert said.code == 0, said.err
    assert "binds security2" in said.out


def test_a_role_file_without_bindings_reads_nothing_of_certificates(cli: Cli, bound: Town) -> None:
    roles = bound.house.roles
    assert roles.body() == replace(roles).body()
    assert all("certificate" not in one.document() for one in roles.people)
    assert "locked_out" not in cli("role", "show", "-o", "json").json
