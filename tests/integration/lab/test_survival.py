"""Processes end, for whatever reason; `up` brings exactly those back, with all that was in them."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from lab.openstack import control, processes
from lab.openstack.services import PROCESSES
from lab.openstack.supervisor import alive
from lab.place import Place
from lab.progress import Progress
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab

Eventually = Callable[[Callable[[], Any]], Any]
ONLY = ("primary",)


def _pids(place: Place) -> dict[str, int]:
    return {name: record.pid for name, record in processes.running(place.site("primary")).items()}


def _kill(place: Place, *names: str) -> None:
    """End processes as a crash would, and wait until they have gone."""
    records = processes.running(place.site("primary"))
    for name in names:
        os.kill(records[name].pid, signal.SIGKILL)
    while any(alive(records[name]) for name in names):
        pass


def _stop_and_start(site: Any, eventually: Eventually, server: str) -> None:
    path = f"/servers/{server}"

    def is_(status: str) -> bool:
        return bool(site.get("compute", path)["server"]["status"] == status)

    for action, status in (("os-stop", "SHUTOFF"), ("os-start", "ACTIVE")):
        site.change("POST", "compute", f"{path}/action", {action: None})
        eventually(partial(is_, status))


def test_what_runs_is_left_alone(place: Place) -> None:
    before = _pids(place)
    (status,) = control.up(place, ONLY)
    assert status.up
    assert _pids(place) == before


def test_a_process_that_hangs_is_seen(place: Place) -> None:
    pid = _pids(place)["glance"]
    os.kill(pid, signal.SIGSTOP)
    try:
        (status,) = control.status(place, ONLY)
    finally:
        os.kill(pid, signal.SIGCONT)
    hanging = {service.name for service in status.services if service.alive and not service.answering}
    assert hanging == {"glance", "placement"}
    assert all(service.pid == pid for service in status.services if service.name in hanging)


@pytest.mark.parametrize("killed", PROCESSES)
def test_only_what_died_is_started_again(place: Place, killed: str) -> None:
    before = _pids(place)
    _kill(place, killed)
    (status,) = control.status(place, ONLY)
    assert {service.name for service in status.services if not service.alive} == set(PROCESSES[killed])
    control.up(place, ONLY)
    after = _pids(place)
    assert {name for name in before if after[name] != before[name]} == {killed}


def test_a_process_may_end_while_up_looks_at_it(place: Place) -> None:
    """It is still there when `up` begins, and has gone when `up` asks it something."""
    before = _pids(place)

    def tell(progress: Progress) -> None:
        if progress.text == "waiting for {service}" and _pids(place).get("cinder") == before["cinder"]:
            os.kill(before["cinder"], signal.SIGKILL)

    (status,) = control.up(place, ONLY, tell=tell)
    assert status.up
    assert {name for name, pid in _pids(place).items() if before[name] != pid} == {"cinder"}


def test_a_server_outlives_every_process(
    place: Place, site: Any, server: Callable[..., Any], eventually: Eventually
) -> None:
    network = site.create("network", "/v2.0/networks", {"network": {"name": "survives"}})
    site.create(
        "network", "/v2.0/subnets", {"subnet": {"network_id": network["id"], "ip_version": 4, "cidr": "10.80.0.0/24"}}
    )
    made = server("survives", networks=[{"uuid": network["id"]}])["id"]
    _kill(place, *PROCESSES)
    assert not _pids(place)
    control.up(place, ONLY)
    found = site.get("compute", f"/servers/{made}")["server"]
    assert (found["status"], found["OS-EXT-STS:power_state"]) == ("ACTIVE", 1)
    _stop_and_start(site, eventually, made)
    (port,) = site.get("network", f"/v2.0/ports?device_id={made}")["ports"]
    site.change("DELETE", "compute", f"/servers/{made}/os-interface/{port['id']}")
    eventually(lambda: not site.get("network", f"/v2.0/ports?device_id={made}")["ports"])
    usages = site.get("placement", "/allocation_candidates?resources=VCPU:1", version="placement 1.29")
    assert any(each["resources"]["VCPU"]["used"] for each in usages["provider_summaries"].values())


def test_what_was_under_way_ends_one_way_or_the_other(
    place: Place, site: Any, server: Callable[..., Any], eventually: Eventually
) -> None:
    """Work that was in the memory of a process is lost with it: then the object says so, and can be removed."""
    made = server("template")
    wanted = {"imageRef": made["image"]["id"], "flavorRef": made["flavor"]["id"], "networks": "none"}
    volumes = f"/{site.session.project}/volumes"
    objects = []
    for number in range(8):
        body = {"server": {"name": f"under way {number}", **wanted}}
        objects.append(("compute", "/servers", site.create("compute", "/servers", body, version="compute 2.37")["id"]))
        volume = site.create("block-storage", volumes, {"volume": {"size": 1}})["id"]
        objects.append(("block-storage", volumes, volume))
    _kill(place, "nova", "cinder")
    control.up(place, ONLY)

    def status(kind: str, path: str, identity: str) -> str:
        (found,) = site.get(kind, f"{path}/{identity}").values()
        return str(found["status"]).lower()

    for each in objects:
        eventually(lambda each=each: status(*each) in {"active", "available", "error"})  # type: ignore[misc]
    for kind, path, identity in objects:
        site.change("DELETE", kind, f"{path}/{identity}")
    for kind, path, identity in objects:
        eventually(partial(_is_gone, site, kind, f"{path}/{identity}"))


def _is_gone(site: Any, kind: str, path: str) -> bool:
    return bool(site.session.ask("GET", kind, path).status == 404)


def test_the_first_requests_after_a_start_may_come_together(place: Place, site: Any) -> None:
    """Some services make their policy at the first request, and refused all others that came with it."""
    project = site.session.project
    first: list[tuple[str, str, dict[str, Any]]] = [
        ("identity", "/projects", {"project": {"name": "first {n}", "domain_id": "default"}}),
        ("network", "/v2.0/networks", {"network": {"name": "first {n}"}}),
        ("network", "/v2.0/security-groups", {"security_group": {"name": "first {n}"}}),
        ("compute", "/flavors", {"flavor": {"name": "first {n}", "vcpus": 1, "ram": 64, "disk": 1}}),
        ("block-storage", f"/{project}/volumes", {"volume": {"size": 1, "name": "first {n}"}}),
        ("image", "/v2/images", {"name": "first {n}"}),
        ("placement", "/resource_providers", {"name": "first {n}"}),
    ]

    def ask(number: int) -> tuple[int, str]:
        kind, path, body = first[number % len(first)]
        deadline = time.monotonic() + 120
        while True:
            try:
                answer = site.session.ask("POST", kind, path, _named(body, f"first {number}"), timeout=120)
            except ZhengyunError:  # nobody holds the port yet
                assert time.monotonic() < deadline
            else:
                return answer.status, str(answer.body)

    _kill(place, *PROCESSES)
    many = range(6 * len(first))
    with ThreadPoolExecutor(max_workers=len(many)) as pool:
        answers = [pool.submit(ask, number) for number in many]
        control.up(place, ONLY)
        refused = [answer.result() for answer in answers if answer.result()[0] not in {200, 201, 202}]
    assert not refused


def _named(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        key: _named(value, name) if isinstance(value, dict) else (name if key == "name" else value)
        for key, value in body.items()
    }
