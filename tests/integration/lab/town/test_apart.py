"""One instance, one network, in the town: each management host serves its own network, and nothing else once it sees the other."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.town.standing import Town

pytestmark = pytest.mark.lab
ROOT = Path(__file__).resolve().parents[4]
TOOL = str(Path(sys.executable).with_name("zhengyun"))
OTHER = {"internal": "198.19", "external": "198.18"}
NETWORKS = tuple(OTHER)


def told(town: Town, network: str, *words: str) -> tuple[int, str, str]:
    """How a command ended in the management host of a network, and what it said."""
    settings = {"ZHENGYUN_SETTINGS": str(town.settings(network)), "ZHENGYUN_LANG": "en"}
    done = town.management(network).run(TOOL, *words, variables=settings)
    return done.returncode, done.stdout, done.stderr


@contextmanager
def changed(town: Town, network: str, *words: str) -> Iterator[None]:
    """What `ip` adds to a management host, for a while."""
    host = town.management(network)
    done = host.run("ip", words[0], "add", *words[1:])
    assert not done.returncode, done.stderr
    try:
        yield
    finally:
        host.run("ip", words[0], "del", *words[1:])


@pytest.mark.parametrize("network", NETWORKS)
def test_an_instance_starts_in_its_own_network_alone(small_town: Town, network: str) -> None:
    other = OTHER[network]
    looks = ("estate", "export", "ansible")
    code, out, _ = told(small_town, network, *looks)
    assert code == 0
    assert small_town.management(network).name in json.loads(out)["all"]["hosts"]
    with changed(small_town, network, "route", "local", f"{other}.0.0/16", "dev", "lo"):
        code, out, err = told(small_town, network, *looks)
        assert (code, out) == (3, "")
        assert "ZY-HOST-080" in err
        assert f"route {other}.0.0/16 on lo" in err
        assert told(small_town, network, "check")[0] == 0


def test_ansible_reaches_hosts_by_what_is_exported(small_town: Town) -> None:
    """Ansible as anybody has it, with the exported inventory, and with nothing but the exported keys to believe."""
    keeper = small_town.management("internal")
    inventory = told(small_town, "internal", "estate", "export", "ansible")[1]
    hosts = json.loads(inventory)["all"]["hosts"]
    pinned = "".join(f"{one['ansible_host']} {one['zy_key']}\n" for one in hosts.values())
    for name, text in (("/root/hosts.json", inventory), ("/root/known", pinned)):
        assert not keeper.run("sh", "-c", f"cat > {name}", stdin=text).returncode
    options = "-F none -o UserKnownHostsFile=/root/known -o StrictHostKeyChecking=yes -o ControlPath=none"
    words = (
        "-i",
        "/root/hosts.json",
        "kind_host:&site_primary",
        "-u",
        "zy-run",
        "-m",
        "ansible.builtin.raw",
        "-a",
        "hostname",
    )
    key = ("--private-key", str(small_town.ssh("internal") / "run"), "--ssh-common-args", options)
    done = keeper.run(
        str(Path(TOOL).with_name("ansible")), *words, *key, "--limit", "p-ih1", variables={"LC_ALL": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "p-ih1" in done.stdout.splitlines()


def test_no_management_host_has_a_way_into_the_other_network(small_town: Town) -> None:
    for network in NETWORKS:
        for what in ("address", "route"):
            listed = small_town.management(network).run(
                "ip", "-o", what, "show", *(["table", "all"] * (what == "route"))
            )
            assert listed.returncode == 0
            assert OTHER[network] not in listed.stdout
