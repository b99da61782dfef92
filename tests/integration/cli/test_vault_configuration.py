"""The whole road of a change of the vault's configuration, by the training people and the executor against a real OpenBao."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.configured import wanted_of
from cli.session import Session
from cli.wiring import House
from tests.integration.cli.conftest import Cli
from tests.vaults import Vault, fresh
from vault.founding import first
from zhengyun.errors import Exit

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
    text = settings.read_text().replace(
        "[audit_logs]", f'[vault]\naddress = "{quay.server.address}"\n\n[audit_logs]', 1
    )
    settings.write_text(text)
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
