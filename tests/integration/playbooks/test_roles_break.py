"""Our roles broken half-way on hosts of a town: what was laid is taken back, what ran runs on, and why is said."""

import os
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
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
HOSTS: Final = (HOST, "p-c2", "mgmt-int")
SECONDS: Final = 300
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


Round = Mapping[str, Break]


def rounds(breaks: Sequence[Break]) -> Sequence[Round]:
    """Breaks by the hosts on which they are tried at the same time: a host that has failed is out of a run of Ansible."""
    made: list[dict[str, Break]] = []
    for one in sorted(breaks, key=lambda one: not one.host):
        names = (one.host,) if one.host else HOSTS
        free = next(((each, name) for each in made for name in names if name not in each), None)
        if free is None:
            made.append({})
            free = made[-1], names[0]
        each, name = free
        each[name] = one
    return made


@dataclass(frozen=True)
class Tried:
    """How a host stood before it was tried and after it, and what was said."""

    was: Mapping[str, object]
    then: Mapping[str, object]
    said: str


@dataclass
class Breaking:
    """Plays each round once, when the first of its breaks is asked for."""

    town: Town
    found: dict[str, Tried] = field(default_factory=dict)

    def of(self, one: Break) -> Tried:
        """What came of a break."""
        if one.title not in self.found:
            self._play(next(each for each in rounds(BREAKS) if one in each.values()))
        return self.found[one.title]

    def _play(self, each: Round) -> None:
        nodes = {name: self.town.node(name) for name in each}
        with ExitStack() as stack:
            for name, one in each.items():
                stack.enter_context(full(nodes[name], one.full))
            was = {name: standing(node) for name, node in nodes.items()}
            told = {f"{name}/{one.role}": one.told for name, one in each.items()}
            refused = tuple(f"{name}{one.refused}" for name, one in each.items() if one.refused)
            done = play(
                self.town,
                *((name, one.role) for name, one in each.items()),
                told=told,
                refused=refused,
                change="c-broken",
            )
            then = {name: standing(node) for name, node in nodes.items()}
        for name, one in each.items():
            said = " ".join(done.troubles.get((name, one.role), ()))
            self.found[one.title] = Tried(was[name], then[name], said)


@pytest.fixture(scope="module")
def breaking(bare: Town) -> Breaking:
    """What has been tried on it."""
    return Breaking(bare)


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.title)
def test_a_role_that_is_broken_half_way_leaves_everything_as_it_was(breaking: Breaking, one: Break) -> None:
    tried = breaking.of(one)
    assert one.said in tried.said
    assert tried.then == tried.was


def test_what_a_router_is_without_half_way_was_there_before(breaking: Breaking) -> None:
    gone = next(one for one in BREAKS if one.told.get("devices") is False)
    files = str(breaking.of(gone).was["files"])
    assert all(path in files for path in ("/usr/local/libexec/zhengyun-frr", "/etc/sudoers.d/zhengyun-frr"))


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
    wait = "for n in $(seq 1800); do [ -e /etc/ssh/sshd_config.d/10-zhengyun.conf ] || exit 0; sleep 0.1; done; exit 1"
    assert node.run("sh", "-c", wait, seconds=SECONDS).returncode == 0
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
    told = {"zone_firewall": {"ruleset": deaf(node), "guard": 10}}
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
    done = node.run(
        "sh", "-c", f"for n in $(seq 1800); do {word}{condition} && exit 0; sleep 0.1; done; exit 1", seconds=SECONDS
    )
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
