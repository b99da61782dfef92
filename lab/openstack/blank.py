"""Databases as they are before anything is in them: built once, copied for each new site.

Building them is half the work of a first boot. They hold nothing of a site, no name, no address, no password, so
they are kept beside the environment and serve every lab of the same user.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab import codes
from lab.files import force_to_disk, private_directory, remove_tree
from lab.openstack.installed import INSIDE, Installed, digest_of
from lab.openstack.supervisor import last_lines
from lab.openstack.turn import Turn, hold
from lab.progress import Steps, Tell
from zhengyun.errors import N_, ZhengyunError

# The slowest first: there are more of them than processors.
BUILDERS = ("nova", "cinder", "neutron", "keystone", "glance", "placement")

_POLL = 0.05


def ensure(installed: Installed, tell: Tell) -> Path:
    """The directory of empty databases, built where it is not there yet: eight files, about 6 MB, in about 10 s.

    Raises: ZhengyunError ZY-LAB-006 where building fails, ZY-LAB-011 where the cache cannot be written.
    """
    environment = installed.python.parent.parent
    made_by = digest_of(INSIDE / "zylab" / "blank")
    finished = environment.with_name(f"{environment.name}-databases-{made_by[:12]}")
    with hold(finished.with_name(finished.name + ".lock"), tell) as turn:
        if not finished.is_dir():
            unfinished = finished.with_name(f".{finished.name}.new")
            _build(_Building(installed, turn, unfinished, Steps("", len(BUILDERS), tell)), finished)
    return finished


@dataclass(frozen=True, slots=True)
class _Building:
    """One building of all databases: by what, under which lock, where, told to whom."""

    installed: Installed
    turn: Turn
    directory: Path
    steps: Steps

    def log(self, service: str) -> Path:
        return self.directory / f"build-{service}.log"


def _build(building: _Building, finished: Path) -> None:
    remove_tree(building.directory)
    private_directory(building.directory)
    with contextlib.ExitStack() as started:
        running = {}
        for service in BUILDERS:
            running[service] = _start(building, service)
            started.callback(_end, running[service])
        _wait(building, running)
    for file in building.directory.glob("db/*.sqlite"):
        force_to_disk(file)
    building.directory.rename(finished)


def _start(building: _Building, service: str) -> subprocess.Popen[bytes]:
    building.steps.begin(N_("building the databases of {service}"), service=service)
    directory = building.directory
    with building.log(service).open("wb") as log:
        return subprocess.Popen(
            building.installed.command("build", service, "--state", str(directory)),
            env=building.installed.variables(directory),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            # Whatever happens to this command, nobody else builds here before the builder has ended.
            pass_fds=[building.turn.descriptor],
        )


def _wait(building: _Building, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    left = dict(running)
    while left:
        for service in [service for service, process in left.items() if process.poll() is not None]:
            if left.pop(service).returncode:
                log = building.log(service)
                raise ZhengyunError(codes.NOT_BUILT, service=service, log=log, lines=last_lines(log))
            building.steps.done(N_("the databases of {service} are built"), service=service)
        time.sleep(_POLL)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        # It leads a session of its own: whatever it has started goes with it, and lets go of the lock.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
