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

from inventory.moves import load
from lab.place import Place
from lab.town import control
from lab.town.breaking import of
from lab.town.estates import NETWORKS, estate
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
  p-eh2: {interfaces: {mgmt-p: 198.18.1.30, lan-p2: 198.18.11.30}, gateway: 198.18.11.1}
"""
MOVER = "p-eh2"


def reaches(node: Node, address: str) -> bool:
    return node.run("ping", "-n", "-c", "2", "-i", "0.2", "-W", "2", address).returncode == 0


def proven(town: Town, place: str, moved: bool | None) -> None:
    """By packets: neither network reaches the other, while each reaches its own; and whoever moves is of the one, of the other or of none."""
    inside, outside = town.node("p-ih1"), town.node("p-eh1")
    assert reaches(inside, "198.18.11.12"), f"{place}: control of the inner network"
    assert reaches(outside, "198.19.20.11"), f"{place}: control of the outer network"
    for node, address in ((inside, "198.19.10.11"), (outside, "198.18.11.12"), (outside, "198.18.11.30")):
        assert not reaches(node, address), f"{place}: {node.name} reaches {address}"
    mover = town.node(MOVER)
    assert reaches(mover, "198.18.11.12") is (moved is True), f"{place}: the one who moves, to the inner network"
    assert reaches(mover, "198.19.10.11") is (moved is False), f"{place}: the one who moves, to the outer network"


def played(town: Town, move: Move, step: Step) -> None:
    """A step, done at the node itself and at the switch."""
    node = town.node(step.host)
    if step.deed == "detach":
        done(node.pid, f"link delete {step.segment}")
    elif step.deed == "readdress":
        # Rules of the old network go with its addresses.
        assert node.run("nft", "flush", "ruleset").returncode == 0
        done(node.pid, "addr flush scope global")
    else:
        switch = next(one for one in town.links if one.segment == step.segment)
        port, told = f"moved-{step.segment}", move.hosts[step.host]
        done(os.getpid(), f"link add {port} netns {switch.pid} type veth peer name {step.segment} netns {node.pid}")
        done(switch.pid, f"link set {port} master {switch.bridge} up")
        done(
            node.pid,
            f"addr add {told.interfaces[step.segment][0]}/24 dev {step.segment}",
            f"link set {step.segment} up",
        )
        if step.segment.startswith("mgmt"):
            done(switch.pid, f"link set {port} type bridge_slave isolated on")
        else:
            done(node.pid, f"route replace default via {told.gateway}")


def done(pid: int, *lines: str) -> None:
    """Have `ip` do these in the network of a process; only what ends in two of them is done in ours, and leaves nothing there."""
    words = ["nsenter", f"--target={pid}", "--net", "ip", "-batch", "-"]
    said = subprocess.run(words, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False, timeout=60)
    assert said.returncode == 0, said.stderr


@contextmanager
def whole_again(town_place: Place) -> Iterator[None]:
    """Whoever comes next finds a town whose nodes are all as they were: one that is down is made anew."""
    try:
        yield
    finally:
        control.kill(town_place, MOVER)


def test_a_move_is_played_step_by_step_with_proof_where_the_plan_has_it(
    town: Town, town_place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "move.yaml"
    file.write_text(MOVE, "utf-8")
    move = load(file, file.read_bytes())
    steps = planned(estate("external"), estate("internal"), move, TODAY)
    assert [one.deed for one in steps].count("prove") == 3
    # Attached to the old network it is its, then nobody's, at the end the new one's.
    where: list[bool | None] = [False, None, True]
    with whole_again(town_place):
        for number, step in enumerate(steps, 1):
            if step.deed == "prove":
                proven(town, f"step {number}", where.pop(0))
            else:
                played(town, move, step)
    assert not where
