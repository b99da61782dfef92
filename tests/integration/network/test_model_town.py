"""The model against the town: its routes are those that real routers have, whole and with a link cut; a move planned by it is played."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.town_rules import begins
from inventory.loader import load as load_estate
from inventory.moves import load
from inventory.source import Folder
from lab.place import Place
from lab.town import base, control
from lab.town.breaking import of
from lab.town.estates import NETWORKS, estate, hosts_of
from lab.town.node import Node
from lab.town.standing import Town
from network.model import Model
from network.rehoming.planning import planned
from zhengyun.errors import Exit
from zhengyun.estate.moving import Move, Step

pytestmark = [pytest.mark.lab, pytest.mark.slow]


PATIENCE = 180
SAYS_HELLO = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 3).close()
except OSError:
    pass
"""
TODAY = datetime.now(UTC).date()
Interfaces = Mapping[tuple[str, str], str]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model([estate(one) for one in NETWORKS], TODAY)


def differing(town: Town, model: Model) -> list[str]:
    """Where a router's kernel would send a packet by another interface than the model; an empty one is nowhere."""
    targets = [
        leg.address for node in model.nodes.values() for leg in node.legs if not leg.management and not node.forwards
    ]
    found = []
    for name, node in sorted(model.nodes.items()):
        if node.forwards and len({leg.segment for leg in node.legs}) > 1:
            real = kernel(town.node(name), targets)
            for target in targets:
                wanted = {one.interface for one in model.tables[name].towards(target)} or {""}
                if real.get(target, "") not in wanted:
                    found.append(f"{name} to {target}: {real.get(target, '')!r}, not {sorted(wanted)}")
    return found


def kernel(node: Node, targets: list[str]) -> dict[str, str]:
    """By which interface each is reached; who is not, is left out."""
    said = node.run("ip", "-force", "-batch", "-", stdin="".join(f"route get {one}\n" for one in targets))
    words = [line.split() for line in said.stdout.splitlines() if " dev " in line]
    return {one[0]: one[one.index("dev") + 1] for one in words}


def settled(town: Town, model: Model) -> list[str]:
    """What still differs when all of it should have come to rest."""
    until = time.monotonic() + PATIENCE
    while (found := differing(town, model)) and time.monotonic() < until:
        time.sleep(0.5)
    return found


def test_routers_have_the_routes_that_the_model_has(town: Town, model: Model) -> None:
    assert not settled(town, model)


@pytest.mark.parametrize("segment", ["core-12", "wan-1", "wan-e"])
def test_with_a_link_cut_routers_have_the_routes_that_the_model_then_has(
    town: Town, town_place: Place, model: Model, segment: str
) -> None:
    assert not settled(town, model)
    cut = model.without(segment)
    assert differing(town, cut), "the model makes a difference of it"
    breaking = of(town_place, town)
    breaking.cut(segment)
    try:
        assert not settled(town, cut)
    finally:
        breaking.heal(segment)
    assert not settled(town, model)


def test_a_link_that_comes_and_goes_leaves_no_route_behind(town: Town, town_place: Place, model: Model) -> None:
    breaking = of(town_place, town)
    try:
        for seconds in (0.5, 0.1, 0.3, 0.1):
            breaking.cut("wan-1")
            # What a router makes of it is under way when the link is there again.
            time.sleep(seconds)
            breaking.heal("wan-1")
    finally:
        breaking.heal("wan-1")
    assert not settled(town, model)


def checked(town: Town) -> tuple[int, dict[str, Any]]:
    """What `net check --counted` says at the management host."""
    program = str(Path(sys.prefix, "bin", "zhengyun"))
    told = {"ZHENGYUN_SETTINGS": str(town.settings("internal")), "ZHENGYUN_LANG": "en"}
    said = town.management("internal").run(program, "net", "check", "--counted", "-o", "json", variables=told)
    assert said.stdout, said.stderr
    return said.returncode, json.loads(said.stdout)


