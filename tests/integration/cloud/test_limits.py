"""Services that bear little and say so, and services that become slow: nothing fails, we become fewer, and more again."""

from typing import Final

import pytest

from cloud.limits import Bounds
from cloud.patience import Patience
from lab.openstack.proxy import crowds, slows
from tests.carrying import carry_out, planned
from tests.estates import Parts, rule, site, tenant
from tests.integration.cloud.conftest import Road
from zhengyun.estate import Group, Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

BOUNDS: Final = Bounds(least=1, most=16, first=16)
# As people have it: a 429 is waited for, not counted against the service for half a minute.
PATIENT: Final = Patience(seconds=60, first=0.05, longest=1.0)


def _estate(name: str, number: int, departments: int = 2) -> Site:
    """Departments with many groups and rules: calls of one service, none of which waits for another for long."""
    groups = tuple(Group(f"group-{one}", tuple(rule(port=port) for port in (80, 443, 8443))) for one in range(12))
    tenants = (
        tenant(f"{name}-{one}", net=f"10.{number}.{one}.0/24", groups=groups, keys=()) for one in range(departments)
    )
    return site(Parts(tenants=tuple(tenants)))


def test_a_service_that_bears_two_at_once_is_sent_few_and_more_again_when_it_recovers(road: Road) -> None:
    cloud, estate = road.cloud("crowded", PATIENT, BOUNDS), _estate("crowded", 150, 1)
    fault = crowds(2, "^/v2.0/", headers={"Retry-After": "1"})
    with road.proxy.told(fault):
        carried = carry_out(cloud, planned(estate, cloud))
        assert not carried.not_done()
        crowded = cloud.limits["network"].at_once
    assert 0 < fault.met < len(carried.actions), "it has been learnt, not tried again and again"
    assert crowded <= 4
    more = _estate("crowded", 150, 3)
    assert not carry_out(cloud, planned(more, cloud)).not_done()
    assert cloud.limits["network"].at_once > crowded
    assert planned(more, cloud) == ()


def test_a_service_that_is_slow_is_sent_fewer_and_nothing_fails(road: Road) -> None:
    cloud, estate = road.cloud("slowed", PATIENT, BOUNDS), _estate("slowed", 152, 1)
    assert not carry_out(cloud, planned(estate, cloud)).not_done()
    slow = slows(0.5, "", "^/v2.0/")
    with road.proxy.told(slow):
        assert not carry_out(cloud, planned(_estate("slowed", 152, 3), cloud)).not_done()
    assert slow.met > 100
    assert cloud.limits["network"].at_once <= BOUNDS.first / 2
