"""The most memory that planning 10,000 things takes, in a process of its own: all of them new, and all of them there."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.estates import city
from bench.measure import table
from cloud.planning import plan
from cloud.port import Room
from cloud.simulated import Simulated
from cloud.wanted import wanted
from inventory.loader import load
from zhengyun.plan import Scope
from zhengyun.planfile import dump
from zhengyun.resource import Existing

THINGS: Final = 10_000
HOW: Final = {"new": "all to be made", "there": "all there, nothing to do"}


def memory() -> None:
    """Plan in processes of their own, and say what each had at most."""
    rows = []
    for how, name in HOW.items():
        done = subprocess.run([sys.executable, "-m", "bench.memory", how], capture_output=True, text=True, check=True)
        count, mib = done.stdout.split()
        rows.append((name, int(count), float(mib)))
    bare = subprocess.run([sys.executable, "-m", "bench.memory"], capture_output=True, text=True, check=True)
    rows.append(("the same process with nothing read", 0, float(bare.stdout.split()[1])))
    table("Memory of a plan", ("", "things", "MiB at most"), rows)


def _plan(how: str) -> int:
    """Read a city's files, plan it at a simulated site, and write the plan; returns how many things it has."""

    # About three things a server.
    estate = load(city(THINGS * 13 // 40))
    site = estate.sites[0]
    cloud = Simulated(site.name, rooms=tuple(Room(f"host-{one}", 512, 1 << 20, 100_000) for one in range(40)))
    shall = wanted(site)
    if how == "there":
        cloud.things = {
            address: Existing(address, str(number), dict(one.attributes))
            for number, (address, one) in enumerate(shall.items())
        }
    made = plan(estate, {site.name: cloud}, Scope((site.name,)))
    assert bool(made.actions) == (how == "new")
    assert dump(made)
    return len(shall)


def main() -> None:
    """`python -m bench.memory [new|there]`: plan, and say how many things there were and how many MiB it took at most."""
    count = _plan(sys.argv[1]) if sys.argv[1:] else 0
    print(count, most())


def most() -> float:
    """The most memory that this process has had, in MiB: proc(5), VmHWM. What getrusage tells begins with the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main()
