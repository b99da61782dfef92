"""What devices are entered with, on a real vault: given once, had with somebody's word alone, and lent with a key for the plan of devices."""

import subprocess
from pathlib import Path

import pytest

from lab.vault.place import VaultPlace
from network.entering import Lent
from tests.integration.cli.conftest import Cli, Said
from tests.integration.cli.test_vault_keep import Bay, bay
from tests.integration.cli.test_vault_keep_for_hosts import Agreed, digests
from tests.unit.governance.requests import refusal
from vault.hosting import certificate_of_devices, needs_of_devices
from vault.kept import DEVICES, secret
from vault.kept import Lent as OfVault
from vault.ssh import received
from zhengyun.estate.devices import Device
from zhengyun.secret import Secret

pytestmark = pytest.mark.lab

__all__ = ["bay"]

NAME, VALUE = "switches/q-sw1", "hush-网闸-1"
PLAN = "sha256:" + "6" * 64


def keeps(cli: Cli, *more: str, name: str = NAME, value: str = VALUE) -> Said:
    """Give a password by stdin."""
    return cli("vault", "keep-for-devices", name, "--password-file", "-", *more, stdin=f"{value}\n")


def device(name: str, secret_name: str = "") -> Device:
    """A device that is entered with a password, or with a key."""
    return Device(name, "接入", "primary", "office", "huawei_vrp", "198.51.100.7", 22, "", "netops", secret=secret_name)


def test_a_change_has_the_password_and_the_key_and_nobody_else_does(cli: Cli, bay: Bay, tmp_path: Path) -> None:
    said = keeps(cli, "-o", "json")
    assert said.code == 0, said.err
    assert (said.json["site"], said.json["path"]) == ("devices", f"secret/data/devices/{NAME}")
    assert said.json["digest"] == digests(cli)[NAME]
    assert VALUE not in said.out + said.err + str(cli("audit", "query", "--as", "auditor", "-o", "json").out)
    assert VALUE not in VaultPlace.of(bay.place).audit.read_text()
    alone = secret(DEVICES, NAME).path
    assert refusal(lambda: bay.server.ask("GET", alone, token=bay.enter("operator").token)) == "ZY-VAULT-003"
    hand, asked = Agreed(bay), certificate_of_devices(PLAN)

    def key() -> Secret:
        return received(asked, hand.perform(asked))

    held = Lent(OfVault(hand, lambda: digests(cli), DEVICES).value, key)
    entered = held.login(device("q-sw1", NAME))
    assert (entered.user, entered.secret["password"]) == ("netops", VALUE)
    told = tmp_path / "told"
    told.write_text(held.login(device("q-r1")).secret["certificate"])
    words = ["ssh-keygen", "-L", "-f", str(told)]
    shown = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300).stdout
    lines = [line.strip() for line in shown.splitlines()]
    assert f'Key ID: "zhengyun {PLAN}"' in lines
    assert lines[lines.index("Principals:") + 1] == "zy-net"
    assert [str(one) for one in needs_of_devices(PLAN, [NAME], by_key=True)] == [
        "update ssh/issue/devices",
        f"read {alone}",
    ]


def test_another_password_is_kept_where_that_is_said(cli: Cli, bay: Bay) -> None:
    assert keeps(cli).code == 0
    refused = keeps(cli, value="another one")
    assert (refused.code, "ZY-VAULT-103" in refused.err) == (3, True), refused.err
    before = digests(cli)
    assert keeps(cli, "--replace", value="another one").code == 0
    # Whoever goes on from the older log finds another password than the one on record.
    assert refusal(lambda: OfVault(Agreed(bay), lambda: before, DEVICES).value(NAME)) == "ZY-VAULT-100"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("../up", VALUE, "ZY-CLI-212"),
        ("switches/Q", VALUE, "ZY-CLI-212"),
        ("", VALUE, "ZY-CLI-212"),
        (NAME, "seven77", "ZY-CLI-206"),
    ],
)
def test_a_bad_name_and_a_password_that_is_none_are_refused(
    cli: Cli, bay: Bay, name: str, value: str, code: str
) -> None:
    said = keeps(cli, name=name, value=value)
    assert (said.code, code in said.err) == (2, True), said.err
    assert digests(cli) == {}


def test_in_chinese_it_is_refused_in_chinese(cli: Cli, bay: Bay) -> None:
    said = cli("--lang", "zh_CN", "vault", "keep-for-devices", "Q", "--password-file", "-", stdin="x\n")
    assert (said.code, "ZY-CLI-212" in said.err) == (2, True)
    assert "devices.yaml" in said.err


def test_where_nobody_can_be_asked_and_where_no_vault_is_it_is_said(cli: Cli, bay: Bay) -> None:
    nobody = cli("vault", "keep-for-devices", NAME)
    assert (nobody.code != 0, "ZY-VAULT-095" in nobody.err) == (True, True), nobody.err
    file = bay.place.root / "none"
    missing = cli("vault", "keep-for-devices", NAME, "--password-file", str(file))
    assert (missing.code, "ZY-CLI-006" in missing.err) == (2, True), missing.err
    assert digests(cli) == {}
