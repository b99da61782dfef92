"""What nobody answers for: by what is wrong with it, and never what a file or a change under way explains."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import pytest

from cloud.orphans import Why, orphans
from cloud.simulated import Simulated
from cloud.wanted import wanted
from tests.carrying import bring_about
from tests.estates import Parts, server, shared, site, tenant, with_servers
from zhengyun.plan import Scope
from zhengyun.resource import Address, Foreign, World

SITE: Final = site(Parts(tenants=(with_servers(tenant("finance"), server("app")),)), shared())
SHALL: Final = wanted(SITE)
SCOPE: Final = Scope(("primary",))
NETWORK: Final = Address("primary", "network", "finance/office")


def applied() -> World:
    cloud = Simulated("primary")
    assert not bring_about(SITE, cloud).not_done()
    return cloud.observe()


def told(
    world: World, scope: Scope = SCOPE, explained: Collection[Address] = (), *, declared: bool = True
) -> list[tuple[Why, str, str]]:
    shall = SHALL if declared else {address: one for address, one in SHALL.items() if address.kind != "server"}
    return [(one.why, one.kind, one.name) for one in orphans(shall, world, scope, explained)]


def test_what_stands_as_declared_is_no_orphan() -> None:
    assert told(applied()) == []


def test_twins_are_told_each_with_its_identifier() -> None:
    world = replace(applied(), twins={NETWORK: ("a", "b")})
    assert told(world) == [(Why.TWIN, "network", "finance/office")] * 2
    assert [one.id for one in orphans(SHALL, world, SCOPE, ())] == ["a", "b"]
    assert told(world, explained=[NETWORK]) == []


@pytest.mark.parametrize(
    ("kind", "noun"),
    [
        ("addressgroup", "address group"),
        ("backup", "volume backup"),
        ("qos", "network qos policy"),
        ("router", "router"),
        ("servergroup", "server group"),
        ("share", "network rbac"),
        ("snapshot", "volume snapshot"),
        ("subnetpool", "subnet pool"),
        ("trunk", "network trunk"),
        ("volumetype", "volume type"),
    ],
)
def test_the_next_command_is_one_that_there_is(kind: str, noun: str) -> None:
    twin = Address("primary", kind, "finance/one")
    world = replace(applied(), twins={twin: ("a", "b")}, strays=(Foreign(kind, "copy", "c", ""),))
    commands = {one.next for one in orphans(SHALL, world, SCOPE, ())}
    assert commands == {f"openstack {noun} show a", f"openstack {noun} show b", f"openstack {noun} delete c"}


def test_what_was_not_made_to_its_end_is_told_unless_a_change_is_about_to_go_on_with_it() -> None:
    world = applied()
    half = replace(world.existing[NETWORK], attributes={**world.existing[NETWORK].attributes, "marked": False})
    world = replace(world, existing={**world.existing, NETWORK: half})
    assert told(world) == [(Why.HALF, "network", "finance/office")]
    (orphan,) = orphans(SHALL, world, SCOPE, ())
    assert orphan.next == "zhengyun plan --site primary --only finance/office"
    assert told(world, explained=[NETWORK]) == []


def test_what_no_file_declares_is_told_with_what_is_lost_with_it() -> None:
    assert told(applied(), declared=False) == [(Why.UNDECLARED, "server", "finance/desk/app")]
    shall = {address: one for address, one in SHALL.items() if address.kind != "server"}
    (orphan,) = orphans(shall, applied(), SCOPE, ())
    assert orphan.next.endswith("--only finance/desk/app --allow-destroy")


def test_others_in_a_departments_project_are_told_and_elsewhere_they_are_their_own_affair() -> None:
    inside, outside = Foreign("network", "theirs", "1", "finance"), Foreign("network", "far", "2", "")
    world = replace(applied(), foreign=(inside, outside))
    assert told(world) == [(Why.STRANGER, "network", "theirs")]
    assert told(world, Scope(("primary",), ("health",))) == []


def test_what_is_next_with_a_strangers_thing_is_a_command_that_there_is() -> None:
    things = ("server", "port", "network", "servergroup", "subnetpool", "assignment")
    world = replace(applied(), foreign=tuple(Foreign(kind, "", str(at), "finance") for at, kind in enumerate(things)))
    assert {one.kind: one.next for one in orphans(SHALL, world, SCOPE, ())} == {
        "server": "zhengyun cloud reclaim --site primary --plan 0",
        "port": "zhengyun cloud reclaim --site primary --plan 1",
        "network": "openstack network show 2",
        "servergroup": "openstack server group show 3",
        "subnetpool": "openstack subnet pool show 4",
        "assignment": "openstack role assignment list --names --project finance",
    }


def test_strays_are_told_once_though_they_are_foreign_too() -> None:
    port, copy = Foreign("port", "", "1", "finance"), Foreign("volume", "data", "2", "")
    world = replace(applied(), foreign=(copy, port), strays=(copy, port))
    assert [why for why, _, _ in told(world)] == [Why.STRAY, Why.STRAY]
    commands = [one.next for one in orphans(SHALL, world, SCOPE, ())]
    assert commands == ["openstack volume delete 2", "openstack port delete 1"]
