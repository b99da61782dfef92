"""At the end of a run, a table of the cloud's contract: what was told of which kind, with which driver, and how it went.

It is a plugin of all tests: where they are spread over several processes, the one that sums up reads no conftest below.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

DRIVERS: Final = ("simulated", "openstack")
OPERATIONS: Final = ("create", "nothing", "update", "release", "replace", "delete")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table of kinds × operations: by driver, how many stories went well of how many."""
    counted: Counter[tuple[str, str, str, bool]] = Counter()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name == "contract":
                    driver, kind, operation = value
                    counted[driver, kind, operation, outcome == "passed"] += 1
    if counted:
        terminalreporter.section("contract of the cloud: stories that went well, simulated / openstack")
        for line in _table(counted):
            terminalreporter.write_line(line)


def _table(counted: Mapping[tuple[str, str, str, bool], int]) -> Iterator[str]:
    found = {operation for _, _, operation, _ in counted}
    operations = [one for one in OPERATIONS if one in found]
    yield " " * 12 + "".join(f"{operation:>12}" for operation in operations)
    for kind in sorted({kind for _, kind, _, _ in counted}):
        cells = ("/".join(_cell(counted, driver, kind, one) for driver in DRIVERS) for one in operations)
        yield f"{kind:<12}" + "".join(f"{cell.replace('·/·', '·'):>12}" for cell in cells)


def _cell(counted: Mapping[tuple[str, str, str, bool], int], driver: str, kind: str, operation: str) -> str:
    well, badly = (counted.get((driver, kind, operation, passed), 0) for passed in (True, False))
    return f"{well} of {well + badly}" if badly else str(well) if well else "·"
