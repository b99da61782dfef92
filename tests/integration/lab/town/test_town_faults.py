"""Faults of a real town, given as people give them, and what its hosts make of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from lab.place import Place
from lab.town.breaking import of
from lab.town.standing import Town
from zhengyun.breaker import Breaker
from zhengyun.errors import Exit

pytestmark = pytest.mark.lab
PROGRAM: Final = str(Path(sys.prefix, "bin", "zhengyun"))


def told(town: Town, *words: str, exit_code: int = Exit.OK) -> str:
    """What a command of the lab says."""
    variables = os.environ | {"ZHENGYUN_LAB": str(town.place.root.parent), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [PROGRAM, "lab", *words], env=variables, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == exit_code, done.stderr
    return done.stdout + done.stderr


def faults(town: Town) -> list[dict[str, Any]]:
    """The faults in force."""
    found: dict[str, Any] = json.loads(told(town, "status", "-o", "json"))
    standing: list[dict[str, Any]] = found["town"]["faults"]
    return standing


def pinged(town: Town, host: str, address: str, count: int = 1) -> float:
    """The best round trip in milliseconds; 0 where nothing came back."""
    done = town.node(host).run("ping", "-n", "-q", "-c", str(count), "-i", "0.2", "-W", "1", address)
    figures = [line for line in done.stdout.splitlines() if line.startswith("rtt ")]
    return float(figures[0].split("=")[1].split("/")[0]) if figures else 0.0


def until(holds: Callable[[], object], seconds: float = 90) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_fault_is_given_told_drawn_and_taken_back(small_town: Town, tmp_path: Path) -> None:
    until(lambda: pinged(small_town, "mgmt-int", "198.18.1.12"))
    try:
        assert "120 ms" in told(small_town, "delay", "mgmt-p:p-c2", "120")
        assert pinged(small_town, "mgmt-int", "198.18.1.12", 3) >= 240
        assert [(one["link"], one["delay_ms"], one["wire"]) for one in faults(small_town)] == [
            ("mgmt-p:p-c2", 120, True)
        ]
        assert "120 ms p-c2" in told(small_town, "draw")
        told(small_town, "draw", "--svg", str(tmp_path / "town.svg"))
        assert "120 ms p-c2" in (tmp_path / "town.svg").read_text()
        told(small_town, "cut", "mgmt-p:p-c2", "--silent")
        assert not pinged(small_town, "mgmt-int", "198.18.1.12")
        assert pinged(small_town, "mgmt-int", "198.18.1.21")
    finally:
        told(small_town, "heal")
    assert not faults(small_town)
    until(lambda: pinged(small_town, "mgmt-int", "198.18.1.12"))


def test_who_asks_for_what_is_not_there_is_told_what_is(small_town: Town) -> None:
    assert "lan-p1" in told(small_town, "cut", "moat", exit_code=Exit.BAD_INPUT)
    told(small_town, "loss", "lan-p1", "101", exit_code=Exit.BAD_INPUT)
    assert not faults(small_town)


def test_without_a_town_a_fault_is_refused_and_all_of_it_can_be_drawn(tmp_path: Path) -> None:
    for words, code in ((("heal",), Exit.REFUSED), (("draw",), Exit.OK)):
        variables = os.environ | {"ZHENGYUN_LAB": str(tmp_path / "none"), "LANG": "zh_CN.UTF-8"}
        done = subprocess.run(
            [PROGRAM, "lab", *words], env=variables, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == code, done.stderr
        assert "d-eh2" in done.stdout or "lab up --town" in done.stderr


@pytest.mark.parametrize("silent", [False, True])
def test_routers_find_another_way_and_come_back_to_the_short_one(town: Town, silent: bool) -> None:
    """Two links lead to the other site; whichever is cut, and however, hosts of both sites reach each other again."""
    far = "198.18.20.11"
    until(lambda: pinged(town, "p-ih1", far))
    try:
        for link in ("wan-1", "core-12"):
            told(town, "cut", link, *(["--silent"] if silent else []))
            until(lambda: pinged(town, "p-ih1", far))
        until(lambda: "dev core-23" in town.node("p-c2").run("ip", "route", "get", far).stdout)
    finally:
        told(town, "heal")
    until(lambda: "Full" in town.node("p-c1").run("vtysh", "-c", "show ip ospf neighbor core-12").stdout)
    until(lambda: pinged(town, "p-ih1", far))


def test_a_host_is_killed_and_the_others_do_not_notice(small_town: Town) -> None:
    breaker: Breaker = of(Place(small_town.place.root.parent), small_town)
    breaker.kill("p-ih1")
    assert not small_town.up("p-ih1")
    # The kernel takes a network down some time after its last process.
    until(lambda: not pinged(small_town, "mgmt-int", "198.18.1.21"))
    until(lambda: pinged(small_town, "mgmt-int", "198.18.1.12"))
    # Its ports are gone, and what is done to their segment is done to the rest.
    breaker.delay("mgmt-p", 120)
    assert pinged(small_town, "mgmt-int", "198.18.1.12", 3) >= 240
    breaker.heal("mgmt-p")
