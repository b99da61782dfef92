"""What all tests share: a count by kind at the end."""

import gc
import signal
import threading
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

# Who runs the tests in the background may have Ctrl-C ignored, which everything started from here would inherit.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Thousands of tests that are collected stay to the end. To look for garbage among them, again and again, was half of collecting.
gc.disable()
# Objects made and not freed before it is looked for again.
ENOUGH = 50_000

# No test asks how long something takes. The inner loop looks at fewer examples than `make test`.
settings.register_profile("whole", deadline=None)
settings.register_profile("fast", max_examples=6, deadline=None)
settings.load_profile("whole")

pytest_plugins = (
    "tests.costs",
    "tests.lab_site",
    "tests.contract_table",
    "tests.attacks",
    "tests.acceptance",
    "tests.softhsm",
    "tests.hosts",
    "tests.town",
    "tests.vaults",
    "tests.ruled",
    "tests.databases",
)

ROOT = Path(__file__).resolve().parent
KINDS = ("unit", "contract", "integration")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Generator[None, object, object]:
    """What has been collected is no garbage; from here on it is looked for as usual, though less often."""
    gc.freeze()
    gc.set_threshold(ENOUGH, *gc.get_threshold()[1:])
    gc.enable()
    return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of each kind passed, failed and were skipped."""
    counted: Counter[tuple[str, str]] = Counter()
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, ()):
            parts = Path(report.nodeid.partition("::")[0]).parts
            counted[parts[1] if len(parts) > 1 else "other", outcome] += 1
    terminalreporter.section("by kind")
    for kind in KINDS:
        numbers = ", ".join(f"{counted[kind, outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))
        terminalreporter.write_line(f"{kind}: {numbers}")
