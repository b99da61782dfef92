"""The whole town: what every node runs, who reaches whom over both sites, and what the zone firewalls let through."""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

import pytest

from lab.town.estates import NETWORKS, estate
from lab.town.kernel import FEATURES, Feature, look
from lab.town.node import Node
from lab.town.standing import Town
from zhengyun.estate.hosts import Host

pytestmark = pytest.mark.lab
SECONDS: Final = 120
# What network.yaml has of the exchange: what is handed in, what is fetched, and where it delivers.
HANDED_IN, FETCHED, DELIVERED = 8443, 8444, 9000
PORTS: Final = (HANDED_IN, FETCHED, DELIVERED, 22)
LISTEN: Final = """
import socket, sys, threading
def serve(port):
    server = socket.create_server((sys.argv[1], port), backlog=64)
    def take():
        while True:
            server.accept()[0].close()
    threading.Thread(target=take, daemon=True).start()
for port in map(int, sys.argv[2:]):
    serve(port)
print("ready", flush=True)
sys.stdin.read()
"""
PROBE: Final = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor
def reached(one):
    try:
        socket.create_connection((one[0], one[1]), one[2]).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return True
wanted = json.load(sys.stdin)
with ThreadPoolExecutor(64) as pool:
    print(json.dumps(list(pool.map(reached, wanted))))
"""
Where = tuple[str, int]


def hosts() -> dict[str, Host]:
    """All hosts of both networks."""
    return {name: host for network in NETWORKS for name, host in estate(network).hosts.hosts.items()}


def served(name: str, version: int = 4) -> str:
    """The address of a host that is not for management: its last interface's."""
    last = hosts()[name].interfaces[-1]
    return (last.address if version == 4 else last.address6).partition("/")[0]


