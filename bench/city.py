"""The city of 46 departments and 88 systems on the lab, and how others fare who use the cloud while it is built."""

import hashlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final

from bench import bare
from bench.measure import table
from bench.road import IMAGES, SITES, ZHENGYUN, approved, from_nothing, lab, planned, settings
from inventory.generate import ESTATE, ImageFile, Size, generate
from lab.openstack import control

VARIABLE: Final = "ZHENGYUN_BENCH_CITY"
# What somebody else asks for meanwhile, a few times a second.
PAUSE: Final = 0.2
ALONE: Final = 20.0
CALLS: Final = (("compute", "/servers/detail"), ("network", "/networks"), ("block_storage", "/volumes/detail"))


def files() -> Mapping[str, str]:
    """The city's files."""
    departments, systems = map(int, os.environ.get(VARIABLE, "46 88").split())
    digest = hashlib.sha256((IMAGES / "base.raw").read_bytes()).hexdigest()
    return generate(Size.usual(departments, systems, None, 0), ImageFile("base.raw", digest))


def city() -> None:
    """From nothing beside the script, and planning what is applied already beside the bare list calls."""
    planned(ESTATE, from_nothing(files()))


@dataclass
class Other:
    """Somebody else who uses a site: how long his calls take."""

    site: bare.Bare
    taken: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Other":
        self._thread = threading.Thread(target=self._use)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _use(self) -> None:
        number = 0
        while not self._over.wait(PAUSE):
            began = time.perf_counter()
            self.site.get(*CALLS[number % len(CALLS)])
            self.taken.append(time.perf_counter() - began)
            number += 1


def beside() -> None:
    """How long another client's calls take while nothing goes on, while we apply, and while the script runs."""
    told = files()
    control.reset(lab())
    environment = settings(told)
    request = approved(environment)
    alone = _measured(lambda: time.sleep(ALONE))
    ours = _measured(lambda: _run([ZHENGYUN, "change", "apply", request], environment))
    control.reset(lab())
    environment = settings(told)
    plan_file = str(lab().root / "plan.json")
    _run([ZHENGYUN, "plan", "-f", plan_file], environment)
    sites = bare.of(SITES, lab().clouds, IMAGES, ESTATE)
    actions = bare.load_actions(plan_file)
    script = _measured(lambda: bare.build(sites, actions, workers=8))
    rows = [
        (name, len(taken), median(taken), quantiles(taken, n=20)[-1], median(taken) / median(alone))
        for name, taken in (("alone", alone), ("beside `zhengyun change apply`", ours), ("beside the script", script))
    ]
    table("Somebody else's calls at one site", ("", "calls", "median s", "of 20 the slowest s", "ratio"), rows)


def _measured(work: Callable[[], object]) -> list[float]:
    with Other(bare.of(("primary",), lab().clouds, IMAGES, ESTATE)["primary"]) as other:
        work()
    return other.taken


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 4}, done.stderr[-2000:]
