"""Our roles broken half-way on hosts of a town: what was laid is taken back, what ran runs on, and why is said."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import pytest

from lab.place import Place
from lab.town import control
from lab.town.node import Node
from lab.town.standing import Town
from tests.playing import play, playing
from tests.roles import BREAKS, Break
from tests.town import built

pytestmark = pytest.mark.lab

HOST = "p-ih1"
FOLDERS: Final = (
    "/etc/chrony",
    "/etc/nftables.conf",
    "/etc/rsyslog.d",
    "/etc/snmp",
    "/etc/ssh",
    "/etc/sudoers.d",
    "/etc/zhengyun",
    "/home",
    "/usr/local/libexec",
)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town of this file's own, on which no role has been run."""
    place = Place(tmp_path_factory.mktemp("breaking") / "lab")
    try:
        yield built(place, small=True)
    finally:
        control.destroy(place)


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.role}: {one.name}")
def test_a_role_that_is_broken_half_way_leaves_everything_as_it_was(bare: Town, one: Break) -> None:
    node = bare.node(HOST)
    with full(node, one.full):
        was = standing(node)
        done = play(bare, (HOST, one.role), told={one.role: one.told}, refused=(one.refused,), change="c-broken")
        assert standing(node) == was
    assert one.said in " ".join(done.troubles[HOST, one.role])


def test_what_a_role_is_told_wrongly_is_said_before_anybody_agrees(bare: Town) -> None:
    told: dict[str, dict[str, object]] = {
        "time_client": {"lines": []}, "time_server": {"lines": []}, "snmp_agent": {"location": 'room "one"'}, "log_forwarding": {"receiver": ""},
        "zone_firewall": {"ruleset": "flush ruleset\n"},
    }  # fmt: skip
    first = play(
        bare, (HOST, "time_client"), ("p-c2", "time_server"), ("mgmt-int", "snmp_agent"), check=True, told=told
    )
    second = play(bare, (HOST, "log_forwarding"), ("p-c2", "zone_firewall"), check=True, told=told)
    said = {where[1]: trouble[2] for where, trouble in {**first.troubles, **second.troubles}.items()}
    assert said.keys() == told.keys()
    assert "time servers" in said["time_client"]
    assert "time servers" in said["time_server"]
    assert "quotation marks" in said["snmp_agent"]
    assert "who receives" in said["log_forwarding"]
    assert "nobody could come in" in said["zone_firewall"]


def test_who_is_locked_out_is_let_in_again_by_the_host_itself(bare: Town) -> None:
    node = bare.node(HOST)
    was = standing(node)
    stranger = (bare.place.keys / f"{HOST}.pub").read_text().strip()
    told = {"ssh_hardening": {"authorities": [stranger], "guard": 2}}
    done = play(bare, (HOST, "ssh_hardening"), told=told, change="c-locked")
    assert done.troubles
    wait = "for n in $(seq 600); do [ -e /etc/ssh/sshd_config.d/10-zhengyun.conf ] || exit 0; sleep 0.1; done; exit 1"
    assert node.run("sh", "-c", wait).returncode == 0
    assert standing(node) == was
    assert not play(bare, (HOST, "ssh_hardening"), check=True).troubles


def test_rules_that_keep_everybody_out_are_taken_back_by_the_host_itself(bare: Town) -> None:
    node = bare.node(HOST)
    was = standing(node)
    told = {"zone_firewall": {"ruleset": deaf(node), "guard": 2}}
    done = play(bare, (HOST, "zone_firewall"), told=told, change="c-deaf")
    assert done.troubles
    until(node, "nft list ruleset | grep -q 192.0.2.99", holds=False)
    until(node, "grep -q 192.0.2.99 /etc/nftables.conf", holds=False)
    assert standing(node) == was
    assert not play(bare, (HOST, "zone_firewall"), check=True, told={"zone_firewall": {"ruleset": deaf(node)}}).troubles


def test_who_is_killed_after_rules_were_loaded_leaves_those_of_before(bare: Town) -> None:
    node = bare.node(HOST)
    was = standing(node)
    told = {"zone_firewall": {"ruleset": deaf(node), "guard": 5}}
    begun = playing(bare, (HOST, "zone_firewall"), told=told, change="c-killed")
    try:
        until(node, "nft list ruleset | grep -q 192.0.2.99")
    finally:
        os.killpg(begun.pid, signal.SIGKILL)
        begun.wait()
    until(node, "nft list ruleset | grep -q 192.0.2.99", holds=False)
    until(node, "grep -q 192.0.2.99 /etc/nftables.conf", holds=False)
    assert standing(node) == was


def deaf(node: Node) -> str:
    """The rules that a host has, but that they let in an address that nobody has in place of who manages it."""
    lines = node.path("/etc/nftables.conf").read_text().splitlines()
    changed = [
        re.sub(r"saddr .* daddr", "saddr 192.0.2.99 ip daddr", one) if '"zy:management.in"' in one else one
        for one in lines
    ]
    # Nor does a connection go on that was there before.
    return "\n".join(one for one in changed if "zy:answers.in" not in one and "zy:errors.in" not in one) + "\n"


def until(node: Node, condition: str, *, holds: bool = True) -> None:
    """Wait until a condition holds on a host, or until it does not."""
    word = "" if holds else "! "
    done = node.run("sh", "-c", f"for n in $(seq 600); do {word}{condition} && exit 0; sleep 0.1; done; exit 1")
    assert done.returncode == 0, condition


def standing(node: Node) -> Mapping[str, object]:
    """Everything that roles may touch on a host: files with what is in them, accounts, and which services run."""
    listed = node.run(
        "sh", "-c", f"find {' '.join(FOLDERS)} -type f -printf '%p %m %u %g ' -exec sha256sum '{{}}' ';' | sort"
    )
    names = ("sshd", "chronyd", "snmpd", "rsyslogd")
    running = {name: node.run("pidof", name).returncode == 0 for name in names}
    accounts, rules = node.run("getent", "passwd").stdout, node.run("nft", "-s", "list", "ruleset").stdout
    return {"files": listed.stdout, "accounts": accounts, "running": running, "rules": rules}


@contextmanager
def full(node: Node, folder: str) -> Iterator[None]:
    """A folder in which there is no room left, until the block ends."""
    if not folder:
        yield
        return
    # What stands there already stays to be seen: only what is new finds no room.
    mount = f"mkdir -p {folder} /run/kept && cp -a {folder}/. /run/kept/ && mount -t tmpfs -o size=64k,mode=0755 tmpfs {folder}"
    fill = f"cp -a /run/kept/. {folder}/ && dd if=/dev/zero of={folder}/fill bs=1k 2>/dev/null; rm -rf /run/kept; mountpoint -q {folder}"
    made = node.run("sh", "-c", f"{mount} && {{ {fill}; }}")
    assert made.returncode == 0, made.stderr
    try:
        yield
    finally:
        assert node.run("umount", folder).returncode == 0
