"""Networks shared by hand, and shares that somebody holds on to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cloud.drift import drift
from cloud.port import Cloud
from tests.carrying import bring_about, planned, told
from tests.estates import Parts, network, site, tenant
from tests.lab_site import NAME, LabSite, answer
from zhengyun.errors import Problems
from zhengyun.estate import Port, Site
from zhengyun.plan import Scope
from zhengyun.resource import Address

pytestmark = pytest.mark.lab

OWNER, GUEST = "lender", "borrower"


def _site(*shared_with: str, ports: tuple[Port, ...] = (), networks: int = 1) -> Site:
    lent = replace(network("office", "10.66.0.0/24"), shared_with=shared_with)
    owner = tenant(OWNER, networks=(lent,)[:networks], groups=(), keys=(), ports=ports)
    return site(Parts(tenants=(owner, tenant(GUEST, net="10.67.0.0/24", groups=(), keys=()))))


@pytest.fixture
def cloud(lab_site: LabSite) -> Iterator[Cloud]:
    """Both departments, with a network that the one shares with the other; taken away at the end."""
    driver = lab_site.cloud("shares")
    try:
        assert not bring_about(_site(GUEST), driver).not_done()
        yield driver
    finally:
        assert not bring_about(site(), driver).not_done()


def _ids(cloud: Cloud) -> dict[Address, str]:
    return {address: existing.id for address, existing in cloud.observe().existing.items()}


def _strangers(cloud: Cloud) -> list[str]:
    wanted = _site(GUEST)
    found = drift(wanted, cloud, Scope((NAME,)), baseline=lambda _: None, deeds=tuple, made={}, spans=())
    return [f"{one.thing.tenant} {one.thing.kind} {one.thing.name}" for one in found.strangers]


def test_whoever_shares_a_network_by_hand_is_seen(lab_site: LabSite, cloud: Cloud) -> None:
    session, ids = lab_site.session(), _ids(cloud)
    assert _strangers(cloud) == []
    body: dict[str, Any] = {
        "object_type": "network",
        "object_id": ids[Address(NAME, "network", f"{OWNER}/office")],
        "action": "access_as_shared",
    }
    elsewhere = {"rbac_policy": {**body, "target_tenant": "0" * 32}}
    everybody = {"rbac_policy": {**body, "target_tenant": "*"}}
    strange = answer(session, "POST", "network", "/v2.0/rbac-policies", elsewhere)["rbac_policy"]["id"]
    made = answer(session, "POST", "network", "/v2.0/rbac-policies", everybody)["rbac_policy"]["id"]
    prefix = f"{OWNER} share office access_as_shared"
    assert _strangers(cloud) == [f"{prefix} {'0' * 32}", f"{prefix} everybody"]
    # To Neutron a network that is for everybody is shared: that is repaired, whoever the stranger is.
    assert told(planned(_site(GUEST), cloud)) == [f"update network {OWNER}/office"]
    assert not bring_about(_site(GUEST), cloud).not_done()
    assert session.ask("GET", "network", f"/v2.0/rbac-policies/{made}").status == 404
    assert _strangers(cloud) == [f"{prefix} {'0' * 32}"]
    assert planned(_site(GUEST), cloud) == ()
    answer(session, "DELETE", "network", f"/v2.0/rbac-policies/{strange}")


def test_a_share_that_a_strange_port_uses_is_not_planned_away(lab_site: LabSite, cloud: Cloud) -> None:
    session, ids = lab_site.session(), _ids(cloud)
    body = {
        "network_id": ids[Address(NAME, "network", f"{OWNER}/office")],
        "project_id": ids[Address(NAME, "project", GUEST)],
        "name": "strange",
    }
    made = answer(session, "POST", "network", "/v2.0/ports", {"port": body})["port"]["id"]
    with pytest.raises(Problems) as caught:
        planned(_site(), cloud)
    assert [(error.code.id, error.values["things"]) for error in caught.value.errors] == [
        ("ZY-CLOUD-028", "port strange")
    ]
    answer(session, "DELETE", "network", f"/v2.0/ports/{made}")
    assert told(planned(_site(), cloud)) == [f"delete share {OWNER}/office/{GUEST}"]


def test_a_network_goes_with_the_ports_that_are_declared_in_it(cloud: Cloud) -> None:
    ports = (Port("vip", "office", "10.66.0.9"), Port("other", "office"))
    assert not bring_about(_site(ports=ports), cloud).not_done()
    assert planned(_site(ports=ports), cloud) == ()
    gone = bring_about(_site(networks=0), cloud)
    assert not gone.not_done()
    assert [one for one in told(gone.actions) if " port " in one] == [
        f"delete port {OWNER}/other",
        f"delete port {OWNER}/vip",
    ]
