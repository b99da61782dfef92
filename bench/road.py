"""The road on the lab: planning what is applied already, and applying from nothing, beside bare scripts.

It uses a lab of its own below the usual one's place, empty at first, and takes it down at the end.
"""

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from bench import bare
from bench.estates import departments
from bench.measure import Timed, call, command, middle, table
from cli.training import EMBEDDED, commit, prepare
from cloud import mark
from cloud.openstack import OpenStack
from cloud.planning import plan as make_plan
from cloud.sdk import Sdk
from cloud.transport import Request, Response
from inventory.loader import load
from inventory.source import Folder
from lab.openstack import control
from lab.place import Place
from zhengyun.plan import Scope
from zhengyun.settings import VARIABLE

ROUNDS: Final = 9
SITES: Final = ("primary", "dr")
ZHENGYUN: Final = str(Path(sys.executable).parent / "zhengyun")
IMAGES: Final = EMBEDDED / "images"


@cache
def lab() -> Place:
    """A lab that is up, and goes down with us."""
    place = Place(Place.of().root / "bench")
    print("\n(bringing up a lab for the benchmarks)", flush=True)
    control.up(place)
    atexit.register(control.down, place)
    return place


def settings(files: Mapping[str, str] | None = None) -> dict[str, str]:
    """A fresh training set on that lab, with these estate files in the place of the demo's."""
    shutil.rmtree(lab().root / "set", ignore_errors=True)
    file = prepare(lab(), "set")
    if files:
        _declare(file.parent / "estate", files)
    return {VARIABLE: str(file)}


def _declare(estate: Path, files: Mapping[str, str]) -> None:
    for old in [estate / "estate.yaml", *(estate / site for site in SITES)]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name, text in files.items():
        (estate / name).parent.mkdir(parents=True, exist_ok=True)
        (estate / name).write_text(text, "utf-8")
    commit(estate, "another estate")


def plan() -> None:
    """Plan the demo estate when it is already applied, beside the bare list calls that this needs."""
    planned("demo", applied())


def planned(estate: str, environment: dict[str, str]) -> None:
    """Plan an estate that is applied already, beside the bare list calls that this needs."""
    clouds = {name: OpenStack(Sdk(name, name, lab().clouds), mark.owner(estate, name), IMAGES) for name in SITES}
    folder = Folder(lab().root / "set" / "estate")
    scripts = bare.of(SITES, lab().clouds, IMAGES, estate)
    bare.list_all(scripts)
    inside: list[Timed] = []
    listed: list[Timed] = []
    for _ in range(ROUNDS):
        listed.append(call(lambda: bare.list_all(scripts)))
        inside.append(call(lambda: make_plan(load(folder), clouds, Scope(SITES))))
    whole: list[Timed] = []
    script: list[Timed] = []
    for _ in range(ROUNDS):
        script.append(command([sys.executable, "-m", "bench.bare", "list", str(lab().clouds), *SITES]))
        whole.append(command([ZHENGYUN, "plan", "-f", "/dev/null"], environment=environment))
    rows = [
        ("read, check and plan, in one process", *_row(inside, listed)),
        ("bare list calls, in one process", *_row(listed, listed)),
        ("`zhengyun plan`, the whole command", *_row(whole, script)),
        ("bare list script, the whole command", *_row(script, script)),
    ]
    table(
        f"Planning {estate}, which is applied already, both sites, median of {ROUNDS}",
        ("", "wall s", "CPU s", "ratio"),
        rows,
    )


def calls() -> None:
    """Count the calls of a reading for 6 and for 24 departments."""
    rows = []
    for count in (6, 24):
        control.reset(lab(), ("primary",))
        files = departments(count, _sha256())
        estate = load(files)
        counting = Counting("primary", "primary", lab().clouds)
        cloud = OpenStack(counting, mark.owner(estate.name, "primary"), IMAGES)
        first = make_plan(estate, {"primary": cloud}, Scope(("primary",)))
        bare.build(bare.of(("primary",), lab().clouds, IMAGES, estate.name), first.actions, workers=8)
        counting.calls = 0
        cloud.observe()
        rows.append((count, len(first.actions), counting.calls))
    table("Calls of one reading of a site", ("departments", "things", "calls"), rows)


def apply() -> None:
    """Apply the demo estate from nothing, beside a script with threads that fires the same calls."""
    from_nothing()


def from_nothing(files: Mapping[str, str] | None = None) -> dict[str, str]:
    """Apply an estate from nothing, beside the script; it is left applied, as the script has made it."""
    ours, actions = _ours(files)
    script, environment = _script(files)
    rows = [("`zhengyun change apply`", ours), ("bare threads script", script)]
    table(
        f"Applying {actions} actions from nothing, both sites, the whole command",
        ("", "wall s", "client CPU s", "ratio"),
        [(name, one.wall, one.cpu, one.wall / script.wall) for name, one in rows],
    )
    return environment


def _ours(files: Mapping[str, str] | None) -> tuple[Timed, int]:
    control.reset(lab())
    environment = settings(files)
    request = approved(environment)
    took = command([ZHENGYUN, "change", "apply", request], environment=environment)
    return took, len(bare.load_actions(str(lab().root / "plan.json")))


def _script(files: Mapping[str, str] | None) -> tuple[Timed, dict[str, str]]:
    """The script; that it has made exactly the same is asked of a plan, which finds nothing to do."""
    control.reset(lab())
    environment = settings(files)
    plan_file = lab().root / "plan.json"
    command([ZHENGYUN, "plan", "-f", str(plan_file)], environment=environment, codes=(4,))
    script = [sys.executable, "-m", "bench.bare", "build", str(plan_file), str(lab().clouds), str(IMAGES)]
    took = command(script)
    command([ZHENGYUN, "plan", "-f", "/dev/null"], environment=environment)
    return took, environment


def applied(files: Mapping[str, str] | None = None) -> dict[str, str]:
    """An estate, applied; the demo's where no other is given."""
    control.reset(lab())
    environment = settings(files)
    command([ZHENGYUN, "change", "apply", approved(environment)], environment=environment)
    return environment


def approved(environment: dict[str, str], planned: str = "") -> str:
    """A request that is agreed to: of the whole estate, or of a plan that is there."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [ZHENGYUN, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert done.returncode in {0, 4}, done.stderr
        return done.stdout

    file = planned or str(lab().root / "plan.json")
    if not planned:
        run("plan", "-f", file)
    request = str(json.loads(run("change", "submit", file, "-o", "json"))["request"])
    run("change", "approve", request, "--as", "security", "--yes", "-q")
    return request


def _row(times: list[Timed], peer: list[Timed]) -> tuple[float, float, float]:
    one, other = middle(times), middle(peer)
    return one.wall, one.cpu, one.wall / other.wall


def _sha256() -> str:
    return hashlib.sha256((IMAGES / "base.raw").read_bytes()).hexdigest()


class Counting(Sdk):
    """A connection that counts what it carries."""

    calls = 0

    def send(self, request: Request) -> Response:
        """Count and pass on."""
        self.calls += 1
        return super().send(request)
