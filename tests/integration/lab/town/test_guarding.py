"""Guards of the real town: taken away, missed, and put back exactly, whatever becomes of who took them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from cli.town_rules import begins
from lab.place import Place
from lab.town import breaking_codes as codes
from lab.town import control, guarding
from lab.town.guarding import Guarding
from lab.town.guards import rules
from lab.town.standing import Town
from zhengyun.errors import ZhengyunError
from zhengyun.guarding import Guard, GuardBreaker

pytestmark = pytest.mark.lab
SECONDS: Final = 120
PROGRAM: Final = str(Path(sys.executable).with_name("zhengyun"))
TAKE: Final = """
import os, signal, sys
from pathlib import Path
from lab.place import Place
from lab.town import control, guarding

town = control.found(Place(Path(sys.argv[1])))
breaker = guarding.of(town)
breaker.lift([one for one in breaker.guards() if one.host in sys.argv[2:]])
os.kill(os.getpid(), signal.SIGKILL)
"""
STANDS: Final = """
nft -s list ruleset
head -n 99 /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv6/conf/*/forwarding /proc/sys/net/ipv4/conf/*/accept_redirects
[ ! -e /run/frr/zebra.vty ] || vtysh -c 'show running-config'
"""
Where = tuple[str, str]


@pytest.fixture
def breaker(town: Town) -> Iterator[Guarding]:
    """Hands on the guards; nothing is away when a test ends."""
    made = guarding.of(town)
    try:
        yield made
    finally:
        made.lower_all()


def standing(town: Town) -> dict[Where, object]:
    """What hosts and switches say of their rules, settings, ways and ports; counters aside."""
    found: dict[Where, object] = {}
    with ThreadPoolExecutor(6) as pool:
        every = pool.map(lambda name: town.node(name).run("sh", "-c", STANDS), town.nodes)
        for name, said in zip(town.nodes, every, strict=True):
            assert said.returncode == 0, said.stderr
            found[name, "host"] = said.stdout
    for name, pid in town.switches.items():
        shown = subprocess.run(
            ["nsenter", f"--net=/proc/{pid}/ns/net", "ip", "-d", "-j", "link"], capture_output=True, check=True
        )
        for one in json.loads(shown.stdout):
            found[name, one["ifname"]] = one.get("linkinfo", {}).get("info_slave_data", {}).get("isolated")
    return found


def passes(town: Town, name: str, *words: str) -> bool:
    """Whether an echo comes back."""
    return town.node(name).run("ping", "-c1", "-W1", "-q", *words).returncode == 0


def until(what: Callable[[], bool]) -> None:
    """Wait for it."""
    ends = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_everything_is_taken_away_is_missed_and_is_put_back_exactly(town: Town, breaker: Guarding) -> None:
    port: GuardBreaker = breaker
    every, before = port.guards(), standing(town)
    assert {one.kind for one in every} == {"rule", "policy", "route", "setting", "isolation"}
    assert len(set(every)) == len(every)
    assert {one.host for one in every} == set(town.nodes)
    office, camera, far = "p-ih1", "203.0.113.75", "198.18.1.22"
    assert not passes(town, office, camera)
    assert not passes(town, office, "-I", "mgmt-p", far)

    port.lift(every)
    assert not port.guards()
    port.lift(every[:9])
    # From the office to the cameras there are now rules no more, and from host to host of management no isolation.
    until(lambda: passes(town, office, camera))
    until(lambda: passes(town, office, "-I", "mgmt-p", far))
    # The other site hears of the video network now: the lists of both external routers kept it from that.
    until(lambda: "203.0.113.0/24" in town.node("d-ext").run("ip", "route").stdout)

    port.lower(every)
    assert standing(town) == before
    assert port.guards() == every
    port.lower(every[:9])
    assert standing(town) == before
    assert not passes(town, office, camera)
    assert not passes(town, office, "-I", "mgmt-p", far)
    until(lambda: "203.0.113.0/24" not in town.node("d-ext").run("ip", "route").stdout)


def test_one_guard_is_taken_and_the_others_stay(town: Town, breaker: Guarding) -> None:
    (policy,) = (one for one in breaker.guards() if (one.host, one.name) == ("p-fw", "zhengyun/passing"))
    before = breaker.guards()
    breaker.lift([policy])
    assert set(before) - set(breaker.guards()) == {policy} == set(breaker.away())
    breaker.lower(before)
    assert breaker.guards() == before
    assert not breaker.away()


def test_whoever_forwarded_for_a_while_is_no_router_to_his_neighbours_afterwards(town: Town, breaker: Guarding) -> None:
    (leg,) = (one for one in town.ends if (one.node, one.name) == ("p-ih1", "lan-p1"))
    beside = town.node("p-c2")

    def router() -> bool:
        """Whether the host says so to whoever asks for him (RFC 4861)."""
        beside.run("ping", "-6", "-c1", "-W1", "-q", leg.address6.partition("/")[0])
        return "router" in beside.run("ip", "-6", "neigh", "show", "dev", "lan-p1").stdout

    assert not router()
    (setting,) = (one for one in breaker.guards() if (one.host, one.name) == ("p-ih1", "net.ipv6.conf.all.forwarding"))
    breaker.lift([setting])
    until(router)
    breaker.lower([setting])
    assert not router()


def test_what_one_took_who_was_killed_is_told_and_put_back_by_heal_and_by_the_next_start(town: Town) -> None:
    place, before = Place(town.place.root.parent), standing(town)
    for again in (lambda: lab(town, "heal"), lambda: control.up(place, begins())):
        killed = subprocess.run([sys.executable, "-c", TAKE, str(place.root), "p-fw", "p-vid"], check=False)
        assert killed.returncode == -9
        assert standing(town) != before
        told = lab(town, "status")
        assert "p-fw: its guard zhengyun/passing (policy) is away" in told
        assert "p-vid: its guard blackhole 198.19.0.0/16 (route) is away" in told
        again()
        assert standing(town) == before
    assert not json.loads(lab(town, "status", "-o", "json"))["town"]["guards_away"]


def lab(town: Town, *words: str) -> str:
    """What a command of the lab says."""
    variables = os.environ | {"ZHENGYUN_LAB": str(town.place.root.parent), "ZHENGYUN_LANG": "en"}
    done = subprocess.run(
        [PROGRAM, "lab", *words], env=variables, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_where_one_host_refuses_no_guard_of_any_is_away(
    town: Town, breaker: Guarding, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, every = standing(town), breaker.guards()

    def wrongly(text: str, names: frozenset[tuple[str, str]]) -> list[str]:
        return [*lines(text, names), *(["no such command"] if "wan-e" in text else [])]

    lines = rules.lifting
    monkeypatch.setattr(rules, "lifting", wrongly)
    with pytest.raises(ZhengyunError) as refused:
        breaker.lift(every)
    assert refused.value.code == codes.NOT_MOVED
    assert standing(town) == before
    assert not breaker.away()


def test_a_guard_that_is_not_there_is_refused(breaker: Guarding) -> None:
    for one in (Guard("p-ih1", "rule", "origin/none"), Guard("p-ih1", "isolation", "lan-p1")):
        with pytest.raises(ZhengyunError) as refused:
            breaker.lift([one])
        assert refused.value.code == codes.NO_SUCH_GUARD
    assert not breaker.away()
