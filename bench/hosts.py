"""Hosts of the town: connections and one command over `remote`, beside plain asyncssh and OpenSSH's own program; a look at what a role
would do, beside ansible-playbook alone."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Final

from bench.measure import table
from bench.running_within import ALONE
from cli.town_rules import begins
from inventory.loader import load
from inventory.source import Folder
from lab.place import Place
from lab.progress import silent
from lab.ssh.programs import ensure
from lab.town import control
from lab.town.estates import estate
from lab.town.standing import Town
from remote.port import Target, target

NETWORK: Final = "internal"
COUNT: Final = 16
ROLE: Final = "accounts"


def hosts() -> None:
    """Sixteen hosts; the town has fewer that are reached from one management host, so that some are there twice."""
    with town() as up:
        _connections(up)
        _look(up)


def _connections(up: Town) -> None:
    found = targets(up)
    asked = list(itertools.islice(itertools.cycle(found), COUNT))
    words = [str(ensure(place(), silent).ssh), str(up.ssh(NETWORK) / "look")]
    told = json.loads(within(up, "bench.hosts_within", words, json.dumps(asked)))
    ours = told["remote"][0]
    rows = [(name, wall, worst, cpu, wall / ours) for name, (wall, worst, cpu) in told.items()]
    title = f"{COUNT} connections with a command, over {len(found)} hosts of the town"
    table(title, ("", "s", "slowest s", "CPU s of ours", "× remote"), rows)


def _look(up: Town) -> None:
    declared = [one for one in load(Folder(up.estate(NETWORK))).hosts.hosts.values() if one.kind != "management"]
    again = [replace(one, name=f"{one.name}-again") for one in declared]
    asked = {"roles": [ROLE], "hosts": [asdict(one) for one in (*declared, *again)[:COUNT]]}
    told = json.loads(within(up, "bench.running_within", [str(up.ssh(NETWORK) / "look")], json.dumps(asked)))
    alone = told[ALONE][1]
    rows = [(name, wall, cpu, cpu / alone) for name, (wall, cpu) in told.items()]
    table(f"A look at what `{ROLE}` would do on {COUNT} hosts", ("", "s", "CPU s", "× alone"), rows)


@contextmanager
def town() -> Iterator[Town]:
    """The whole town, which is ended again where it was not up."""
    before = control.found(place())
    try:
        yield control.up(place(), begins())
    finally:
        if before is None:
            control.down(place())


def targets(up: Town) -> Sequence[Target]:
    """The hosts of the network that the management host administers, with the keys that they have."""
    declared = estate(NETWORK).hosts.hosts.values()
    reached = [target(one) for one in declared if one.kind != "management"]
    return [one._replace(key=(up.place.keys / f"{one.name}.pub").read_text("utf-8")) for one in reached]


def within(up: Town, module: str, words: Sequence[str], stdin: str) -> str:
    """What a module of ours prints that runs in the network of the management host, with this machine's files."""
    enter = ["nsenter", f"--net=/proc/{up.management(NETWORK).pid}/ns/net", sys.executable, "-m", module]
    done = subprocess.run([*enter, *words], input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def place() -> Place:
    return Place(Place.of().root / "bench")
