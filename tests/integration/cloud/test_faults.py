"""Services that refuse, break and fall silent: what can be tried again is, and what cannot is said."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from cloud.patience import Patience
from lab.openstack import processes
from lab.openstack.proxy import EVER, Fault, holds, resets, says
from lab.openstack.supervisor import alive
from tests.carrying import bring_about, carry_out, planned, told
from tests.integration.cloud.conftest import HASTY, Road
from tests.integration.cloud.small import networks_only
from tests.lab_site import NAME, LabSite
from tests.transports import Counting
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Group
from zhengyun.results import Status

pytestmark = pytest.mark.lab

SHORT: Final = Patience(seconds=0.5, first=0.02, longest=0.1)
LATER: Final = {"Retry-After": "1"}
TIMES: Final = 3

Make = Callable[[str, str], Fault]
BEFORE: Final[dict[str, Make]] = {
    "429": lambda method, path: says(429, method, path, times=TIMES, headers=LATER),
    "500": lambda method, path: says(500, method, path, times=TIMES),
    "503": lambda method, path: says(503, method, path, times=TIMES),
    "504": lambda method, path: says(504, method, path, times=TIMES),
    "reset": lambda method, path: resets(method, path, times=TIMES),
}
before = pytest.mark.parametrize("make", BEFORE.values(), ids=BEFORE)


@before
def test_a_list_is_asked_for_again_with_growing_pauses(road: Road, make: Make) -> None:
    site = networks_only("listed", 110)
    undisturbed = told(planned(site, road.cloud("listed")))
    fault = make("GET", r"^/v2.0/networks$")
    with road.proxy.told(fault):
        assert told(planned(site, road.cloud("listed"))) == undisturbed
    assert fault.met == TIMES
    assert {(one.site, one.service) for one in road.notices} == {(NAME, "network")}
    assert [one.attempt for one in road.notices] == [1, 2, 3]
    pauses = [one.seconds for one in road.notices]
    if fault.headers:
        assert pauses == [1.0] * TIMES, "what the service asks for counts"
    else:
        assert pauses == sorted(pauses)
        assert pauses[-1] > pauses[0]


def test_what_the_service_says_is_told_with_the_pause(road: Road) -> None:
    with road.proxy.told(says(503, "GET", r"^/v2.0/networks$")):
        planned(networks_only("listed", 110), road.cloud("listed"))
    assert [one.problem for one in road.notices] == ["a fault that was asked for"]


@pytest.mark.parametrize("name", BEFORE)
def test_a_creation_that_never_reached_the_service_is_made_once(road: Road, name: str) -> None:
    """The client cannot know of a reset, or of a 500, whether the service did it: it looks before it asks again."""
    estate = f"before-{name}"
    site = networks_only(estate, 111, groups=())
    times = TIMES if name in {"429", "503"} else 1
    fault = BEFORE[name]("POST", r"^/v2.0/networks$")
    fault.times = times
    with road.proxy.told(fault):
        carried = bring_about(site, road.cloud(estate))
    assert not carried.not_done()
    assert fault.met == times
    assert road.notices
    assert told(planned(site, road.cloud(estate), deep=True)) == []
    session = road.lab.session()
    (project,) = session.get("identity", f"/projects?name={estate}")["projects"]
    assert len(session.get("network", f"/v2.0/networks?project_id={project['id']}")["networks"]) == 1


def test_a_deletion_that_meets_a_conflict_waits_its_turn(road: Road) -> None:
    full = networks_only("turn", 112, groups=(Group("web", ()), Group("db", ())))
    assert not bring_about(full, road.cloud("turn")).not_done()
    fault = says(409, "DELETE", r"^/v2.0/security-groups/", times=2)
    with road.proxy.told(fault):
        carried = bring_about(networks_only("turn", 112, groups=(Group("web", ()),)), road.cloud("turn"))
    assert told(carried.actions) == ["delete group turn/db"]
    assert not carried.not_done()
    assert fault.met == 2


def test_a_thing_that_cannot_be_made_takes_along_what_rests_on_it_and_nothing_else(road: Road) -> None:
    site = networks_only("broken", 113)
    with road.proxy.told(says(500, "POST", r"^/v2.0/networks$", times=EVER)):
        carried = bring_about(site, road.cloud("broken"))
    by_status = {
        status: {one.action for one in carried.outcomes if one.status is status}
        for status in (Status.FAILED, Status.SKIPPED, Status.WAITING)
    }
    assert by_status == {
        Status.FAILED: {"create primary/network/broken/office"},
        Status.SKIPPED: {"create primary/subnet/broken/office/10.113.0.0/24"},
        Status.WAITING: set(),
    }
    (failed,) = [one for one in carried.outcomes if one.status is Status.FAILED]
    assert failed.code == "ZY-CLOUD-004"
    assert "network answered 500 to POST /networks: a fault that was asked for" in failed.detail
    left = planned(site, road.cloud("broken"))
    assert told(left) == ["create network broken/office", "create subnet broken/office/10.113.0.0/24"]
    assert not carry_out(road.cloud("broken"), left).not_done()
    assert told(planned(site, road.cloud("broken"), deep=True)) == []


def test_a_service_that_is_never_free_leaves_what_is_not_done_for_a_resumed_run(road: Road) -> None:
    site = networks_only("busy", 114)
    actions = planned(site, road.cloud("busy"))
    with road.proxy.told(says(503, "POST", r"^/v2.0/networks$", times=EVER)):
        carried = carry_out(road.cloud("busy", SHORT), actions)
    assert {one.status for one in carried.outcomes} == {Status.DONE, Status.WAITING}
    left = planned(site, road.cloud("busy"))
    waiting = {one.action for one in carried.outcomes if one.status is Status.WAITING}
    assert {action.id for action in left} == waiting
    assert "create primary/network/busy/office" in waiting


@pytest.fixture
def without_images(lab_site: LabSite) -> Iterator[None]:
    """The image service's process is gone, with Placement's, as after a crash."""
    record = processes.running(lab_site.place.site(NAME))["glance"]
    os.kill(record.pid, signal.SIGKILL)
    while alive(record):
        pass
    try:
        yield
    finally:
        lab_site.up()


@pytest.mark.usefixtures("without_images")
def test_a_site_without_one_of_its_services_is_unreachable_and_nothing_is_planned(lab_site: LabSite) -> None:
    transports: list[Counting] = []

    def counted(inner: object) -> Counting:
        transports.append(Counting(inner))  # type: ignore[arg-type]
        return transports[-1]

    cloud = lab_site.cloud("down", carried_by=counted, patience=SHORT)
    with pytest.raises(ZhengyunError) as raised:
        planned(networks_only("down", 115), cloud)
    assert raised.value.exit is Exit.UNREACHABLE
    assert raised.value.code.id == "ZY-CLOUD-002"
    assert raised.value.values["service"] == "image"
    assert "refused" in str(raised.value.values["problem"])
    assert not transports[0].writes()


def test_an_answer_that_takes_its_time_is_waited_for(road: Road) -> None:
    """Nothing is asked twice because it is slow."""
    site = networks_only("slow", 116, groups=())
    fault = holds("POST", r"^/v2.0/networks$")
    cloud = road.cloud("slow", HASTY)
    actions = planned(site, cloud)
    with road.proxy.told(fault):
        threading.Timer(1.0, fault.release.set).start()
        assert not carry_out(cloud, actions).not_done()
        assert road.proxy.seen["POST /v2.0/networks"] == 1
    assert not road.notices
