"""Routers of the town as devices: kept, compared, tried; and told nothing that stays when we are gone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lab.place import CHECKOUT, Place
from lab.town import breaking, estates
from lab.town.standing import Town
from network.codes import devices as codes
from network.port import Limits
from network.pushing import Order, push
from network.rendering import platforms
from tests.devices import RouterHand, until
from tests.hosts_road import Road, road_in
from zhengyun.errors import Exit, ZhengyunError

pytestmark = [pytest.mark.lab, pytest.mark.slow]


SAYS = "proving"
# What a run does until somebody ends it: everything but the confirmation.
PUSHES = """\
import sys, time
from dataclasses import replace
from pathlib import Path
from network.devices import opened
from network.port import Candidate
from network.pushing import Order, push
from network.rendering import platforms
from remote.identities import identity
from zhengyun.estate.devices import Device

address, port, key, file, line = sys.argv[1:]
device = Device("p-scr", "", "primary", "core", "frr", address, int(port), key, "zy-net")
who, opens = identity("zy-net", Path(file)), opened()

def normal(text):
    return platforms.normal("frr", text, managed=False)

def prove(name):
    print("proving", flush=True)
    time.sleep(600)

with opens(device, who) as driver:
    before = normal(driver.running())
push(Order(device, Candidate("frr", (line,)), before, normal(before + line), normal, 20, prove), who, opens, lambda _: None)
"""


@pytest.fixture
def router(town: Town) -> Iterator[RouterHand]:
    """The scratch router."""
    one = RouterHand.of(town, estates.hosts_of(town.estate("internal"))["p-scr"])
    before = one.running()
    yield one
    until(lambda: one.status() == "idle", "nothing is under way on the router")
    assert one.running() == before


@pytest.fixture
def road(town: Town) -> Iterator[Road]:
    """A training set in the management host."""
    with road_in(town, "devices-of-a-test") as one:
        yield one


def test_a_router_goes_back_although_the_tool_is_killed(town: Town, router: RouterHand) -> None:
    before, device = router.running(), router.device
    words = [device.address, str(device.port), device.key, str(town.ssh("internal") / "net")]
    management = town.management("internal")
    run = subprocess.Popen(
        management.words(sys.executable, "-c", PUSHES, *words, router.candidate().lines[0], folder=str(CHECKOUT)),
        env=management.environment({"PYTHONPATH": str(CHECKOUT)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert run.stdout
        assert run.stdout.readline().strip() == SAYS, run.communicate()[1]
        assert router.status().startswith("armed ")
        assert router.running() != before, "what was told counts"
    finally:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    until(lambda: router.status() == "idle", "it goes back by itself")
    assert router.running() == before


def test_a_router_goes_back_where_the_way_to_it_is_cut(town: Town, town_place: Place, router: RouterHand) -> None:
    before, wanted = router.running(), router.wanted()
    # At the switch: who takes an interface down on the host takes its IPv6 addresses away, for good.
    links, link = breaking.of(town_place, town), "mgmt-p:p-scr"
    router.limits = Limits(connect=20, command=20)

    def normal(text: str) -> str:
        return platforms.normal("frr", text, managed=False)

    def cut(name: str) -> None:
        assert name == router.device.name
        links.cut(link, silent=True)

    order = Order(router.device, router.candidate(), before, wanted, normal, 30, cut)
    try:
        with pytest.raises(ZhengyunError) as caught:
            push(order, router.me, router.opens, lambda _: None)
        assert (caught.value.code, caught.value.exit) == (codes.CUT_OFF, Exit.UNREACHABLE)
        until(lambda: router.status() == "idle", "it goes back by itself")
    finally:
        links.heal(link)
    router.limits = replace(router.limits, connect=60, command=60)
    assert router.running() == before


def test_a_router_that_cannot_go_back_says_so_and_goes_on_trying_until_it_can(town: Town, router: RouterHand) -> None:
    node, before = town.node("p-scr"), router.running()

    def told(words: str) -> tuple[int, str]:
        done = node.run("/usr/local/libexec/zhengyun-frr", "-c", words, user="frr")
        return done.returncode, (done.stdout + done.stderr).strip()

    status, word = told("arm 600")
    assert status == 0, word
    assert node.run("vtysh", "-c", "configure terminal", "-c", router.candidate().lines[0]).returncode == 0
    assert router.running() != before
    reload, pid = node.path("/usr/lib/frr/frr-reload.py"), node.path("/run/frr/zhengyun-reverting/pid")
    mode = reload.stat().st_mode
    reload.chmod(0)
    try:
        status, said = told(f"revert {word}")
        assert status == 1
        assert f"reverting {word}: goes on trying" in said
        assert told("status") == (0, f"reverting {word}")
        assert told("arm 60")[0] == 3, "nobody changes anything until it is back"
        # Even who tries is killed, and the next who asks lets another go on.
        first = pid.read_text()
        assert node.run("kill", "-9", first.strip()).returncode == 0
        until(lambda: told("status") == (0, f"reverting {word}") and pid.read_text() != first, "another goes on")
    finally:
        reload.chmod(mode)
    until(lambda: router.status() == "idle", "it goes back")
    assert router.running() == before


def test_what_routers_run_is_kept_compared_and_tried(town: Town, road: Road) -> None:
    node, names = town.node("p-c2"), ("p-c2", "p-scr")
    kept = road("net", "backup", *names, "-o", "json")
    assert kept.code == 0, kept.err
    assert [(one["device"], one["number"], one["new"]) for one in kept.json["backups"]] == [
        (name, 1, True) for name in names
    ]
    assert [one["new"] for one in road("net", "backup", *names, "-o", "json").json["backups"]] == [False, False]
    assert road("net", "collect", "p-c2").code == 0
    try:
        done = node.run("vtysh", "-c", "configure terminal", "-c", "interface lan-p1", "-c", "description by hand")
        assert done.returncode == 0
        shown = road("net", "diff", "p-c2", "-o", "json")
        assert shown.code == Exit.DRIFT
        assert any("description by hand" in line and line.startswith("+") for line in shown.json["lines"])
        standing = road("net", "collect", "p-c2", "-o", "json")
        assert standing.code == Exit.DRIFT
        assert standing.json["devices"][0] | {"lines": 0} == {
            "device": "p-c2",
            "platform": "frr",
            "lines": 0,
            "saved": False,
            "kept": False,
        }
        assert road("net", "backup", "p-c2", "-o", "json").json["backups"][0]["number"] == 2
    finally:
        node.run("vtysh", "-c", "configure terminal", "-c", "interface lan-p1", "-c", "no description")
    assert [one["number"] for one in road("net", "history", "p-c2", "-o", "json").json["backups"]] == [1, 2]
    said = road("net", "restore", "p-c2", "2", "--test", "p-scr", "-o", "json")
    assert said.code == 0, said.out + said.err
    assert said.json["differs"] == []
    assert said.json["back"] is True
    assert road("net", "collect", "p-scr").code == 0
    log = road("audit", "query", "--kind", "device.saved", "-o", "json")
    assert log.out.count('"kind": "device.saved"') == 3, log.out
    assert road("net", "restore", "p-c2", "--test", "p-c3").codes == {"ZY-NET-103"}
    assert road("net", "history", "nobody").codes == {"ZY-NET-222"}
    assert road("net", "diff", "p-c2", "9").codes == {"ZY-NET-100"}
    _altered(road.root / "device-backups" / "texts")
    assert road("net", "restore", "p-c2", "1", "--test", "p-scr").code == Exit.BROKEN


def _altered(folder: Path) -> None:
    for file in folder.glob("*/*"):
        file.write_text(file.read_text() + "!\n")


def test_a_router_goes_back_however_long_it_could_not(town: Town, router: RouterHand) -> None:
    node, program = town.node("p-scr"), "/usr/local/libexec/zhengyun-frr"
    reload_, aside = "/usr/lib/frr/frr-reload.py", "/run/frr-reload-aside"
    armed = node.run(program, "-c", "arm 1", user="frr")
    assert armed.returncode == 0, armed.stderr
    assert node.run("mv", reload_, aside).returncode == 0
    try:
        # So many tries as somebody gives up after.
        until(
            lambda: node.run("sh", "-c", "[ $(cat /run/frr/zhengyun-reverting/tries) -gt 5 ]").returncode == 0,
            "it has tried",
        )
        assert router.status().startswith("reverting ")
    finally:
        assert node.run("mv", aside, reload_).returncode == 0
    until(lambda: router.status() == "idle", "it has gone back")
