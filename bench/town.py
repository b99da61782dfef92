"""The town: how long it takes to build and to end, and how long a plan of all roles on all hosts of a network takes there."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.hosts import NETWORK, place
from bench.measure import table
from cli.town_rules import begins
from cli.training_town import entrust
from inventory.loader import load
from inventory.source import Folder
from lab.town import control
from lab.town.standing import Town
from zhengyun.settings import VARIABLE

DIFFERENCE: Final = 4
Row = tuple[str, float, float]


def town() -> None:
    """Built and ended, whole and small, once what it takes has been unpacked; then planned whole, and once more as one host."""
    control.up(place(), begins())
    control.down(place())
    rows = []
    for name, small in (("small", True), ("whole", False)):
        rows.append(_timed(f"up, {name}", lambda small=small: control.up(place(), begins(), small=small)))  # type: ignore[misc]
        rows.append(_timed(f"down, {name}", lambda: control.down(place())))
    up = control.up(place(), begins())
    try:
        rows += _planned(up)
    finally:
        control.down(place())
    table("The town", ("", "s", "CPU s of ours"), rows)


def _planned(up: Town) -> list[Row]:
    settings = entrust(up.place.network(NETWORK))
    hosts = load(Folder(up.estate(NETWORK))).hosts.hosts
    roles = sum(len(one.roles) for one in hosts.values())
    one = next(name for name, host in hosts.items() if host.kind == "host")
    return [
        _timed(f"plan of {len(hosts)} hosts, {roles} roles on them", lambda: _plan(up, settings)),
        _timed("plan of one host, all its roles", lambda: _plan(up, settings, "--only", one)),
    ]


def _plan(up: Town, settings: Path, *more: str) -> None:
    words = [str(Path(sys.executable).with_name("zhengyun")), "plan", "--site", "hosts", "-f", "/tmp/plan.json", *more]  # noqa: S108 - of the node's own
    done = subprocess.run(
        up.management(NETWORK).words(*words),
        env=os.environ | {VARIABLE: str(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == DIFFERENCE, done.stderr[-2000:]


def _timed(name: str, what: Callable[[], object]) -> Row:
    """What something takes, on the clock and of the processors, with all that it starts and waits for."""
    began, cpu = time.perf_counter(), _cpu()
    what()
    return name, time.perf_counter() - began, _cpu() - cpu


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
