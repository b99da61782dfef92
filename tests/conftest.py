"""What all tests share: a count by kind at the end."""

from collections import Counter
from pathlib import Path

import pytest

pytest_plugins = ("tests.lab_site",)

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
