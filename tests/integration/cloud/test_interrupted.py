"""An apply that is torn apart: by its own end, by the end of the control plane, by a Ctrl-C. It goes on to the whole."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from lab.openstack import processes
from lab.openstack.proxy import holds
from lab.openstack.supervisor import alive
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town, wait_for
from tests.lab_site import NAME, LabSite

pytestmark = [pytest.mark.lab, pytest.mark.slow]

WANTED: Final = Department({"app": ("tiny", {"data": 1})})
NETWORK, SUBNET = r"^/v2.0/networks$", r"^/v2.0/subnets$"


def _whole(town: Town, request: str) -> None:
    """Everything that was approved is done, once, and proven."""
    assert town.state(request) == "applied"
    receipt = town.receipt(request)
    assert receipt["complete"]
    assert {one["status"] for one in receipt["outcomes"]} == {"done"}
    assert town.left() == []
    assert town.types("audit", "verify", "--as", "auditor").code == 0
    assert _counts(town) == {"networks": 1, "subnets": 1, "servers": 1, "volumes": 1}


def _counts(town: Town) -> dict[str, int]:
    session = town.session()
    (project,) = session.get("identity", f"/projects?name={town.name}")["projects"]
    own = f"project_id={project['id']}"
    volumes = session.get("block-storage", f"/{session.project}/volumes/detail?all_tenants=1")["volumes"]
    found: dict[str, list[Any]] = {
        "networks": session.get("network", f"/v2.0/networks?{own}")["networks"],
        "subnets": session.get("network", f"/v2.0/subnets?{own}")["subnets"],
        "servers": session.get("compute", f"/servers/detail?all_tenants=1&{own}")["servers"],
        "volumes": [one for one in volumes if one["os-vol-tenant-attr:tenant_id"] == project["id"]],
    }
    return {name: len(things) for name, things in found.items()}


def _networks(town: Town) -> list[Any]:
    """The networks of its project; before there is a project, none."""
    session = town.session()
    projects = session.get("identity", f"/projects?name={town.name}")["projects"]
    return [
        network
        for project in projects
        for network in session.get("network", f"/v2.0/networks?project_id={project['id']}")["networks"]
    ]


def _until_there(town: Town) -> None:
    for _ in range(600):
        if _networks(town):
            return
    raise AssertionError("what was sent off has not come about")


def test_an_applying_process_that_was_killed_is_resumed_and_nothing_is_done_twice(found: Found) -> None:
    """What it had sent off comes about after its end, and nobody has recorded it."""
    town = found("killed")
    request = town.agreed(WANTED)
    fault = holds("POST", NETWORK)
    with town.proxy.told(fault):
        applying = town.starts("change", "apply", request)
        wait_for(fault.reached)
        applying.kill()
        assert not _networks(town)
    _until_there(town)
    assert town.state(request) == "applying"
    again = town.types("change", "apply", request)
    assert (again.code, "ZY-GOV-010" in again.err) == (3, True), again.err
    resumed = town.types("change", "apply", request, "--resume")
    assert resumed.code == 0, resumed.out + resumed.err
    _whole(town, request)


def test_what_a_killed_process_sent_off_may_come_about_while_it_is_made_again(found: Found) -> None:
    town = found("overtaken")
    request = town.agreed(WANTED)
    first, second = holds("POST", NETWORK), holds("POST", NETWORK)
    with town.proxy.told(first, second):
        applying = town.starts("change", "apply", request)
        wait_for(first.reached)
        applying.kill()
        resuming = town.starts("change", "apply", request, "--resume")
        wait_for(second.reached)
        first.release.set()
        _until_there(town)
        second.release.set()
        resumed = resuming.end()
    assert resumed.code == 0, resumed.out + resumed.err
    _whole(town, request)


def test_ctrl_c_lets_what_is_under_way_end_and_a_second_one_changes_nothing(found: Found) -> None:
    town = found("stopped")
    request = town.agreed(WANTED)
    fault = holds("POST", SUBNET)
    with town.proxy.told(fault):
        applying = town.starts("change", "apply", request)
        wait_for(fault.reached)
        applying.process.send_signal(signal.SIGINT)
        assert applying.said("stopping: what is under way comes to its end and is recorded")
        applying.process.send_signal(signal.SIGINT)
        assert applying.said("still waiting for what is under way")
        fault.release.set()
        ended = applying.end()
    assert ended.code == 1
    assert f"interrupted; go on with: zhengyun change apply {request} --resume" in ended.err
    assert town.state(request) == "interrupted"
    became = {one["action"]: one["status"] for one in town.receipt(request)["outcomes"]}
    assert became["create primary/subnet/stopped/office/198.51.100.0/28"] == "done", "it was under way"
    assert became["create primary/server/stopped/desk/app"] == "waiting", "it was not begun"
    assert set(became.values()) == {"done", "waiting"}
    resumed = town.types("change", "apply", request, "--resume")
    assert resumed.code == 0, resumed.out + resumed.err
    _whole(town, request)


@pytest.fixture
def crash(lab_site: LabSite) -> Iterator[Callable[..., None]]:
    """Ends processes of the control plane as a crash would; afterwards they are up again whatever happened."""

    def end(*names: str) -> None:
        records = processes.running(lab_site.place.site(NAME))
        for name in names:
            os.kill(records[name].pid, signal.SIGKILL)
        while any(alive(records[name]) for name in names):
            pass

    try:
        yield end
    finally:
        lab_site.up()


def test_a_control_plane_that_dies_in_the_middle_comes_back_and_the_apply_goes_on(
    found: Found, crash: Callable[..., None]
) -> None:
    town = found("crashed")
    request = town.agreed(WANTED)
    fault = holds("POST", SUBNET)
    with town.proxy.told(fault):
        applying = town.starts("change", "apply", request)
        wait_for(fault.reached)
        crash("nova", "neutron")
        fault.release.set()
        ended = applying.end()
    assert ended.code == 1
    assert "trying again in" in ended.err, "people are told why nothing goes on"
    receipt = town.receipt(request)
    statuses = {one["status"] for one in receipt["outcomes"]}
    assert statuses == {"done", "waiting"}, "a site that is out of reach has failed nothing"
    assert town.state(request) == "interrupted"
    up = town.starts("lab", "up", "--site", NAME).end()
    assert up.code == 0, up.err
    resumed = town.types("change", "apply", request, "--resume")
    assert resumed.code == 0, resumed.out + resumed.err
    _whole(town, request)
