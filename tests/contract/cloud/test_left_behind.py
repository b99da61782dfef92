"""What a server boots from and leaves behind, on both drivers: known as ours, left alone, given back or gone with its tenant."""

from dataclasses import replace

import pytest

from cloud.errands.reclaiming import reclaimable
from cloud.planning import plan_site
from cloud.port import Cloud
from tests.carrying import bring_about, carry_out, planned, told
from tests.estates import Parts, server, shared, site, system, tenant
from zhengyun.errors import Problems
from zhengyun.estate import Boot, Site
from zhengyun.plan import Scope
from zhengyun.resource import Existing

NAME = "keeping"
BOOT = Boot(1, "fast", kept=True)


def _town(*boots: Boot) -> Site:
    apps = [server(f"app-{number}", boot=boot) for number, boot in enumerate(boots)]
    department = tenant(NAME, net="10.252.0.0/24", keys=(), systems=(system(*apps),) if apps else ())
    return site(shared(), Parts(tenants=(department,)))


def _left(cloud: Cloud) -> list[Existing]:
    return [one for address, one in cloud.observe().existing.items() if address.kind == "rootvolume"]


def test_what_is_kept_is_known_and_left_alone_until_it_is_given_back_or_its_tenant_goes(empty_cloud: Cloud) -> None:
    two = _town(BOOT, BOOT)
    assert not bring_about(two, empty_cloud).not_done()
    assert not _left(empty_cloud), "it is part of its server"
    with pytest.raises(Problems) as refused:
        planned(site(shared()), empty_cloud)
    assert {error.code.id for error in refused.value.errors} == {"ZY-CLOUD-147"}

    smaller = _town(replace(BOOT, type="bulk"))
    assert not bring_about(smaller, empty_cloud).not_done(), "one is built anew, the other goes"
    left = _left(empty_cloud)
    assert sorted(str(one.attributes["server"]) for one in left) == [f"{NAME}/desk/app-0", f"{NAME}/desk/app-1"]
    assert {(one.attributes["tenant"], one.attributes["size_gib"]) for one in left} == {(NAME, 1)}
    assert planned(smaller, empty_cloud, deep=True) == (), "no plan of the files minds them"

    world = empty_cloud.observe()
    assert not [one for one in world.foreign if one.id in {root.id for root in left}], "they are nobody else's"
    able = [one.id for _, one in reclaimable(smaller, world)]
    assert sorted(able) == sorted(root.id for root in left)
    errand = Scope((empty_cloud.site,), errand=("reclaim", left[0].id))
    actions = plan_site(smaller, empty_cloud, errand, deep=False).actions
    assert told(actions) == [f"delete rootvolume {left[0].address.path}"]
    assert actions[0].loses, "its approver is told"
    assert not carry_out(empty_cloud, actions).not_done()
    assert [one.id for one in _left(empty_cloud)] == [left[1].id]

    unkept = _town(replace(BOOT, type="bulk", kept=False))
    assert not bring_about(unkept, empty_cloud).not_done()
    going = planned(site(shared()), empty_cloud)
    assert f"delete rootvolume {left[1].address.path}" in told(going)
    assert not carry_out(empty_cloud, going).not_done()
    assert not _left(empty_cloud)
