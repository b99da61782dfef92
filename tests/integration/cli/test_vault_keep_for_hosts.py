"""What hosts are told in secret, on a real vault: given once, named by a digest, and had with somebody's word alone; and the key of a change."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.vault.place import VaultPlace
from tests.integration.cli.conftest import Cli, Said
from tests.integration.cli.test_vault_keep import Bay, bay
from tests.unit.governance.requests import refusal
from vault.control import ask, unwrap
from vault.hosting import certificate, running
from vault.kept import HOSTS, Lent, secret
from vault.port import Answer, Need

pytestmark = pytest.mark.lab

__all__ = ["bay"]

NAME, VALUE = "snmp/auth", "hush-水闸-7f3a-longer"


@dataclass
class Agreed:
    """Has what it is asked for opened by the executor, agreed to by a security administrator alone, and given out."""

    bay: Bay

    def perform(self, need: Need) -> Answer:
        """Do so."""
        wrapped = ask(self.bay.server, self.bay.enter("executor").token, need)
        self.bay.agree(wrapped, "security")
        return unwrap(self.bay.server, wrapped.token, need, self.bay.enter("executor").token)


def keeps(cli: Cli, *more: str, name: str = NAME, value: str = VALUE) -> Said:
    """Give a secret by stdin, or as `more` says."""
    given = more if "--make" in more else ("--password-file", "-", *more)
    return cli("vault", "keep-for-hosts", name, *given, stdin=f"{value}\n")


def digests(cli: Cli) -> dict[str, str]:
    """What the log says, the newest last."""
    shown = cli("audit", "query", "--kind", "vault.kept", "--as", "auditor", "-o", "json").json["entries"]
    return {str(one["body"]["name"]): str(one["body"]["digest"]) for one in reversed(shown)}


def test_it_is_named_by_its_digest_and_had_with_a_word_alone(cli: Cli, bay: Bay) -> None:
    said = keeps(cli, "-o", "json")
    assert said.code == 0, said.err
    assert said.json["digest"] == digests(cli)[NAME]
    assert VALUE not in said.out + said.err + str(cli("audit", "query", "--as", "auditor", "-o", "json").out)
    assert VALUE not in VaultPlace.of(bay.place).audit.read_text()
    assert (
        refusal(lambda: bay.server.ask("GET", secret(HOSTS, NAME).path, token=bay.enter("operator").token))
        == "ZY-VAULT-003"
    )
    assert Lent(Agreed(bay), lambda: digests(cli)).value(NAME) == VALUE


def test_it_is_replaced_where_that_is_said_and_what_is_behind_the_log_is_told_to_no_host(cli: Cli, bay: Bay) -> None:
    assert keeps(cli).code == 0
    before = digests(cli)
    refused = keeps(cli, value="another one 12345")
    assert (refused.code, "ZY-VAULT-101" in refused.err) == (3, True), refused.err
    assert keeps(cli, "--make", "--replace").code == 0
    held = Lent(Agreed(bay), lambda: digests(cli))
    assert len(held.value(NAME)) == 32
    assert held.digest(NAME) != before[NAME]
    # Who plans goes on from the older log: what is lent now is another secret than the one that people agreed to.
    assert refusal(lambda: Lent(Agreed(bay), lambda: before).value(NAME)) == "ZY-VAULT-100"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("snmp", VALUE, "ZY-CLI-205"),
        ("../up", VALUE, "ZY-CLI-205"),
        ("snmp/Auth", VALUE, "ZY-CLI-205"),
        (NAME, "only-15-letters", "ZY-CLI-206"),
        (NAME, "", "ZY-CLI-206"),
    ],
)
def test_a_bad_name_and_a_secret_that_is_none_are_refused_before_anything_is_asked(
    cli: Cli, bay: Bay, name: str, value: str, code: str
) -> None:
    said = keeps(cli, name=name, value=value)
    assert said.code == 2
    assert code in said.err
    assert digests(cli) == {}


def test_the_key_of_a_change_is_for_one_account_and_names_the_plan(bay: Bay, tmp_path: Path) -> None:
    plan = "sha256:" + "7" * 64
    with running(Agreed(bay), certificate(plan)) as files:
        told = tmp_path / "told"
        told.write_bytes(Path(files.certificate).read_bytes())
        assert Path(files.key).read_text().startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    shown = subprocess.run(
        ["ssh-keygen", "-L", "-f", told], capture_output=True, text=True, check=True, timeout=300
    ).stdout
    words = [line.strip() for line in shown.splitlines()]
    assert f'Key ID: "zhengyun {plan}"' in words
    assert words[words.index("Principals:") + 1] == "zy-run"
    assert words[words.index("Extensions:") + 1 :] == ["permit-pty"]
    assert str(certificate("sha256:" + "8" * 64)) == "update ssh/issue/hosts"


def test_a_key_in_pem_is_kept_with_all_its_lines(cli: Cli, bay: Bay, tmp_path: Path) -> None:
    pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQ\nAwBQYDK2\n-----END PRIVATE KEY-----\n"
    (tmp_path / "key.pem").write_text(pem)
    said = cli("vault", "keep-for-hosts", "nts/p-c2", "--password-file", str(tmp_path / "key.pem"))
    assert said.code == 0, said.err
    assert Lent(Agreed(bay), lambda: digests(cli)).value("nts/p-c2") == pem.rstrip()
