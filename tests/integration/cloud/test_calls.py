"""What planning costs: the same number of calls, however large the estate is."""

from collections import Counter
from typing import Final

import pytest

from cloud.transport import Transport
from tests.carrying import bring_about, planned
from tests.estates import Parts, network, rule, site, tenant
from tests.lab_site import LabSite
from tests.transports import Counting
from zhengyun.estate import Group, Site

pytestmark = [pytest.mark.lab, pytest.mark.slow]

FEW: Final = 6
MANY: Final = 24


def _estate(departments: int) -> Site:
    """So many departments, each with a network and a group with a rule."""
    tenants = (
        tenant(
            f"many-{number:02d}",
            networks=(network("office", f"10.130.{number}.0/24"),),
            groups=(Group("web", (rule(),)),) if number < FEW else (),
            keys=(),
        )
        for number in range(departments)
    )
    return site(Parts(tenants=tuple(tenants)))


def _calls_of_a_plan(lab_site: LabSite, estate: Site) -> Counter[str]:
    """What a plan by somebody who has not asked before asks of the services; there is nothing to do."""
    counting: list[Counting] = []

    def count(inner: Transport) -> Transport:
        counting.append(Counting(inner))
        return counting[0]

    assert planned(estate, lab_site.cloud("many", carried_by=count)) == ()
    assert not counting[0].writes()
    return counting[0].counted()


def test_four_times_the_departments_cost_no_call_more(lab_site: LabSite) -> None:
    calls = []
    for departments in (FEW, MANY):
        estate = _estate(departments)
        assert not bring_about(estate, lab_site.cloud("many")).not_done()
        calls.append(_calls_of_a_plan(lab_site, estate))
    few, many = calls
    assert few == many
    # Glance lists images and those that are hidden apart.
    assert many.pop("GET image /images") == 2
    assert set(many.values()) == {1}, "nothing is asked for twice"
    assert {call.partition(" ")[0] for call in many} == {"GET"}
