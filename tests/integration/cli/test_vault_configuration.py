"""The whole road of a change of the vault's configuration, by the training people and the executor against a real OpenBao."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.configured import wanted_of
from cli.session import Session
from cli.wiring import House
from tests.integration.cli.conftest import Cli, Said
from tests.vaults import Vault, fresh
from vault.founding import first
from zhengyun.errors import Exit
from zhengyun.instant import text

pytestmark = pytest.mark.lab

WIDE = 'path "secret/*" { capabilities = ["read"] }\n'


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A vault of these tests' own."""
    with fresh(tmp_path_factory.mktemp("quay")) as made:
        yield made


@pytest.fixture
def vault(quay: Vault, town: Path) -> Iterator[Vault]:
    """The training set's vault, configured by its role file."""
    settings = town / "zhengyun.toml"
    lines = f'[vault]\naddress = "{quay.server.address}"\n\n[audit_logs]'
    settings.write_text(settings.read_text().replace("[audit_logs]", lines, 1))
    house = House(Session(quiet=True, settings_name=str(settings)))
    first(quay.server, quay.root, wanted_of(house))
    house.database.close()
    yield quay
    for name in ("wide", "look"):
        quay.ask("DELETE", f"sys/policies/acl/{name}")


@pytest.mark.usefixtures("vault")
def test_what_is_as_the_role_file_has_it_needs_nothing(cli: Cli) -> None:
    said = cli("plan", "--site", "vault")
    assert said.code == Exit.OK, said.err
    assert "Nothing to do" in said.out
    assert "from version 1 of the role file, signed by" in said.err
    assert cli("drift", "--site", "vault").code == Exit.OK


def test_a_policy_that_was_widened_by_hand_is_told_and_put_right_by_two_roles(cli: Cli, vault: Vault) -> None:
    standing = vault.ask("GET", "sys/policies/acl/look")["policy"]
    vault.ask("PUT", "sys/policies/acl/look", {"policy": standing + WIDE})
    drift = cli("drift", "--site", "vault")
    assert drift.code == Exit.DRIFT
    assert "vault/vault-policy/vault/look" in drift.out
    assert '+path "secret/*"' in drift.out
    shown = cli("vault", "policy")
    assert shown.code == Exit.DRIFT
    assert '-path "secret/*"' in shown.out
    # 1. It is planned, and asked for; the chain is of both roles.
    planned = cli("plan", "--site", "vault", "-o", "json")
    assert planned.code == Exit.DRIFT, planned.err
    assert [one["role"] for one in planned.json["chain"]] == ["system", "security"]
    request = str(cli("change", "submit", "-m", "as it was", "-o", "json").json["request"])
    # 2. The executor opens the write, which waits.
    assert cli("change", "run", request).code == Exit.WAITING
    # 3. Security alone is not enough, and the auditor agrees to nothing.
    assert cli("change", "approve", request, "--yes", "--as", "auditor").code == Exit.REFUSED
    for person in ("operator2", "security"):
        assert cli("change", "run", request).code == Exit.WAITING
        said = cli("change", "approve", request, "--yes", "--as", person)
        assert said.code == Exit.OK, said.err
    # 4. Both have agreed: it is done, and nothing is left to do.
    said = cli("change", "run", request)
    assert said.code == Exit.OK, said.err
    assert vault.ask("GET", "sys/policies/acl/look")["policy"] == standing
    assert cli("drift", "--site", "vault").code == Exit.OK
    assert cli("plan", "--site", "vault").code == Exit.OK


def test_what_nobody_declared_is_drift_and_goes_only_where_that_is_said(cli: Cli, vault: Vault) -> None:
    vault.ask("PUT", "sys/policies/acl/wide", {"policy": WIDE})
    drift = cli("drift", "--site", "vault")
    assert drift.code == Exit.DRIFT
    assert "vault/vault-policy/vault/wide is there, but declared nowhere" in drift.out
    said = cli("plan", "--site", "vault")
    assert said.code == Exit.OK
    assert "vault-policy/vault/wide" in said.err
    assert cli("plan", "--site", "vault", "--allow-destroy").code == Exit.DRIFT


