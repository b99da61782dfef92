"""Ranges that somebody else took from a subnet pool of ours: seen, left as they are, and never run into."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cloud.drift import drift
from cloud.openstack import OpenStack
from tests.carrying import bring_about, planned
from tests.estates import Parts, network, site, tenant
from tests.lab_site import NAME, LabSite, answer
from zhengyun.errors import Problems
from zhengyun.estate import Site, SubnetPool
from zhengyun.plan import Scope

pytestmark = pytest.mark.lab

OURS, THEIRS = "10.88.0.0/24", "10.88.7.0/24"


def _site(*ranges: str) -> Site:
    one = network("office", *ranges)
    taken = replace(one, subnets=tuple(replace(each, pool="lent-space") for each in one.subnets))
    department = tenant("lodger", networks=(taken,), groups=(), keys=())
    return site(Parts(tenants=(department,), subnet_pools=(SubnetPool("lent-space", ("10.88.0.0/16",), 16, 28, 24),)))


@pytest.fixture
def cloud(lab_site: LabSite) -> Iterator[OpenStack]:
    """A department with a range of a pool, and an administrator who took another one for himself."""
    driver, admin = lab_site.cloud("ranges"), lab_site.session()
    assert not bring_about(_site(OURS), driver).not_done()
    (pool,) = admin.get("network", "/v2.0/subnetpools?name=lent-space")["subnetpools"]
    own = answer(admin, "POST", "network", "/v2.0/networks", {"network": {"name": "guest"}})["network"]["id"]
    subnet = {"network_id": own, "subnetpool_id": pool["id"], "cidr": THEIRS, "ip_version": 4, "name": "guest"}
    answer(admin, "POST", "network", "/v2.0/subnets", {"subnet": subnet})
    try:
        yield driver
    finally:
        answer(admin, "DELETE", "network", f"/v2.0/networks/{own}")
        assert not bring_about(site(), driver).not_done()


def _refused(wanted: Site, cloud: OpenStack) -> list[str]:
    with pytest.raises(Problems) as caught:
        planned(wanted, cloud)
    assert all(THEIRS in str(error) for error in caught.value.errors)
    return [error.code.id for error in caught.value.errors]


def test_what_another_took_from_a_pool_is_told_and_left(cloud: OpenStack) -> None:
    assert planned(_site(OURS), cloud) == (), "it is no difference"
    found = drift(_site(OURS), cloud, Scope((NAME,)), baseline=lambda _: None, deeds=tuple, made={}, spans=())
    told = [(one.thing.kind, one.thing.name, one.thing.within) for one in found.strangers]
    assert ("subnet", f"guest {THEIRS}", "site/lent-space") in told
    assert _refused(_site(OURS, "10.88.7.128/25"), cloud) == ["ZY-CLOUD-121"]
    assert _refused(site(), cloud) == ["ZY-CLOUD-028"], "the pool stays while another stands on it"
    assert not bring_about(_site(OURS, "10.88.8.0/24"), cloud).not_done()
