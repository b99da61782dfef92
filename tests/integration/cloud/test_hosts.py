"""Servers come to other hosts by the road of a change: off, running, and away from a host that is dead."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from lab.openstack import control
from lab.openstack.kept import Size
from lab.openstack.proxy import Fault, Proxy, between, holds
from lab.place import Place
from tests.estates import write_images
from tests.integration.cloud import town as towns
from tests.integration.cloud.town import Department, Said, Town, wait_for
from tests.lab_site import NAME, LabSite, answer

pytestmark = [pytest.mark.lab, pytest.mark.slow]

THREE: Final = Size(hosts=3, vcpus=16, ram_mib=4096, disk_gib=100)
WANTED: Final = Department({"app": ("tiny", {"data": 1}), "web": ("tiny", {}), "db": ("tiny", {})})
MICRO: Final = "compute 2.90"
ACTION: Final = r"^/v2.1/servers/[^/]+/action$"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LabSite, Proxy]]:
    """A site of three hosts of its own: one of them will be dead at the end."""
    root = tmp_path_factory.mktemp("hosts")
    place = Place(root / "lab")
    try:
        control.up(place, (NAME,), size=THREE)
        with between(place, NAME) as proxy:
            yield LabSite(place, write_images(root / "images")), proxy
    finally:
        control.destroy(place)


@pytest.fixture(scope="module")
def town(site: tuple[LabSite, Proxy], tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town with three servers."""
    lab, proxy = site
    clouds = proxy.write_clouds(tmp_path_factory.mktemp("way") / "clouds.yaml")
    town = towns.found(lab, proxy, clouds, "moves")
    town.applied(WANTED)
    return town


def _agreed(town: Town, *errand: str) -> str:
    """Plan an errand, ask for it, and let the security administrator agree."""
    file = str(town.root / "errand.json")
    said = town.types("cloud", *errand, "-f", file)
    assert said.code == 4, said.out + said.err
    request = str(town.types("change", "submit", file, "-m", "moved", "-o", "json").json["request"])
    town.agree(request)
    return request


def _done(town: Town, request: str, *options: str) -> None:
    said = town.types("change", "apply", request, *options)
    assert said.code == 0, said.out + said.err
    assert town.receipt(request)["complete"]
    assert town.left() == []


def _hosts(town: Town) -> dict[str, str]:
    """Which host each server is on, as Nova has it."""
    servers = town.session().get("compute", "/servers/detail?all_tenants=1")["servers"]
    assert {one["status"] for one in servers} <= {"ACTIVE", "SHUTOFF"}
    return {one["name"].removeprefix("desk-"): one["OS-EXT-SRV-ATTR:host"] for one in servers}


def _planned(said: Said) -> dict[str, Any]:
    return {action["address"].rpartition("/")[2]: action["attributes"] for action in said.json["plan"]["actions"]}


def test_a_server_is_migrated_to_the_host_that_was_agreed_to(town: Town) -> None:
    before = _hosts(town)["app"]
    request = _agreed(town, "migrate", "moves/desk/app")
    shown = town.types("change", "show", request, "-o", "json").json["plan"]
    assert shown["scope"]["errand"] == ["migrate", "moves/desk/app"]
    (action,) = shown["actions"]
    _done(town, request)
    assert _hosts(town)["app"] == action["attributes"]["host"] != before
    there = town.types("cloud", "migrate", "moves/desk/app", "--to", _hosts(town)["app"], "-f", "/dev/null")
    assert (there.code, "Nothing to do." in there.out) == (0, True)


def test_a_server_is_migrated_while_it_runs(town: Town) -> None:
    before = _hosts(town)["web"]
    _done(town, _agreed(town, "migrate", "--live", "moves/desk/web"))
    assert _hosts(town)["web"] != before
    session = town.session()
    server = session.get("compute", "/servers?all_tenants=1&name=desk-web")["servers"][0]["id"]
    actions = session.get("compute", f"/servers/{server}/os-instance-actions")["instanceActions"]
    assert actions[0]["action"] == "live-migration"


