"""Hosts of the town are logged into with the pinned key and a certificate, from the management host of their network."""

import subprocess

import pytest

from lab.town.standing import Town

pytestmark = pytest.mark.lab
OPTIONS = ("BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "GlobalKnownHostsFile=/dev/null", "ConnectTimeout=20")  # fmt: skip


def log_in(town: Town, network: str, host: str, who: str, *command: str) -> "subprocess.CompletedProcess[str]":
    """Try to get from the management host to another as one of the two accounts."""
    from lab.town.estates import hosts_of

    one = hosts_of(town.estate(network))[host]
    known = town.ssh(network) / "known_hosts"
    known.write_text(f"{one.address} {one.key}\n")
    options = [word for option in (*OPTIONS, f"UserKnownHostsFile={known}") for word in ("-o", option)]
    words = ("ssh", "-F", "none", "-i", str(town.ssh(network) / who), *options, f"zy-{who}@{one.address}", *command)
    return town.management(network).run(*words)


@pytest.mark.parametrize(("network", "host"), [("internal", "p-ih1"), ("external", "p-eh1"), ("internal", "p-c2")])
def test_both_accounts_get_in_by_certificate_and_only_one_can_become_root(
    small_town: Town, network: str, host: str
) -> None:
    looked = log_in(small_town, network, host, "look", "hostname; id -un; sudo -n id -un")
    assert looked.stdout.split() == [host, "zy-look"], looked.stderr
    ran = log_in(small_town, network, host, "run", "hostname; sudo -n id -un")
    assert ran.stdout.split() == [host, "root"], ran.stderr


def test_an_authority_of_one_network_is_nothing_in_the_other(small_town: Town) -> None:
    stranger = small_town.ssh("internal")
    foreign = small_town.ssh("external") / "foreign"
    for name in ("look", "look-cert.pub"):
        (foreign.with_name(name.replace("look", "foreign"))).write_bytes((stranger / name).read_bytes())
    foreign.chmod(0o600)
    one = small_town.node("p-eh1")
    known = small_town.ssh("external") / "known_hosts"
    key = one.path("/etc/ssh/ssh_host_ed25519_key.pub").read_text().strip()
    known.write_text(f"198.19.1.21 {key}\n")
    options = [word for option in (*OPTIONS, f"UserKnownHostsFile={known}") for word in ("-o", option)]
    done = small_town.management("external").run(
        "ssh", "-F", "none", "-i", str(foreign), *options, "zy-look@198.19.1.21", "id"
    )
    assert done.returncode == 255
    assert "Permission denied" in done.stderr
