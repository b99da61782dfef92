"""Servers that the cloud accepts and then cannot bring to life, or lets go into error later."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

import pytest

from cloud.planning import plan
from lab.openstack.rest import Session
from tests.carrying import bring_about, carry_out, planned, told
from tests.estates import Parts, flavor, image, server, site, system, tenant, volume
from tests.lab_site import NAME, LabSite, answer
from zhengyun.errors import Exit, Problems, ZhengyunError
from zhengyun.estate import Estate, Site
from zhengyun.plan import Scope
from zhengyun.resource import Address
from zhengyun.results import Pending, Status

pytestmark = pytest.mark.lab

Away = Callable[[], AbstractContextManager[None]]
MICRO: Final = "compute 2.90"


def _town(name: str, number: int, *volumes: str) -> Site:
    app = server(flavor=f"{name}-tiny", image=f"{name}-base", volumes=tuple(map(volume, volumes)))
    department = tenant(name, net=f"10.{number}.0.0/24", groups=(), keys=(), systems=(system(app),))
    shared = Parts(flavors=(flavor(f"{name}-tiny", ram_mib=64),), images=(image(f"{name}-base"),))
    return site(shared, Parts(tenants=(department,)))


@pytest.fixture
def hosts_away(lab_site: LabSite) -> Away:
    """Takes every compute host out of service for a while, as for maintenance."""

    def status(session: Session, wanted: str) -> None:
        for one in answer(session, "GET", "compute", "/os-services?binary=nova-compute", None, MICRO)["services"]:
            answer(session, "PUT", "compute", f"/os-services/{one['id']}", {"status": wanted}, MICRO)

    @contextmanager
    def away() -> Iterator[None]:
        session = lab_site.session()
        status(session, "disabled")
        try:
            yield
        finally:
            status(session, "enabled")

    return away


def _servers(session: Session, tenant_name: str) -> list[Any]:
    (project,) = session.get("identity", f"/projects?name={tenant_name}")["projects"]
    path = f"/servers/detail?all_tenants=1&project_id={project['id']}"
    return list(session.get("compute", path)["servers"])


def test_a_server_that_finds_no_host_fails_with_novas_own_reason_and_leaves_nothing_behind(
    lab_site: LabSite, hosts_away: Away
) -> None:
    town, cloud = _town("no-host", 120, "data"), lab_site.cloud("no-host")
    actions = planned(town, cloud)
    with hosts_away():
        carried = carry_out(cloud, actions)
    failed = [one for one in carried.outcomes if one.status is Status.FAILED]
    assert [one.action for one in failed] == ["create primary/server/no-host/desk/app"]
    assert failed[0].code == "ZY-CLOUD-005"
    assert "no-host/desk/app is ERROR instead of ACTIVE: No valid host was found." in failed[0].detail
    skipped = {one.action for one in carried.outcomes if one.status is Status.SKIPPED}
    assert skipped == {"create primary/attachment/no-host/desk/app/data"}
    left = planned(town, cloud)
    assert told(left) == ["create attachment no-host/desk/app/data", "create server no-host/desk/app"]
    assert not carry_out(cloud, left).not_done()
    assert [one["status"] for one in _servers(lab_site.session(), "no-host")] == ["ACTIVE"]
    assert told(planned(town, cloud, deep=True)) == []


def test_hosts_that_are_out_of_service_have_no_room(lab_site: LabSite, hosts_away: Away) -> None:
    """Nova places nothing there, however much Placement says is free."""
    cloud = lab_site.cloud("roomless")
    with hosts_away(), pytest.raises(Problems) as raised:
        planned(_town("roomless", 121), cloud)
    codes = {one.code.id for one in raised.value.errors}
    assert codes == {"ZY-CLOUD-021"}
    assert "1 virtual processors are needed, 0 are free: short by 1" in str(raised.value)


def test_what_a_killed_apply_left_behind_in_error_is_made_anew(lab_site: LabSite, hosts_away: Away) -> None:
    """Whoever began it is gone before it went into error: nobody has cleared it away."""
    town, cloud = _town("husk", 122), lab_site.cloud("husk")
    actions = planned(town, cloud)
    last = [action for action in actions if action.address.kind == "server"]
    assert not carry_out(cloud, [action for action in actions if action not in last]).not_done()
    ids = {address: existing.id for address, existing in cloud.observe().existing.items()}
    with hosts_away():
        pending = cloud.begin(last[0], ids)
        assert isinstance(pending, Pending)
        _until_in_error(lab_site.session(), pending.made)
    left = planned(town, cloud)
    assert told(left) == ["create server husk/desk/app", "delete server husk/desk/app"]
    assert not [action.loses for action in left if action.loses], "it never came to life"
    assert not carry_out(cloud, left).not_done()
    assert [one["status"] for one in _servers(lab_site.session(), "husk")] == ["ACTIVE"]


def test_a_server_that_has_gone_into_error_is_replaced_and_that_is_called_a_loss(lab_site: LabSite) -> None:
    town, cloud = _town("failing", 123, "data"), lab_site.cloud("failing")
    assert not bring_about(town, cloud).not_done()
    address = Address(NAME, "server", "failing/desk/app")
    session, identifier = lab_site.session(), cloud.observe().existing[address].id
    path = f"/servers/{identifier}/action"
    answer(session, "POST", "compute", path, {"os-resetState": {"state": "error"}})
    assert cloud.observe().existing[address].fault
    estate = Estate("failing", "failing", "external", (town,), "")
    with pytest.raises(ZhengyunError) as raised:
        plan(estate, {NAME: cloud}, Scope((NAME,)))
    assert (raised.value.code.id, raised.value.exit) == ("ZY-CLOUD-013", Exit.REFUSED)
    repair = plan(estate, {NAME: cloud}, Scope((NAME,), allow_destroy=True)).actions
    assert told(repair) == [
        "create attachment failing/desk/app/data",
        "create server failing/desk/app",
        "delete attachment failing/desk/app/data",
        "delete server failing/desk/app",
    ]
    volume_before = cloud.observe().existing[Address(NAME, "volume", "failing/desk/app/data")].id
    assert not carry_out(cloud, repair).not_done()
    world = cloud.observe()
    assert world.existing[address].id != identifier
    assert world.existing[Address(NAME, "volume", "failing/desk/app/data")].id == volume_before, "its data is kept"
    assert told(planned(town, cloud, deep=True)) == []


def _until_in_error(session: Session, server_id: str) -> None:
    for _ in range(600):
        if session.get("compute", f"/servers/{server_id}")["server"]["status"] == "ERROR":
            return
    raise AssertionError("it did not go into error")
