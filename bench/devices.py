"""Devices: 16 of them read beside Nornir with netmiko in the same run, one told something from the difference to the confirmation, 1,000 kept."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.hosts import NETWORK, place, town
from bench.measure import table
from lab.devices.device import SimulatedDevice
from lab.devices.server import Login, standing
from lab.town.estates import hosts_of
from lab.town.standing import Town

REQUIREMENTS: Final = Path(__file__).with_name("requirements-nornir.txt")
SESSIONS: Final = 16
DEVICES: Final = 1_000
PORTS: Final = 150
USER, PASSWORD = "netops", "only-for-measuring"


def devices() -> None:
    """The town's routers, then simulated switches."""
    with town() as up:
        told = _within(up)
    table(f"{SESSIONS} sessions with routers read", ("", "s", "slowest", "CPU s"), told["collect"])
    table(
        "One router told one line", ("", "s"), [("difference, check, push, proof, confirmation, saved", told["push"])]
    )
    table(f"{DEVICES} backups of a simulated switch", ("s", "MB at most", "kB each"), [_kept()])


def _within(up: Town) -> "dict[str, list[tuple[str, float, float, float]]]":
    """What is measured in the network of the management host."""
    routers = [one for one in hosts_of(up.estate(NETWORK)).values() if one.kind == "router"]
    asked = [(one.name, one.address, one.port, one.key) for one in sorted(routers, key=lambda one: one.name)]
    enter = [
        "nsenter",
        f"--net=/proc/{up.management(NETWORK).pid}/ns/net",
        sys.executable,
        "-m",
        "bench.devices_within",
    ]
    done = subprocess.run(
        [*enter, str(up.ssh(NETWORK) / "net"), str(SESSIONS)],
        input=json.dumps(asked),
        env={**os.environ, "PYTHONPATH": f"{_peer()}{os.pathsep}{Path.cwd()}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def _peer() -> Path:
    """Where Nornir lies, put there on first use."""
    folder = place().root / "nornir"
    if not folder.exists():
        words = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--target",
            str(folder),
            "-r",
            str(REQUIREMENTS),
        ]
        subprocess.run(words, check=True)
    return folder


def _kept() -> tuple[float, float, float]:
    """One switch of ordinary size under many names, in a process that does nothing else."""
    text = "sysname SW\n" + "".join(
        f"interface LoopBack{number}\n description port {number} of a switch\n ip address 192.0.2.{number} 255.255.255.255\n"
        for number in range(1, PORTS)
    )
    switch = SimulatedDevice.made("SW", "huawei_vrp", text)
    with standing([switch], Login(USER, PASSWORD)) as (one,), tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "bench.devices_kept", str(one.port), one.key, folder, str(DEVICES)]
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
        )
        assert done.returncode == 0, done.stderr[-3000:]
        seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes, len(text) / 1000
