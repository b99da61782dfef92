"""Measuring: wall time and CPU time of commands and of calls, and tables of ratios."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Timed:
    """What something took, in seconds: on the clock, and of our processor's time."""

    wall: float
    cpu: float


def call(work: Callable[[], Any]) -> Timed:
    """Time a call, with the processes that it begins and ends."""
    wall, cpu = time.perf_counter(), _processor()
    work()
    return Timed(time.perf_counter() - wall, _processor() - cpu)


def _processor() -> float:
    of_others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + of_others.ru_utime + of_others.ru_stime


def command(
    arguments: Sequence[str], *, codes: Iterable[int] = (0,), environment: Mapping[str, str] | None = None
) -> Timed:
    """Time a process from its start to its end."""
    before, wall = os.times(), time.perf_counter()
    done = subprocess.run(
        arguments, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    after = os.times()
    assert done.returncode in set(codes), (arguments, done.returncode, done.stderr[-2000:])
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Timed(time.perf_counter() - wall, cpu)


def middle(times: Sequence[Timed]) -> Timed:
    """The median of each."""
    return Timed(median(one.wall for one in times), median(one.cpu for one in times))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(map(shown, row)) + " |", flush=True)


def shown(value: object) -> str:
    """A number as a table holds it."""
    return f"{value:.3f}" if isinstance(value, float) else str(value)
