"""What goes wrong in the midst of a change of routers: the same request goes on, and no router is left waiting."""

import signal
from collections.abc import Iterator

import pytest

from lab.town.standing import Town
from tests.hosts_road import Road, interrupted, road_in, soon
from tests.integration.cli.test_devices_road import LINE, NAME, ONLY, ROUTE, agreed, plan, runs, vtysh, wanted
from tests.town import small_town, small_town_place

pytestmark = [pytest.mark.lab, pytest.mark.slow]

__all__ = ["small_town", "small_town_place"]

ARMED = "/run/frr/zhengyun-armed"


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and a router as it was built."""
    node = small_town.node(NAME)
    with road_in(small_town, "devices-faults") as made:
        yield made
    if f"ip route {ROUTE} " in runs(node):
        vtysh(node, "configure terminal", f"no {LINE}")
    vtysh(node, "write memory")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_who_is_stopped_or_killed_while_a_router_would_go_back_goes_on(road: Road, how: signal.Signals) -> None:
    node = road.town.node(NAME)
    wanted(road)
    request = agreed(road)
    process = road.start("change", "apply", request)
    soon(lambda: node.path(ARMED).exists())
    interrupted(process, how)
    state = road("change", "show", request, "-o", "json").json["state"]
    if state != "applied":
        again = road("change", "apply", request, "--resume")
        assert again.code == 0, again.out + again.err
    assert LINE in runs(node)
    assert LINE in node.path("/etc/frr/frr.conf").read_text()
    assert not node.path(ARMED).exists(), "it would go back by itself"
    assert plan(road, *ONLY)[0] == 0
    assert road("drift", "--site", "devices", *ONLY).code == 0


def test_what_was_done_is_not_done_twice(road: Road) -> None:
    wanted(road)
    request = agreed(road)
    assert road("change", "apply", request).code == 0
    again = road("change", "apply", request)
    assert again.code == 3, again.out + again.err
    assert LINE in runs(road.town.node(NAME))
