"""Servers and volumes, as the product uses them."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.lab

Eventually = Callable[[Callable[[], Any]], Any]
MakeServer = Callable[..., dict[str, Any]]


def _state(site: Any, server: str) -> tuple[str, str | None]:
    found = site.get("compute", f"/servers/{server}")["server"]
    return found["status"], found["OS-EXT-STS:task_state"]


def _act(site: Any, server: str, action: dict[str, Any]) -> None:
    site.change("POST", "compute", f"/servers/{server}/action", action)


def _volume(site: Any, eventually: Eventually, **wanted: Any) -> str:
    path = f"/{site.session.project}/volumes"
    identity: str = site.create("block-storage", path, {"volume": {"size": 1, **wanted}})["id"]
    eventually(lambda: _volume_is(site, identity, "available"))
    return identity


def _volume_is(site: Any, identity: str, status: str) -> dict[str, Any] | None:
    found: dict[str, Any] = site.get("block-storage", f"/{site.session.project}/volumes/{identity}")["volume"]
    assert not found["status"].startswith("error"), found
    return found if found["status"] == status else None


def test_a_server_on_a_network_has_an_active_port(site: Any, server: MakeServer) -> None:
    network = site.create("network", "/v2.0/networks", {"network": {"name": "of servers"}})
    subnet = {"network_id": network["id"], "ip_version": 4, "cidr": "10.70.0.0/24"}
    site.create("network", "/v2.0/subnets", {"subnet": subnet})
    made = server("networked", networks=[{"uuid": network["id"]}])
    (port,) = site.get("network", f"/v2.0/ports?device_id={made['id']}")["ports"]
    assert port["status"] == "ACTIVE"
    assert port["binding:host_id"] == made["OS-EXT-SRV-ATTR:host"]
    assert made["addresses"]["of servers"][0]["addr"] == port["fixed_ips"][0]["ip_address"]


def test_lists_can_be_narrowed_by_status(site: Any, server: MakeServer, eventually: Eventually) -> None:
    active, stopped = server("runs")["id"], server("stopped")["id"]
    _act(site, stopped, {"os-stop": None})
    eventually(lambda: _state(site, stopped) == ("SHUTOFF", None))

    def listed(status: str) -> set[str]:
        found = site.get("compute", f"/servers/detail?all_tenants=1&status={status}")["servers"]
        return {each["id"] for each in found}

    assert active in listed("ACTIVE") - listed("SHUTOFF")
    assert stopped in listed("SHUTOFF") - listed("ACTIVE")


def test_a_resize_is_confirmed_and_an_action_is_remembered(
    site: Any, server: MakeServer, eventually: Eventually
) -> None:
    made = server("grows")["id"]
    large = site.create("compute", "/flavors", {"flavor": {"name": "large", "vcpus": 2, "ram": 1024, "disk": 2}})
    _act(site, made, {"resize": {"flavorRef": large["id"]}})
    eventually(lambda: _state(site, made) == ("VERIFY_RESIZE", None))
    _act(site, made, {"confirmResize": None})
    eventually(lambda: _state(site, made) == ("ACTIVE", None))
    flavor = site.get("compute", f"/servers/{made}", version="compute 2.96")["server"]["flavor"]
    assert (flavor["vcpus"], flavor["ram"]) == (2, 1024)
    actions = site.get("compute", f"/servers/{made}/os-instance-actions")["instanceActions"]
    assert {each["action"] for each in actions} == {"create", "resize", "confirmResize"}
    assert {each["user_id"] for each in actions} == {site.session.user}


def test_a_server_that_fits_nowhere_goes_to_error(site: Any, eventually: Eventually) -> None:
    huge = site.create("compute", "/flavors", {"flavor": {"name": "huge", "vcpus": 1, "ram": 999_999, "disk": 1}})
    image = site.create("image", "/v2/images", {"name": "any", "disk_format": "raw", "container_format": "bare"})
    site.session.ask("PUT", "image", f"/v2/images/{image['id']}/file", b"x")
    wanted = {"name": "too large", "imageRef": image["id"], "flavorRef": huge["id"], "networks": "none"}
    made = site.create("compute", "/servers", {"server": wanted}, version="compute 2.96")["id"]
    eventually(lambda: _state(site, made)[0] == "ERROR")
    assert "No valid host" in site.get("compute", f"/servers/{made}")["server"]["fault"]["message"]


def test_an_attached_volume_grows(site: Any, server: MakeServer, eventually: Eventually) -> None:
    made, volume = server("with a disk")["id"], _volume(site, eventually)
    attachment = {"volumeAttachment": {"volumeId": volume}}
    site.create("compute", f"/servers/{made}/os-volume_attachments", attachment)
    eventually(lambda: _volume_is(site, volume, "in-use"))
    path = f"/{site.session.project}/volumes/{volume}/action"
    site.change("POST", "block-storage", path, {"os-extend": {"new_size": 3}}, version="volume 3.42")
    eventually(lambda: (_volume_is(site, volume, "in-use") or {}).get("size") == 3)
    site.change("DELETE", "compute", f"/servers/{made}/os-volume_attachments/{volume}")
    eventually(lambda: _volume_is(site, volume, "available"))


@pytest.mark.parametrize("attached", [False, True])
def test_a_volume_moves_to_another_backend(
    site: Any, server: MakeServer, eventually: Eventually, attached: bool
) -> None:
    volume = _volume(site, eventually, volume_type="fast")
    status = "available"
    if attached:
        made, status = server("keeps its disk")["id"], "in-use"
        site.create("compute", f"/servers/{made}/os-volume_attachments", {"volumeAttachment": {"volumeId": volume}})
        eventually(lambda: _volume_is(site, volume, status))
    retype = {"os-retype": {"new_type": "bulk", "migration_policy": "on-demand"}}
    site.change("POST", "block-storage", f"/{site.session.project}/volumes/{volume}/action", retype)
    moved = eventually(lambda: (found := _volume_is(site, volume, status)) and found["volume_type"] == "bulk" and found)
    assert moved["os-vol-host-attr:host"].endswith("@bulk#bulk")


def test_snapshots_backups_and_volumes_from_them(site: Any, eventually: Eventually) -> None:
    root = f"/{site.session.project}"
    volume = _volume(site, eventually)
    snapshot = site.create("block-storage", f"{root}/snapshots", {"snapshot": {"volume_id": volume}})["id"]
    found = f"{root}/snapshots/{snapshot}"
    eventually(lambda: site.get("block-storage", found)["snapshot"]["status"] == "available")
    copy = _volume(site, eventually, snapshot_id=snapshot)
    backup = site.create("block-storage", f"{root}/backups", {"backup": {"volume_id": copy}})["id"]
    eventually(lambda: site.get("block-storage", f"{root}/backups/{backup}")["backup"]["status"] == "available")


def test_a_snapshot_of_a_server_becomes_an_image(site: Any, server: MakeServer, eventually: Eventually) -> None:
    made = server("photographed")["id"]
    answer = site.session.ask(
        "POST", "compute", f"/servers/{made}/action", {"createImage": {"name": "photo"}}, version="compute 2.45"
    )
    image = answer.body["image_id"]
    eventually(lambda: site.get("image", f"/v2/images/{image}")["status"] == "active")