@contextmanager
def listening(node: Node) -> Iterator[None]:
    """A node that takes connections on all ports that matter."""
    words = node.words(
        "/usr/bin/python3", "-c", LISTEN, served(node.name), *map(str, (HANDED_IN, FETCHED, DELIVERED, 2222))
    )
    with subprocess.Popen(words, env=node.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        try:
            yield
        finally:
            process.communicate(timeout=SECONDS)


def reaches(node: Node, wanted: Sequence[Where], seconds: float) -> list[bool]:
    """Which of these a node gets an answer from."""
    asked = json.dumps([(served(name), port, seconds) for name, port in wanted])
    done = node.run("/usr/bin/python3", "-c", PROBE, stdin=asked)
    assert done.returncode == 0, done.stderr
    found: list[bool] = json.loads(done.stdout)
    return found


def until_reached(node: Node, name: str, version: int = 4) -> None:
    """Wait until routing has a way."""
    ends = time.monotonic() + SECONDS
    while not echoes(node, name, version):
        assert time.monotonic() < ends, f"{node.name} -> {name}"


def echoes(node: Node, name: str, version: int) -> bool:
    """Whether an echo comes back from a host."""
    return node.run("ping", "-c1", "-W2", "-q", served(name, version)).returncode == 0


def test_every_node_runs_what_it_is_for(town: Town) -> None:
    known = hosts()
    assert set(town.nodes) == set(known)
    for name, host in known.items():
        wanted = {"sshd", "snmpd", "chronyd", "rsyslogd"}
        if host.kind == "router":
            wanted |= {"zebra", "staticd"}
            wanted |= {"ospfd", "ospf6d"} if name in {"p-c1", "p-c2", "p-c3", "d-c1", "p-scr"} else set()
            wanted |= {"bgpd"} if name in {"p-ext", "d-ext", "p-scr"} else set()
        said = town.node(name).run("ps", "-eo", "comm=").stdout.split()
        assert wanted <= set(said), name
    for name in ("p-c1", "p-ext", "d-fw"):
        assert town.node(name).run("sh", "-c", "for one in ssh snmpd chrony rsyslog nftables; do service $one status || exit 1; done").returncode == 0, name  # fmt: skip


def test_both_sites_reach_each_other_within_a_network(town: Town) -> None:
    until_reached(town.node("p-ih1"), "d-ih1")
    until_reached(town.node("p-ih2"), "p-ih1")
    until_reached(town.node("d-eh2"), "p-eh1")
    for name, other in (("p-ih1", "d-ih1"), ("p-ih2", "p-ih1"), ("d-eh2", "p-eh1")):
        until_reached(town.node(name), other, 6)
    neighbours = town.node("p-c1").run("vtysh", "-c", "show ip ospf neighbor json").stdout
    # The ring of three, and the other site. One that began under another identity is told of until its last greeting is too old.
    full = [one for found in json.loads(neighbours)["neighbors"].values() for one in found if "Full" in one["state"]]
    assert len(full) == 3


def test_firewalls_let_nothing_through_but_what_the_exchange_is_for(town: Town) -> None:
    """With an accept in front of all rules the same probes get through: what is closed here is closed by the rules."""
    for one, other in (("p-ih1", "d-ih1"), ("p-eh1", "d-eh1"), ("d-ih2", "p-ih2")):
        until_reached(town.node(one), other)
    with ExitStack() as stack:
        for name in ("p-xh", "d-xh", "p-ih1", "d-ih2", "p-eh1", "d-eh2"):
            stack.enter_context(listening(town.node(name)))
        open_ones: dict[str, list[Where]] = {
            "p-ih1": [("p-xh", HANDED_IN), ("d-xh", HANDED_IN), ("d-ih2", DELIVERED)],
            "d-eh1": [("p-xh", FETCHED), ("d-xh", FETCHED), ("p-eh1", DELIVERED)],
            "d-xh": [("p-ih1", DELIVERED), ("d-ih2", DELIVERED)],
        }
        for name, wanted in open_ones.items():
            assert reaches(town.node(name), wanted, 60) == [True] * len(wanted), name
        closed: dict[str, list[Where]] = {
            "p-ih1": [("p-eh1", port) for port in PORTS] + [("p-xh", FETCHED), ("p-xh", 2222)],
            "p-eh2": [("p-ih1", port) for port in PORTS] + [("p-xh", HANDED_IN), ("p-xh", 2222)],
            "p-xh": [("p-eh1", port) for port in PORTS] + [("p-ih1", HANDED_IN + 1000)],
        }
        for name, wanted in closed.items():
            assert reaches(town.node(name), wanted, 2) == [False] * len(wanted), name

        opened = [("p-fw", "passing"), ("d-fw", "passing"), ("p-ih1", "arriving"), ("p-xh", "arriving")]
        try:
            for name, chain in opened:
                done = town.node(name).run("nft", "insert", "rule", "inet", "zhengyun", chain, "accept")
                assert done.returncode == 0, done.stderr
            assert reaches(town.node("p-ih1"), [("p-xh", FETCHED)], 60) == [True]
            assert reaches(town.node("p-eh2"), [("p-ih1", DELIVERED)], 60) == [True]
        finally:
            for name, _ in opened:
                assert town.node(name).run("service", "nftables", "restart").returncode == 0
        assert reaches(town.node("p-eh2"), [("p-ih1", DELIVERED)], 2) == [False]


@pytest.mark.parametrize("version", [4, 6])
def test_the_video_network_is_reached_from_the_exchange_of_both_sites_and_from_nowhere_else(
    town: Town, version: int
) -> None:
    for site in "pd":
        until_reached(town.node(f"{site}-xh"), "p-vh1", version)
    until_reached(town.node("p-ih1"), "d-ih1", version)
    for name, other in (("p-ih1", "p-vh1"), ("p-eh1", "p-vh1"), ("p-vh1", "d-xh"), ("p-vh1", "p-xh"), ("p-vh1", "p-eh1"), ("p-xh", "d-xh")):  # fmt: skip
        assert not echoes(town.node(name), other, version), (name, other)


def test_only_routers_and_firewalls_pass_packets_on_and_nobody_believes_an_advertisement(town: Town) -> None:
    asked = "cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding; cat /proc/sys/net/ipv6/conf/*/accept_ra | sort -u"
    for name, host in hosts().items():
        passing = "1" if host.kind in {"router", "firewall"} else "0"
        assert town.node(name).run("sh", "-c", asked).stdout.split() == [passing, passing, "0"], name


def test_the_segment_of_management_joins_nobody_but_the_management_host(town: Town) -> None:
    reached = "exec 3<>/dev/tcp/198.18.1.12/22 && echo open"
    assert town.management("internal").run("bash", "-c", reached).stdout == "open\n"
    host = town.node("p-ih1")
    assert host.run("timeout", "3", "bash", "-c", reached).stdout == ""
    # Nor does a router answer for it to those behind it.
    try:
        assert host.run("ip", "route", "add", "198.18.1.12/32", "via", "198.18.10.1").returncode == 0
        assert host.run("timeout", "3", "bash", "-c", reached).stdout == ""
    finally:
        host.run("ip", "route", "del", "198.18.1.12/32")
    # Nothing in a namespace of switches has an address or belongs to two networks.
    for name, pid in town.switches.items():
        shown = subprocess.run(["nsenter", f"--net=/proc/{pid}/ns/net", "ip", "-j", "address"], capture_output=True, check=True)  # fmt: skip
        for one in json.loads(shown.stdout):
            assert not one["addr_info"], (name, one["ifname"])
    bridged = {(one.bridge, one.pid) for one in town.links}
    assert len(bridged) == len({one.segment for one in town.links})


def test_what_the_kernel_lacks_is_told_with_what_stands_in() -> None:
    had = {one.name: one for one in look()}
    assert set(had) == {one.name for one in FEATURES}
    assert had["veth"].there
    assert had["bridge"].there
    assert all(one.instead for one in had.values() if not one.there)
    (made_up,) = look((Feature("teleporter", "ip link add zy-a type teleporter", "shoes"),))
    assert (made_up.there, made_up.instead) == (False, "shoes")