def test_an_apply_that_was_killed_in_the_middle_of_a_migration_is_resumed(town: Town) -> None:
    before = _hosts(town)["app"]
    request = _agreed(town, "migrate", "moves/desk/app")
    fault = holds("POST", ACTION)
    with town.proxy.told(fault):
        applying = town.starts("change", "apply", request)
        wait_for(fault.reached)
        applying.kill()
    _done(town, request, "--resume")
    assert _hosts(town)["app"] != before


def test_an_apply_that_was_killed_before_the_migration_was_confirmed_confirms_it_when_it_is_resumed(town: Town) -> None:
    request = _agreed(town, "migrate", "moves/desk/db")
    moved, confirmed = holds("POST", ACTION), Fault("POST", ACTION, through=False, hold=True)
    moved.release.set()
    with town.proxy.told(moved, confirmed):
        applying = town.starts("change", "apply", request)
        wait_for(confirmed.reached)
        applying.kill()
        servers = town.session().get("compute", "/servers/detail?all_tenants=1&name=desk-db")["servers"]
        assert [one["status"] for one in servers] == ["VERIFY_RESIZE"]
    _done(town, request, "--resume")


def test_what_nova_cannot_do_is_told_in_its_words(town: Town) -> None:
    """Nothing is wrong when people agree; the host is disabled before it is done."""
    before = _hosts(town)["web"]
    request = _agreed(town, "migrate", "moves/desk/web")
    to = town.types("change", "show", request, "-o", "json").json["plan"]["actions"][0]["attributes"]["host"]
    _service(town, to, {"status": "disabled"})
    said = town.types("change", "apply", request)
    assert said.code == 1
    assert "No valid host" in said.out + said.err
    assert _hosts(town)["web"] == before
    _service(town, to, {"status": "enabled"})
    _done(town, request, "--resume")
    assert _hosts(town)["web"] == to


def test_a_host_is_emptied(town: Town) -> None:
    host = _hosts(town)["web"]
    said = town.types("cloud", "evacuate", host, "-f", "/dev/null")
    assert (said.code, "ZY-CLOUD-167" in said.err) == (3, True), "it is up"
    _done(town, _agreed(town, "drain", "--live", host))
    assert host not in _hosts(town).values()
    again = town.types("cloud", "drain", host, "-f", "/dev/null")
    assert (again.code, "Nothing to do." in again.out) == (0, True)
    assert "--disable" in again.err, "who looks after the host disables it"


def test_what_a_dead_host_had_is_built_again(town: Town) -> None:
    dead = _hosts(town)["app"]
    lost = {name for name, host in _hosts(town).items() if host == dead}
    _service(town, dead, {"forced_down": True})
    refused = town.types("cloud", "drain", dead, "-f", "/dev/null")
    assert (refused.code, "ZY-CLOUD-166" in refused.err) == (3, True)
    unsaid = town.types("cloud", "evacuate", dead, "-f", "/dev/null")
    assert (unsaid.code, "ZY-CLOUD-013" in unsaid.err) == (3, True), "their own disks begin again"
    request = _agreed(town, "evacuate", "--allow-destroy", dead)
    shown = town.types("change", "show", request, "-o", "json").json["plan"]
    assert shown["effects"]["loses"] == [f"primary/server/moves/desk/{name}: its disk" for name in sorted(lost)]
    _done(town, request)
    assert dead not in _hosts(town).values()
    moved = {one["action"].rpartition("/")[2] for one in town.receipt(request)["outcomes"]}
    assert moved == lost
    volumes = town.session().get("block-storage", f"/{town.session().project}/volumes/detail?all_tenants=1")["volumes"]
    assert [one["status"] for one in volumes] == ["in-use"], "its volume went along"


def _service(town: Town, host: str, body: dict[str, Any]) -> None:
    session = town.session()
    query = f"/os-services?binary=nova-compute&host={host}"
    (service,) = session.get("compute", query, version=MICRO)["services"]
    answer(session, "PUT", "compute", f"/os-services/{service['id']}", body, MICRO)
