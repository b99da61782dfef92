"""One pair of hands a driver."""

from collections.abc import Iterator
from typing import Final

import pytest

from cloud.port import Cloud, Room
from cloud.simulated import ROOMY, Simulated
from tests.carrying import bring_about
from tests.contract.cloud.hands import OpenStackHands, SimulatedHands
from tests.contract.cloud.story import STORIES
from tests.contract.cloud.telling import Told, tell
from tests.contract_table import DRIVERS
from tests.estates import site
from tests.lab_site import LabSite

# The hosts of the lab's site, as large as those of a simulated one.
ROOMS: Final = tuple(Room(f"compute-{number}", *ROOMY[0][1:]) for number in (1, 2))


@pytest.fixture(scope="session", params=[DRIVERS[0], pytest.param(DRIVERS[1], marks=pytest.mark.lab)])
def driver(request: pytest.FixtureRequest) -> str:
    """The name of a driver."""
    return str(request.param)


@pytest.fixture(scope="session")
def crowded() -> list[LabSite]:
    """The lab's site once the stories were told there: what they have made stays, under names that others want."""
    return []


@pytest.fixture
def empty_cloud(driver: str, request: pytest.FixtureRequest, crowded: list[LabSite]) -> Iterator[Cloud]:
    """A site with two hosts where nothing of an estate's is yet, nor afterwards."""
    cloud: Cloud = Simulated("primary", rooms=ROOMS)
    if driver != "simulated":
        lab = request.getfixturevalue("lab_site")
        if crowded:
            lab.emptied()
            crowded.clear()
        cloud = lab.cloud("empty")
    yield cloud
    assert not bring_about(site(), cloud).not_done()


@pytest.fixture(scope="session")
def told(driver: str, request: pytest.FixtureRequest, crowded: list[LabSite]) -> Told:
    """The stories that were chosen (`-k trunk`), told with a driver."""
    callspecs = (getattr(item, "callspec", None) for item in request.session.items)
    stories = {one.params["titled"].place: one.params["titled"] for one in callspecs if one and "titled" in one.params}
    chosen = list(stories.values()) or STORIES
    if driver == "simulated":
        simulated = Simulated("primary", rooms=ROOMS)
        return tell(simulated, SimulatedHands(simulated), chosen)
    lab = request.getfixturevalue("lab_site")
    crowded.append(lab)
    return tell(lab.cloud("contract"), OpenStackHands(lab), chosen)
