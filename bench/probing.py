"""Proof by packets over the whole town: all networks at once, over SSH, beside bare probes that nobody captures."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final

from bench.hosts import town
from bench.measure import table
from cli.probing.parts import planned
from inventory.loader import load
from inventory.source import Folder
from lab.town.estates import NETWORKS
from lab.town.standing import Town
from network.probing.certificate import outcome
from network.probing.halves import Reading
from network.probing.plan import Plan
from network.probing.roster import roster
from remote.port import target

WINDOW: Final = 400
AHEAD: Final = (1_000, 1_400, 2_000, 4_000, 8_000, 16_000, 32_000)
"""Milliseconds before the window: the first that is enough for all hosts to be reached, and for all probes to be what is declared."""
ROUNDS: Final = 3


def probing() -> None:
    """The TCP matrix, then everything, each proven and bare by turns."""
    with town() as up:
        rows = [
            _row(up, name, protocols)
            for name, protocols in (("TCP", ("tcp",)), ("TCP, UDP, ICMP", ("tcp", "udp", "icmp")))
        ]
    head = ("", "probes, all as declared", "proven s", "bare s", "× bare")
    table(f"Probes of the whole town over SSH, IPv4 and IPv6, window {WINDOW} ms", head, rows)


def _row(up: Town, name: str, protocols: tuple[str, ...]) -> Sequence[object]:
    proven, bare, count = [], [], 0
    for _ in range(ROUNDS):
        wall, plan, count = _proven(up, protocols)
        proven.append(wall)
        bare.append(_bare(up, plan))
    ours, theirs = sorted(proven)[ROUNDS // 2], sorted(bare)[ROUNDS // 2]
    return name, count, ours, theirs, ours / theirs


def _proven(up: Town, protocols: tuple[str, ...]) -> tuple[float, Plan, int]:
    """Seconds from the first connection to the last report of a proof in which nothing is wrong or unknown; its plan, and its probes."""
    rosters = [roster(load(Folder(up.estate(network)))) for network in NETWORKS]
    for ahead in AHEAD:
        begins = int(time.time() * 1000) + 60_000
        plan = planned(rosters, datetime.now(UTC), begins, WINDOW, few=True, protocols=protocols)
        reading = Reading(plan)
        said, wall = _all(up, "probe", {network: dict(plan.orders(network)) for network in NETWORKS}, ahead)
        heard = {host: reading.heard(_shifted(line, begins)) for host, line in said.items()}
        judged = outcome(plan, heard).judged
        if all(one.right for one in judged):
            return wall, plan, len(judged)
    raise AssertionError([str(one.why) for one in judged if not one.right])


def _shifted(line: str, begins: int) -> bytes:
    """A report whose window was chosen when all was ready, as of the plan's window."""
    told = json.loads(line)
    told["began"] += (begins - told.pop("begins")) * 1_000_000
    return json.dumps(told).encode()


def _bare(up: Town, plan: Plan) -> float:
    """Seconds for as many connections that are tried and not captured (an echo of ICMP in the place of which stands one, too)."""
    tries = {
        network: {
            host: [[row[4], row[5] or 9] for row in order["sends"]] for host, order in plan.orders(network).items()
        }
        for network in NETWORKS
    }
    return _all(up, "look", tries, 0)[1]


def _all(up: Town, way: str, told: Mapping[str, Mapping[str, object]], ahead: int) -> tuple[dict[str, str], float]:
    """What every host answers to what it is told, all networks at once, and how long that took."""
    with ThreadPoolExecutor(len(NETWORKS)) as pool:
        done = list(pool.map(lambda network: _network(up, network, way, told[network], ahead), NETWORKS))
    answers = {host: line for one in done for host, line in one["answers"].items()}
    return answers, max(one["ended"] for one in done) - min(one["began"] for one in done)


def _network(up: Town, network: str, way: str, told: Mapping[str, object], ahead: int) -> dict[str, Any]:
    hosts = load(Folder(up.estate(network))).hosts.hosts
    asked = {"targets": [target(one) for one in hosts.values()], "told": told, "ahead": ahead, "window": WINDOW}
    module = [sys.executable, "-m", "bench.probing_within", way, str(up.ssh(network) / way)]
    enter = ["nsenter", f"--net=/proc/{up.management(network).pid}/ns/net", *module]
    done = subprocess.run(enter, input=json.dumps(asked), capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)  # type: ignore[no-any-return]
