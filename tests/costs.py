"""What each file of tests costs: told at the end, and known at the beginning, so that the longest are begun first.

`tests/longest.txt` has a line for each file that takes long, `SECONDS PATH`, as a run of `make test` has told them; a file that is
not there is taken as short. Three workers end at about the same time when none of them begins a long file as its last.
"""

import resource
from collections import defaultdict
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
LONGEST: Final = ROOT / "tests/longest.txt"
# As many files are told of, and none that took less than so many seconds.
TOLD, WORTH_TELLING = 20, 10.0
EARLIER: Final = pytest.StashKey[float]()


def cpu() -> float:
    """Seconds of CPU of this process and of those that it has started and seen end; what runs on (a lab) is not in it."""
    of = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in of)


def seconds(lines: Iterable[str]) -> dict[str, float]:
    """File to the seconds that it took once; lines as in `longest.txt`."""
    return {path: float(took) for took, path in (line.split() for line in lines if line.strip())}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long first; a file's tests stay together, as they are."""
    known = seconds(LONGEST.read_text(encoding="utf-8").splitlines())
    items.sort(key=lambda item: -known.get(item.nodeid.partition("::")[0], 0.0))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """From here on CPU is counted, in the process that runs the test, wherever that was forked."""
    item.config.stash[EARLIER] = cpu()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Each report takes along, to wherever it is told, the CPU that was used since the one before."""
    report = yield
    now = cpu()
    vars(report)["cpu"] = now - item.config.stash[EARLIER]
    item.config.stash[EARLIER] = now
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The files that took longest, by the clock and by CPU, in the form of `longest.txt` behind the first column."""
    wall: dict[str, float] = defaultdict(float)
    used: dict[str, float] = defaultdict(float)
    for report in (one for told in terminalreporter.stats.values() for one in told):
        if isinstance(report, pytest.TestReport):
            path = report.nodeid.partition("::")[0]
            wall[path] += report.duration
            used[path] += vars(report).get("cpu", 0.0)
    slowest = sorted((path for path in wall if wall[path] >= WORTH_TELLING), key=lambda path: -wall[path])
    if slowest:
        terminalreporter.section("slowest files: seconds of CPU, seconds, file")
    for path in slowest[:TOLD]:
        terminalreporter.write_line(f"{used[path]:6.0f} {wall[path]:6.0f} {path}")