def unneeded(found: dict[str, Any]) -> dict[str, str]:
    """By rule that was never needed, whose counters say so."""
    return {one["facts"]["rule"]: one["facts"]["guards"] for one in found["findings"] if one["code"] == "ZY-NET-024"}


def test_what_nobody_has_used_is_told_by_the_firewalls_themselves(town: Town, town_place: Place) -> None:
    walls = ("d-fw", "p-fw")
    for name in walls:
        # With the rules the counters begin anew.
        assert town.node(name).run("service", "nftables", "restart").returncode == 0
    code, found = checked(town)
    assert (code, found["untold"]) == (Exit.DRIFT, [])
    assert unneeded(found)["deliver"] == unneeded(found)["hand-in"] == ", ".join(walls)
    # Whether anybody listens there is not what a firewall counts.
    town.node("p-ih1").run("python3", "-c", SAYS_HELLO, "198.18.96.10", "8443")
    code, found = checked(town)
    assert (code, "hand-in" in unneeded(found), "deliver" in unneeded(found)) == (Exit.DRIFT, False, True)
    breaking = of(town_place, town)
    breaking.cut("mgmt-d:d-fw")
    try:
        code, found = checked(town)
    finally:
        breaking.heal("mgmt-d:d-fw")
    assert (code, [one["host"] for one in found["untold"]]) == (Exit.UNREACHABLE, ["d-fw"])
    assert unneeded(found) == {}, "it may have passed at the one that told nothing"


MOVE = """\
rehome: lodgers
reason: 外网主机二迁入内网业务区
zone: office
hosts:
  p-eh2:
    interfaces: {mgmt-p: [198.18.1.30, "2001:db8:1801::30"], lan-p2: [198.18.11.30, "2001:db8:180b::30"]}
    gateway: 198.18.11.1
    gateway6: "2001:db8:180b::1"
"""
MOVER = "p-eh2"
# Of hosts that are alike a proof of few pairs takes the first: what the files then say of it stands before all others.
MOVED = """\
hosts:
  p-eh2:
    key: {key}
    title: 外网主机二
    zone: office
    interfaces:
      mgmt-p: [198.18.1.30, "2001:db8:1801::30"]
      lan-p2: [198.18.11.30, "2001:db8:180b::30"]
    gateway: 198.18.11.1
    gateway6: "2001:db8:180b::1"
    roles: {{accounts: {{}}, zone_firewall: {{}}}}
"""


class Files:
    """The files of both networks as they are at each proof of the move."""

    def __init__(self, town: Town) -> None:
        self.old, self.new = (town.estate(network) / "primary/hosts.yaml" for network in ("external", "internal"))
        self._before = {file: file.read_text("utf-8") for file in (self.old, self.new)}
        self._key = hosts_of(town.estate("external"))[MOVER].key

    def left(self) -> None:
        """Of the old network it is no more."""
        lines = self._before[self.old].splitlines(keepends=True)
        at = lines.index(f"  {MOVER}:\n")
        end = next((n for n, line in enumerate(lines) if n > at and not line.startswith("    ")), len(lines))
        self.old.write_text("".join((*lines[:at], *lines[end:])), "utf-8")

    def joined(self) -> None:
        """Of the new one it is."""
        self.new.write_text(self._before[self.new].replace("hosts:\n", MOVED.format(key=self._key), 1), "utf-8")

    def back(self) -> None:
        """As they were."""
        for file, text in self._before.items():
            file.write_text(text, "utf-8")


