"""One pair of hands a driver, and at the end a table of what was told of which kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from cloud.port import Cloud, Room
from cloud.simulated import ROOMY, Simulated
from tests.carrying import bring_about
from tests.contract.cloud.hands import OpenStackHands, SimulatedHands
from tests.contract.cloud.story import STORIES
from tests.contract.cloud.telling import Told, tell
from tests.estates import site

DRIVERS: Final = ("simulated", "openstack")
# The hosts of the lab's site, as large as those of a simulated one.
ROOMS: Final = tuple(Room(f"compute-{number}", *ROOMY[0][1:]) for number in (1, 2))
OPERATIONS: Final = ("create", "nothing", "update", "release", "replace", "delete")


@pytest.fixture(scope="session", params=[DRIVERS[0], pytest.param(DRIVERS[1], marks=pytest.mark.lab)])
def driver(request: pytest.FixtureRequest) -> str:
    """The name of a driver."""
    return str(request.param)


@pytest.fixture
def empty_cloud(driver: str, request: pytest.FixtureRequest) -> Iterator[Cloud]:
    """A site with two hosts where nothing of an estate's is yet, nor afterwards."""
    cloud: Cloud = Simulated("primary", rooms=ROOMS)
    if driver != "simulated":
        cloud = request.getfixturevalue("lab_site").cloud("empty")
    yield cloud
    assert not bring_about(site(), cloud).not_done()


@pytest.fixture(scope="session")
def told(driver: str, request: pytest.FixtureRequest) -> Told:
    """The stories that were chosen (`-k trunk`), told with a driver."""
    callspecs = (getattr(item, "callspec", None) for item in request.session.items)
    stories = {one.params["titled"].place: one.params["titled"] for one in callspecs if one and "titled" in one.params}
    chosen = list(stories.values()) or STORIES
    if driver == "simulated":
        simulated = Simulated("primary", rooms=ROOMS)
        return tell(simulated, SimulatedHands(simulated), chosen)
    lab = request.getfixturevalue("lab_site")
    return tell(lab.cloud("contract"), OpenStackHands(lab), chosen)


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
