"""What all tests share: a count by kind at the end."""

import signal
import threading
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

# Who runs the tests in the background may have Ctrl-C ignored, which everything started from here would inherit.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test asks how long something takes. The inner loop looks at fewer examples than `make test`.
settings.register_profile("whole", deadline=None)
settings.register_profile("fast", max_examples=6, deadline=None)
settings.load_profile("whole")

pytest_plugins = (
    "tests.lab_site",
    "tests.contract_table",
    "tests.attacks",
    "tests.acceptance",
    "tests.softhsm",
    "tests.hosts",
    "tests.vaults",
    "tests.ruled",
    "tests.databases",
)

ROOT = Path(__file__).resolve().parent
KINDS = ("unit", "contract", "integration")


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
