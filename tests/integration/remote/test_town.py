"""SSH to the town's hosts, from where the tool runs: as whoever looks, over the management segment, and what is left is ended there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from lab.town.base import LOOK
from lab.town.estates import estate
from lab.town.standing import Town
from remote.port import Target, target

pytestmark = pytest.mark.lab

ROOT: Final = Path(__file__).resolve().parents[3]
SECONDS: Final = 240
SCRIPT: Final = """\
import json, sys
from pathlib import Path
from remote.connecting import SshConnector
from remote.identities import identity
from remote.port import Limits, Target
user, file, command, seconds = sys.argv[1:]
targets = [Target(*one) for one in json.load(sys.stdin)]
limits = Limits(connect=20, command=float(seconds))
for one in SshConnector(identity(user, Path(file)), limits).run_all(targets, command):
    print(json.dumps([one.host, one.status, one.out.decode(), str(one.trouble or "")]))
"""


def host(town: Town, name: str) -> Target:
    """A host of the town, by the key that it has."""
    network = town.nodes[name].network if name in town.nodes else "internal"
    key = (town.place.keys / f"{name}.pub").read_text()
    return target(estate(network).hosts.hosts[name])._replace(key=key)


def words(town: Town, command: str, seconds: float = SECONDS, manager: str = "internal") -> list[str]:
    """Speak to hosts from the management host of a network, as who looks."""
    enter = ["nsenter", f"--net=/proc/{town.management(manager).pid}/ns/net"]
    return [*enter, sys.executable, "-c", SCRIPT, LOOK, str(town.ssh(manager) / "look"), command, str(seconds)]


def said(
    town: Town, targets: list[Target], command: str, seconds: float = SECONDS, manager: str = "internal"
) -> dict[str, Any]:
    """By host: status, output, and what was wrong."""
    done = subprocess.run(
        words(town, command, seconds, manager), input=json.dumps(targets), capture_output=True, text=True, check=False, cwd=ROOT,
        timeout=SECONDS * 2,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {name: tuple(rest) for name, *rest in map(json.loads, done.stdout.splitlines())}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_whoever_looks_is_nobody_else_on_every_host_of_his_network(small_town: Town) -> None:
    names = ("p-c2", "p-ih1")
    told = said(small_town, [host(small_town, name) for name in names], "id -un; hostname")
    assert told == {name: (0, f"{LOOK}\n{name}\n", "") for name in names}


def test_the_other_networks_hosts_are_not_even_reached(small_town: Town) -> None:
    far = host(small_town, "p-eh1")
    assert "ZY-SSH-001" in said(small_town, [far], "true")["p-eh1"][2]
    # The control: from its own network it is.
    assert said(small_town, [far], "true", manager="external")["p-eh1"] == (0, "", "")


def test_a_host_that_answers_in_anothers_place_is_refused(small_town: Town) -> None:
    one, other = host(small_town, "p-c2"), host(small_town, "p-ih1")
    told = said(small_town, [one._replace(address=other.address), other], "true")
    assert "ZY-SSH-003" in told["p-c2"][2]
    assert told["p-ih1"] == (0, "", "")


def test_a_host_whose_server_hangs_holds_up_no_other(small_town: Town) -> None:
    node = small_town.node("p-ih1")
    (process,) = node.run("pgrep", "-xo", "sshd").stdout.split()
    node.run("kill", "-STOP", process)
    try:
        told = said(small_town, [host(small_town, "p-ih1"), host(small_town, "p-c2")], "true")
    finally:
        node.run("kill", "-CONT", process)
    assert "ZY-SSH-002" in told["p-ih1"][2]
    assert told["p-c2"] == (0, "", "")


class TestLeaving:
    """What is left is ended at the host, too."""

    def test_a_command_that_takes_too_long(self, small_town: Town) -> None:
        told = said(small_town, [host(small_town, "p-ih1")], "exec sleep 61234", seconds=3)
        assert "ZY-SSH-007" in told["p-ih1"][2]
        until(lambda: not _running(small_town, "sleep 61234"))

    def test_ctrl_c(self, small_town: Town) -> None:
        with subprocess.Popen(
            words(small_town, "exec sleep 61235"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        ) as process:  # fmt: skip
            assert process.stdin
            process.stdin.write(json.dumps([host(small_town, "p-ih1")]).encode())
            process.stdin.close()
            process.stdin = None
            until(lambda: _running(small_town, "sleep 61235"))
            os.kill(process.pid, signal.SIGINT)
            process.communicate(timeout=SECONDS)
        assert process.returncode
        until(lambda: not _running(small_town, "sleep 61235"))


def _running(town: Town, command: str) -> bool:
    return town.node("p-ih1").run("pgrep", "-xf", command).returncode == 0
