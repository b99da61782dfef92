"""A run that was torn off goes on within a quota that is as large as its plan and no larger, on both drivers."""

from dataclasses import replace

from cloud.port import Cloud
from tests.carrying import carry_out, planned
from tests.estates import PLENTY, Parts, flavor, server, shared, site, system, tenant, volume
from zhengyun.action import Action
from zhengyun.estate import Site
from zhengyun.resource import World
from zhengyun.results import Outcome, Status
from zhengyun.resume import remaining

NAME = "resumed"
TIGHT = replace(PLENTY, servers=1, vcpus=1, ram_mib=256, volumes=1, storage_gib=1)
# What takes up the quota; all else was recorded as done.
COUNTED = frozenset({"server", "volume"})


def _town(size_gib: int = 1) -> Site:
    app = server("app", volumes=(volume("data", size_gib),))
    department = tenant(NAME, net="10.251.0.0/24", keys=(), systems=(system(app),), quota=TIGHT)
    return site(shared(), Parts(tenants=(department,), flavors=(flavor("tiny"),)))


def _left(actions: tuple[Action, ...], world: World) -> tuple[Action, ...]:
    """What a run has left to do that was torn off before it recorded what it had sent off."""
    done = {one.id: Outcome(one.id, Status.DONE) for one in actions if one.address.kind not in COUNTED}
    return tuple(one for one in remaining(actions, done, {world.site: world}) if one.address.kind in COUNTED)


def test_what_a_torn_off_run_has_sent_off_counts_once_however_late_it_comes_about(empty_cloud: Cloud) -> None:
    before = empty_cloud.observe()
    actions = planned(_town(), empty_cloud)
    assert not carry_out(empty_cloud, actions, world=before).not_done()
    unread = _left(actions, before)
    assert {one.again for one in unread} == {True}
    empty_cloud.admit(unread)
    empty_cloud.admit(_left(actions, empty_cloud.observe()))
