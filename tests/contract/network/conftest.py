"""Every platform of devices, in its turn: a router of the town that runs FRR, and simulated ones of the others."""

from collections.abc import Iterator

import pytest

from lab.devices.server import standing
from lab.town import estates
from lab.town.standing import Town
from tests.devices import Hand, RouterHand, SimulatedHand, hand_of, login, simulated, until

SIMULATED = ("huawei_vrp", "hp_comware", "cisco_ios")


@pytest.fixture(params=[pytest.param("frr", marks=pytest.mark.lab), *SIMULATED])
def hand(request: pytest.FixtureRequest) -> Iterator[Hand]:
    """Each platform in its turn; the device is left as it was."""
    if request.param != "frr":
        made, now = simulated(request.param)
        with standing([made], login()) as (one,):
            yield hand_of(one, now)
        return
    yield request.getfixturevalue("router")


@pytest.fixture
def router(town: Town) -> Iterator[RouterHand]:
    """The scratch router of the town."""
    one = RouterHand.of(town, estates.hosts_of(town.estate("internal"))["p-scr"])
    before, saved = one.running(), town.node("p-scr").path("/etc/frr/frr.conf").read_text()
    yield one
    until(lambda: one.status() == "idle", "nothing is under way on the router")
    assert one.running() == before
    town.node("p-scr").path("/etc/frr/frr.conf").write_text(saved)


@pytest.fixture(params=SIMULATED)
def pretended(request: pytest.FixtureRequest) -> Iterator[SimulatedHand]:
    """Each simulated platform in its turn."""
    made, now = simulated(request.param)
    with standing([made], login()) as (one,):
        yield hand_of(one, now)
