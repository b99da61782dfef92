"""The road of a change for hosts of the town: a training set of its own in the management host, and the program run there."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from cli.session import Session
from cli.training import commit, git
from cli.training_town import entrust
from cli.wiring import House
from keys import passphrases
from lab.files import remove_tree
from lab.town.node import Node
from lab.town.standing import Town

NETWORK: Final = "internal"
PROGRAM: Final = Path(sys.executable).with_name("zhengyun")
SECONDS: Final = 300
LATER: Final = """\
from datetime import UTC, datetime, timedelta

from zhengyun.instant import SystemClock

SystemClock.now = lambda self: datetime.now(UTC) + timedelta(days={days})
"""
LAID: Final = "/etc/ssh/sshd_config.d/10-zhengyun.conf"
"""What the role ssh_hardening lays."""


@dataclass(frozen=True)
class Said:
    """What the program said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said as data."""
        return json.loads(self.out)

    @property
    def codes(self) -> set[str]:
        """The codes that it told."""
        return set(re.findall(r"ZY-[A-Z]+-\d{3}", self.err))


@dataclass(frozen=True)
class Road:
    """A training set in the management host."""

    town: Town
    root: Path
    network: str = NETWORK
    days: int = 0
    """By so many days the program's clock is ahead, and the clocks of whoever it starts."""

    @property
    def management(self) -> Node:
        """Where the program runs."""
        return self.town.management(self.network)

    @property
    def plan_file(self) -> Path:
        """Where plans are written."""
        return self.root / "plan.json"

    def __call__(self, *words: str, person: str = "") -> Said:
        """Run the program there."""
        done = self.management.run(*self.words(*words, person=person), variables=self.variables(), seconds=SECONDS)
        return Said(done.returncode, done.stdout, done.stderr)

    def words(self, *words: str, person: str = "") -> list[str]:
        """The words of a run."""
        return [str(PROGRAM), *words, *(("--as", person) if person else ())]

    def variables(self) -> dict[str, str]:
        """What it is started with."""
        told = {"ZHENGYUN_SETTINGS": str(self.root / "zhengyun.toml"), "ZHENGYUN_LANG": "en"}
        return {**told, "PYTHONPATH": str(self._later())} if self.days else told

    def later(self, days: int) -> "Road":
        """The same, some days later."""
        return replace(self, days=days)

    def _later(self) -> Path:
        """Where Python finds what moves the program's clock. Hosts and what they believe stay as they are."""
        folder = self.root / f"later-{self.days}"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(LATER.format(days=self.days))
        return folder

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """The same, for who does something meanwhile."""
        return subprocess.Popen(
            self.management.words(*self.words(*words)),
            env=self.management.environment(self.variables()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def plan(self, *words: str) -> Said:
        """Plan hosts."""
        return self("plan", "--site", "hosts", "-f", str(self.plan_file), *words)

    def asked(self, *words: str, reason: str = "hosts of the town") -> str:
        """Plan, and ask for it: the request."""
        planned = self.plan(*words)
        assert planned.code == 4, planned.out + planned.err
        said = self("change", "submit", str(self.plan_file), "--reason", reason, "-o", "json")
        assert said.code == 0, said.err
        return str(said.json["request"])

    def agreed(self, *words: str) -> str:
        """The same, and somebody has agreed to it."""
        request = self.asked(*words)
        said = self("change", "approve", request, "--yes", person="security")
        assert said.code == 0, said.out + said.err
        return request

    def began(self, request: str) -> bool:
        """Whether the log has the intent to carry a request out."""
        house = House(Session(quiet=True, settings_name=str(self.root / "zhengyun.toml")))
        try:
            return any(one.body.get("request") == request for one in house.book.of_kind("apply.intent"))
        finally:
            house.database.close()

    def commit(self, before: str, after: str) -> None:
        """Change the estate's files of hosts, and commit that."""
        files = sorted((self.root / "estate").glob("*/hosts.yaml"))
        assert any(before in file.read_text("utf-8") for file in files)
        for file in files:
            file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
        commit(self.root / "estate", "As a test wants it")


@contextmanager
def road_in(town: Town, folder: str, network: str = NETWORK) -> Iterator[Road]:
    """A training set of its own, with a copy of the network's estate, in the folder that the management host shares."""
    root = town.place.network(network) / folder
    remove_tree(root)
    root.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        git(root, "clone", "-q", str(town.estate(network)), "estate")
        git(root / "estate", "config", "user.name", "operator")
        git(root / "estate", "config", "user.email", "operator@training.invalid")
        # What the town's receiver of logs was built with.
        shutil.copytree(town.place.network(network) / "host-secrets" / "log", root / "host-secrets" / "log")
        (root / "ssh").symlink_to(town.ssh(network))
        entrust(root)
    try:
        yield Road(town, root, network)
    finally:
        remove_tree(root)


def bare(node: Node) -> None:
    """A host without what ssh_hardening lays, as it was."""
    node.path(LAID).unlink(missing_ok=True)
    done = node.run("service", "ssh", "reload")
    assert done.returncode == 0, done.stderr


def interrupted(process: "subprocess.Popen[str]", how: signal.Signals) -> tuple[int, str]:
    """Send a signal to the program in the management host, which is below what entered it; its code, and what it said."""
    for pid in below(process.pid):
        os.kill(pid, how)
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out + err


def below(pid: int) -> list[int]:
    """The processes that run the program: what entered becomes it, or has forked it into the other processes' space."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in children] or [pid]


def soon(look: Any, seconds: float = 240) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < ends, "in vain"
        time.sleep(0.05)