def proven(place: Place, at: str, hosts: dict[str, int]) -> None:
    """By `net prove`: everything is as both networks' files have it, of which so many hosts take part."""
    done = subprocess.run(
        [str(Path(sys.prefix, "bin", "zhengyun")), "net", "prove", "--few", "--window", "4000", "-o", "json"],
        env={**os.environ, "ZHENGYUN_LAB": str(place.root), "ZHENGYUN_LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.stdout, done.stderr
    proof = json.loads(done.stdout)
    assert (done.returncode, proof["wrong"], proof["as_declared"]) == (Exit.OK, [], True), f"{at}: {proof}"
    assert proof["forbidden"]["tried"] > 0
    assert {name: one["hosts"] for name, one in proof["scope"]["networks"].items() if name in hosts} == hosts, at


def installed(town: Town) -> None:
    """What stands on a host of the new network: its accounts, whom it believes, its rules."""
    node, estate = town.node(MOVER), load_estate(Folder(town.estate("internal")))
    host, every = estate.hosts.hosts[MOVER], estate.hosts.hosts.values()
    passwd, group = (node.path(f"/usr/share/base-passwd/{one}.master").read_text() for one in ("passwd", "group"))
    authority = town.node("p-ih1").path(base.AUTHORITY).read_text()
    node.lay([*base.files(host, every, passwd, group, authority), *base.bootstrapped(host)])
    node.path("/etc/nftables.conf").write_text(begins().rules(estate, MOVER), "utf-8")
    assert node.run("service", "nftables", "restart").returncode == 0


def played(town: Town, files: Files, move: Move, step: Step) -> None:
    """A step, done at the node itself, at the switch, and in the files."""
    node = town.node(step.host)
    if step.deed == "detach":
        done(node.pid, f"link delete {step.segment}")
        files.left()
    elif step.deed == "readdress":
        files.joined()
        installed(town)
        # Of nobody's network it is in nobody's files.
        files.back()
        files.left()
    else:
        attached(town, node, move, step)
        files.joined()


def attached(town: Town, node: Node, move: Move, step: Step) -> None:
    switch = next(one for one in town.links if one.segment == step.segment)
    port, told = f"moved-{step.segment}", move.hosts[step.host]
    done(os.getpid(), f"link add {port} netns {switch.pid} type veth peer name {step.segment} netns {node.pid}")
    done(switch.pid, f"link set {port} master {switch.bridge} up")
    four, six = told.interfaces[step.segment]
    ways = [f"addr add {four}/24 dev {step.segment}", f"addr add {six}/64 dev {step.segment} nodad"]
    done(node.pid, *ways, f"link set {step.segment} up")
    if step.segment.startswith("mgmt"):
        done(switch.pid, f"link set {port} type bridge_slave isolated on")
        # It answers where it is administered now.
        again = "kill $(cat /run/sshd.pid); while [ -e /run/sshd.pid ]; do sleep 0.1; done; exec /usr/sbin/sshd"
        assert node.run("sh", "-c", again).returncode == 0
    else:
        done(node.pid, f"route replace default via {told.gateway}", f"route replace default via {told.gateway6}")


def done(pid: int, *lines: str) -> None:
    """Have `ip` do these in the network of a process; only what ends in two of them is done in ours, and leaves nothing there."""
    words = ["nsenter", f"--target={pid}", "--net", "ip", "-batch", "-"]
    said = subprocess.run(words, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False, timeout=60)
    assert said.returncode == 0, said.stderr


@contextmanager
def moving(town: Town, town_place: Place) -> Iterator[Files]:
    """Whoever comes next finds the files as they were, and a town whose nodes are all as they were: one that is down is made anew."""
    files = Files(town)
    try:
        yield files
    finally:
        files.back()
        control.kill(town_place, MOVER)


def test_a_move_is_played_step_by_step_with_proof_where_the_plan_has_it(
    town: Town, town_place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "move.yaml"
    file.write_text(MOVE, "utf-8")
    move = load(file, file.read_bytes())
    steps = planned(estate("external"), estate("internal"), move, TODAY)
    outer, inner = (len(estate(network).hosts.hosts) for network in ("external", "internal"))
    # Attached to the old network it is its, then nobody's, at the end the new one's.
    of_whom = [(outer, inner), (outer - 1, inner), (outer - 1, inner + 1)]
    with moving(town, town_place) as files:
        for number, step in enumerate(steps, 1):
            if step.deed == "prove":
                left, joined = of_whom.pop(0)
                proven(town_place, f"step {number}", {"external": left, "internal": joined})
            else:
                played(town, files, move, step)
    assert not of_whom