@pytest.mark.usefixtures("vault")
def test_a_policy_is_shown_with_who_gets_it_and_why(cli: Cli) -> None:
    said = cli("vault", "policy", "executor")
    assert said.code == Exit.OK, said.err
    assert "executor: carries out what others have agreed to" in said.out
    assert 'factor "security"' in said.out
    found = {one["name"]: one for one in cli("vault", "policy", "--offline", "-o", "json").json["policies"]}
    agree = {one["person"] for one in found["authorise"]["holders"]}
    assert agree == {"operator", "operator2", "security", "security2"}
    assert found["look"]["stands"] is None
    assert cli("vault", "policy", "nothing").code == Exit.BAD_INPUT


@pytest.mark.usefixtures("vault")
def test_the_vault_is_planned_whole_and_by_itself(cli: Cli) -> None:
    assert cli("plan", "--site", "vault", "--site", "primary").code == Exit.BAD_INPUT
    assert cli("plan", "--site", "vault", "--only", "finance").code == Exit.BAD_INPUT
    assert cli("cloud", "usage", "--site", "vault").code == Exit.BAD_INPUT
    assert cli("plan", "--site", "vault", "--as", "department").code == Exit.REFUSED


def test_a_vault_that_cannot_be_read_is_told_as_such(cli: Cli, town: Path, vault: Vault) -> None:
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text().replace(vault.server.address, "http://127.0.0.1:9"))
    said = cli("drift", "--site", "vault")
    assert said.code == Exit.UNREACHABLE
    assert "ZY-VAULT-001" in said.out
    assert cli("plan", "--site", "vault").code == Exit.UNREACHABLE


@pytest.fixture
def audited(town: Path, vault: Vault) -> Vault:
    """The same, whose audit file this machine can read."""
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text().replace("[vault]\n", f'[vault]\naudit = "{vault.log}"\n', 1))
    return vault


def of_vault(said: Said) -> dict[str, Any]:
    """What plain drift says of the vault."""
    found: dict[str, Any] = {one["site"]: one for one in said.json["sites"]}
    assert {"primary", "vault"} <= set(found)
    return dict(found["vault"])


def test_plain_drift_looks_at_the_vault_too_and_tells_who_and_when(cli: Cli, audited: Vault) -> None:
    quiet = of_vault(cli("drift", "-o", "json"))
    assert (quiet["state"], quiet["drift"], quiet["evidence"]) == ("read", [], True)
    audited.ask("PUT", "sys/policies/acl/wide", {"policy": WIDE})
    (one,) = of_vault(cli("drift", "-o", "json"))["drift"]
    assert one["address"] == "vault/vault-policy/vault/wide"
    deed = one["by"][0]
    assert (deed["actor"], deed["what"]) == ("root", "update sys/policies/acl/wide")
    assert deed["at"] <= text(datetime.now(UTC))
    shown = cli("drift", "--site", "vault")
    assert shown.code == Exit.DRIFT
    assert f"root at {deed['at']} from 127.0.0.1: update sys/policies/acl/wide" in shown.out
    # What a part of the city is asked about says nothing of it.
    assert [one["site"] for one in cli("drift", "--site", "primary", "-o", "json").json["sites"]] == ["primary"]


def test_a_vault_that_plain_drift_cannot_look_at_is_stale_with_its_age(cli: Cli, town: Path, vault: Vault) -> None:
    assert "vault" not in cli("drift", "--last", "-o", "json").out
    assert cli("drift", "--site", "vault", "--record").code == Exit.OK
    settings = town / "zhengyun.toml"
    settings.write_text(settings.read_text().replace(vault.server.address, "http://127.0.0.1:9"))
    said = cli("drift", "-o", "json")
    found = of_vault(said)
    assert (said.code, found["state"], found["problem"]["code"]) == (Exit.UNREACHABLE, "stale", "ZY-VAULT-001")
    assert found["age_seconds"] >= 0
    assert "vault is STALE: it could not be read (ZY-VAULT-001)" in cli("drift").out
    assert of_vault(cli("drift", "--last", "-o", "json"))["state"] == "recorded"


@pytest.mark.usefixtures("vault")
def test_whoever_may_not_look_at_the_vault_is_told_so_and_sees_the_rest(cli: Cli) -> None:
    said = cli("drift", "--as", "department", "-o", "json")
    assert [one["site"] for one in said.json["sites"] if one["site"] == "vault"] == []
    assert "the vault was not looked at: administrators alone may" in said.err
    # What he asks for by name, and may not look at, is told as unknown.
    asked = cli("drift", "--as", "department", "--site", "vault", "-o", "json")
    assert asked.code == Exit.UNREACHABLE
    assert asked.json["sites"][0]["problem"]["code"].startswith("ZY-VAULT-")
