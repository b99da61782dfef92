"""Whether it fits, to the unit: what is exactly as large as the room fits, one more does not, and the shortfall is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from cloud.admission import admit, arrivals, demand, over_capacity, over_quota
from cloud.layout import Arrival, Size
from cloud.port import Free, Room, Usage
from cloud.simulated import Simulated
from tests.carrying import bring_about, planned
from tests.estates import PLENTY, Parts, flavor, server, shared, site, system, tenant, volume
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems
from zhengyun.estate import Site
from zhengyun.resource import Address, Attributes, Existing, World
from zhengyun.results import Outcome, Status
from zhengyun.resume import remaining

FLAVORS: Final = {"site/tiny": Size(1, 256, 1), "site/large": Size(4, 4096, 20)}
EMPTY: Final = World("primary", {})


def _at(kind: str, path: str) -> Address:
    return Address("primary", kind, path)


def _action(verb: Verb, kind: str, path: str, **attributes: Any) -> Action:
    return Action(f"{verb} {kind} {path}", "cloud", verb, _at(kind, path), "", attributes)


def _world(*things: tuple[str, str, Attributes]) -> World:
    return World("primary", {_at(k, p): Existing(_at(k, p), "id", attributes) for k, p, attributes in things})


def _needed(world: World, *actions: Action) -> dict[str, int]:
    """What finance needs more, without what comes to nothing."""
    return {name: count for name, count in demand(actions, world, FLAVORS).get("finance", {}).items() if count}


def _server(verb: Verb, flavor_: str = "site/tiny", **more: Any) -> Action:
    networks = ["finance/office IPv4", "finance/office IPv6", "finance/data IPv4"]
    return _action(verb, "server", "finance/desk/app", flavor=flavor_, networks=networks, **more)


STANDING: Final[Attributes] = {"flavor": "site/tiny", "size": [1, 256, 1], "networks": ["finance/office IPv4"]}


class TestDemand:
    """What the actions take of a tenant's quota."""

    @pytest.mark.parametrize(
        ("action", "takes"),
        [
            (_server(Verb.CREATE), {"servers": 1, "vcpus": 1, "ram_mib": 256, "ports": 2}),
            (_action(Verb.CREATE, "volume", "finance/desk/app/data", size_gib=7), {"volumes": 1, "storage_gib": 7}),
            (_action(Verb.CREATE, "router", "finance/gate", subnets=["a", "b", "c"]), {"routers": 1, "ports": 3}),
            (_action(Verb.CREATE, "group", "finance/web", egress="any"), {"groups": 1, "rules": 2}),
            (_action(Verb.CREATE, "group", "finance/web", egress="IPv6"), {"groups": 1, "rules": 1}),
            (_action(Verb.CREATE, "group", "finance/web", egress="declared"), {"groups": 1}),
            (_action(Verb.CREATE, "network", "finance/office"), {"networks": 1}),
            (_action(Verb.CREATE, "floating", "finance/desk/app"), {"floating_addresses": 1}),
            (_action(Verb.CREATE, "rule", "finance/web/in"), {"rules": 1}),
            (_action(Verb.CREATE, "subnet", "finance/office/10.0.0.0/24"), {}),
            (_action(Verb.DELETE, "network", "finance/office"), {}),
        ],
        ids=lambda one: one.id if isinstance(one, Action) else "",
    )
    def test_each_thing_counts_for_what_the_services_count(self, action: Action, takes: dict[str, int]) -> None:
        assert _needed(EMPTY, action) == takes

    def test_what_grows_counts_for_what_it_grows_by(self) -> None:
        world = _world(("volume", "finance/desk/app/data", {"size_gib": 10}), ("server", "finance/desk/app", STANDING))
        grown = _action(Verb.UPDATE, "volume", "finance/desk/app/data", size_gib=25)
        assert _needed(world, grown) == {"storage_gib": 15}
        assert _needed(world, _server(Verb.UPDATE, "site/large")) == {"vcpus": 3, "ram_mib": 3840, "ports": 1}

    def test_what_is_replaced_gives_back_what_it_had(self) -> None:
        world = _world(("server", "finance/desk/app", STANDING))
        going = _action(Verb.DELETE, "server", "finance/desk/app", **STANDING)
        assert _needed(world, going, _server(Verb.CREATE)) == {"ports": 1}

    def test_what_is_deleted_for_good_makes_room_for_nothing(self) -> None:
        """Nothing says that it is gone before the other is made."""
        world = _world(("volume", "finance/desk/app/old", {"size_gib": 50}))
        actions = (
            _action(Verb.DELETE, "volume", "finance/desk/app/old", size_gib=50),
            _action(Verb.CREATE, "volume", "finance/desk/app/new", size_gib=5),
        )
        assert _needed(world, *actions) == {"volumes": 1, "storage_gib": 5}

    def test_a_snapshot_counts_for_what_its_volume_holds(self) -> None:
        path = "finance/desk/app/data"
        action = _action(Verb.CREATE, "snapshot", f"{path}/20261121t0300z", volume=path)
        needed = _needed(_world(("volume", path, {"size_gib": 7})), action)
        assert needed == {"snapshots": 1, "storage_gib": 7}

    def test_what_all_share_is_on_nobodys_quota(self) -> None:
        assert demand([_action(Verb.CREATE, "network", "site/internet")], EMPTY, {}) == {}


class TestQuota:
    """What is free of a quota."""

    USED: Final = {"volumes": Usage(10, 7), "groups": Usage(20, 1), "storage_gib": Usage(-1, 900)}

    @pytest.mark.parametrize(("needed", "short"), [(0, 0), (3, 0), (4, 1), (13, 10)])
    def test_what_fits_exactly_fits(self, needed: int, short: int) -> None:
        errors = list(over_quota("primary", "finance", {"volumes": needed}, self.USED, {}))
        assert [error.values["short"] for error in errors] == ([short] if short else [])
        for error in errors:
            assert error.code.id == "ZY-CLOUD-020"
            assert (error.values["needed"], error.values["free"], error.values["limit"]) == (needed, 3, 10)

    def test_no_limit_is_never_exceeded(self) -> None:
        assert not list(over_quota("primary", "finance", {"storage_gib": 10**9}, self.USED, {}))

    @pytest.mark.parametrize(("limit", "short"), [(11, []), (10, [1])])
    def test_the_quota_that_the_plan_itself_gives_counts(self, limit: int, short: list[int]) -> None:
        errors = list(over_quota("primary", "finance", {"volumes": 4}, self.USED, {"volumes": limit}))
        assert [error.values["short"] for error in errors] == short

    def test_a_quota_that_is_exceeded_already_is_told_as_it_is(self) -> None:
        (error,) = over_quota("primary", "finance", {"volumes": 1}, {"volumes": Usage(5, 9)}, {})
        assert (error.values["free"], error.values["short"]) == (-4, 5)

    def test_what_neutron_gives_a_project_by_itself_counts_too(self) -> None:
        """With the first network thing comes a group with four rules."""
        fresh = {"groups": Usage(1, 0), "rules": Usage(10, 0)}
        (error,) = over_quota("primary", "finance", {"groups": 1, "rules": 6}, fresh, {})
        assert (error.values["what"], error.values["needed"], error.values["short"]) == ("security groups", 2, 1)

    def test_every_shortfall_is_told_at_once(self) -> None:
        used = {"servers": Usage(1, 1), "vcpus": Usage(2, 1), "groups": Usage(9, 1)}
        errors = over_quota("primary", "finance", {"servers": 1, "vcpus": 2}, used, {})
        assert [(error.values["what"], error.values["short"]) for error in errors] == [
            ("servers", 1),
            ("virtual processors", 1),
        ]


def _arrivals(*sizes: Size) -> list[Arrival]:
    return [Arrival(_at("server", f"finance/desk/app{number}"), one, one) for number, one in enumerate(sizes)]


def _shortfalls(servers: list[Arrival], free: Free) -> list[tuple[str, Any]]:
    errors = over_capacity("primary", servers, free)
    return [(error.code.id, error.values.get("short") or str(error.values.get("thing"))) for error in errors]


class TestCapacity:
    """What the hosts have."""

    ROOMS: Final = (Room("a", 8, 4096, 100), Room("b", 4, 8192, 100))

    @pytest.mark.parametrize(
        ("size", "found"),
        [
            (Size(8, 4096, 100), []),
            (Size(4, 8192, 100), []),
            (Size(13, 1, 1), [("ZY-CLOUD-021", 1)]),
            (Size(1, 12_289, 1), [("ZY-CLOUD-021", 1)]),
            (Size(1, 1, 201), [("ZY-CLOUD-021", 1)]),
            (Size(13, 12_290, 203), [("ZY-CLOUD-021", 1), ("ZY-CLOUD-021", 2), ("ZY-CLOUD-021", 3)]),
            (Size(8, 4097, 1), [("ZY-CLOUD-022", "primary/server/finance/desk/app0")]),
            (Size(9, 1, 1), [("ZY-CLOUD-022", "primary/server/finance/desk/app0")]),
        ],
    )
    def test_one_server_fits_on_a_host_to_the_unit(self, size: Size, found: list[tuple[str, Any]]) -> None:
        assert _shortfalls(_arrivals(size), Free(self.ROOMS)) == found

    def test_servers_share_hosts_until_they_are_full(self) -> None:
        free = Free((Room("a", 4, 1000, 10), Room("b", 4, 1000, 10)))
        assert not _shortfalls(_arrivals(*[Size(2, 500, 5)] * 4), free)
        assert _shortfalls(_arrivals(*[Size(3, 1, 1)] * 2, Size(2, 1, 1)), free) == [
            ("ZY-CLOUD-022", "primary/server/finance/desk/app2")
        ]

    def test_a_site_without_hosts_bears_nothing(self) -> None:
        assert _shortfalls(_arrivals(Size(1, 0, 0)), Free(())) == [("ZY-CLOUD-021", 1)]

    def test_a_server_that_grows_needs_its_whole_size_on_another_host(self) -> None:
        world = _world(("server", "finance/desk/app", STANDING))
        (grown,) = arrivals([_server(Verb.UPDATE, "site/large")], world, FLAVORS)
        assert (grown.whole, grown.more) == (Size(4, 4096, 20), Size(3, 3840, 19))

    @pytest.mark.parametrize(("flavor_", "counted"), [("site/large", True), ("site/small", True), ("site/tiny", False)])
    def test_of_a_group_whoever_is_resized_needs_another_host(self, flavor_: str, counted: bool) -> None:
        grouped: Attributes = {**STANDING, "size": [1, 256, 1], "server_group": "finance/apart", "host": "host-1"}
        world = _world(("server", "finance/desk/app", grouped))
        resized = _action(Verb.UPDATE, "server", "finance/desk/app", **{**grouped, "size": None, "flavor": flavor_})
        found = arrivals([resized], world, {**FLAVORS, "site/small": Size(1, 128, 1)})
        assert [(one.group, one.here) for one in found] == [("finance/apart", "host-1")] * counted

    def test_where_nova_resizes_on_the_same_host_a_group_is_in_nobodys_way(self) -> None:
        grouped: Attributes = {**STANDING, "size": [1, 256, 1], "server_group": "finance/apart", "host": "host-1"}
        world = _world(("server", "finance/desk/app", grouped))
        resized = _action(
            Verb.UPDATE, "server", "finance/desk/app", **{**grouped, "size": None, "flavor": "site/large"}
        )
        (found,) = arrivals([resized], world, FLAVORS, resizes_here=True)
        assert (found.group, found.here) == ("", "")

    def test_a_server_that_is_replaced_or_shrinks_takes_no_room(self) -> None:
        world = _world(("server", "finance/desk/app", {**STANDING, "size": [4, 4096, 20]}))
        assert not arrivals([_server(Verb.CREATE)], world, FLAVORS)
        assert not arrivals([_server(Verb.UPDATE)], world, FLAVORS)


class TestAdmitting:
    """All of it together, at a simulated site."""

    def _town(self, count: int, **quota: int) -> Site:
        apps = [server(f"app{number}", volumes=(volume("data", 3),)) for number in range(count)]
        department = tenant("finance", systems=(system(*apps),), quota=replace(PLENTY, **quota))
        return site(shared(), Parts(tenants=(department,), flavors=(flavor("tiny"),)))

    def test_a_site_that_is_exactly_large_enough_is_filled_and_then_full(self) -> None:
        cloud = Simulated("primary", rooms=(Room("a", 3, 768, 3),), storage_gib=9)
        assert not bring_about(self._town(3), cloud).not_done()
        with pytest.raises(Problems) as raised:
            planned(self._town(4), cloud)
        assert {(error.values.get("what"), error.values.get("short")) for error in raised.value.errors} == {
            ("virtual processors", 1),
            ("MiB of memory", 256),
            ("GiB of disk", 1),
            (None, None),
        }
        (short,) = (error for error in raised.value.errors if error.code.id == "ZY-CLOUD-184")
        assert (short.values["needed"], short.values["largest"]) == (3, 0)

    def test_a_quota_that_is_declared_too_small_is_told_before_anything_is_made(self) -> None:
        cloud = Simulated("primary")
        with pytest.raises(Problems) as raised:
            planned(self._town(3, servers=2, storage_gib=8), cloud)
        assert {(error.values["what"], error.values["short"]) for error in raised.value.errors} == {
            ("servers", 1),
            ("GiB of storage", 1),
        }
        assert not cloud.things

    def test_where_nothing_is_added_nothing_is_asked(self) -> None:
        class Silent(Simulated):
            def free(self) -> Free:
                raise AssertionError("it was asked")

        admit(Silent("primary"), EMPTY, [_action(Verb.DELETE, "network", "finance/office")])


class TestGoingOn:
    """What a run that was torn off has left takes up no more than it is."""

    TOWN: Final = site(
        shared(), Parts(tenants=(tenant("finance", systems=(system(server("app")),), quota=replace(PLENTY, servers=1)),))
    )  # fmt: skip

    def test_what_is_in_error_goes_before_it_is_made_again(self) -> None:
        cloud, app = Simulated("primary"), _at("server", "finance/desk/app")
        actions = planned(self.TOWN, cloud)
        assert not bring_about(self.TOWN, cloud).not_done()
        cloud.things[app] = replace(cloud.things[app], fault="No valid host was found.")
        done = {one.id: Outcome(one.id, Status.DONE) for one in actions if one.address != app}
        left = remaining(actions, done, {"primary": cloud.observe()})
        assert [(one.verb, one.address) for one in left] == [(Verb.CREATE, app)]
        cloud.admit(left)

    @pytest.mark.parametrize("looks", [1, 5])
    def test_what_is_counted_twice_for_a_while_is_waited_for(self, looks: int) -> None:
        """As Neutron does while it makes something, and as what is deleted in the background."""
        cloud = Counting("primary", looks=looks)
        cloud.admit([replace(_server(Verb.CREATE), again=True)])
        assert cloud.looks < 0, "it was asked until it fitted"

    def test_what_others_have_taken_meanwhile_refuses_whoever_goes_on(self) -> None:
        cloud = Counting("primary", looks=1000)
        with pytest.raises(Problems) as raised:
            cloud.admit([replace(_server(Verb.CREATE), again=True)])
        assert [error.code.id for error in raised.value.errors] == ["ZY-CLOUD-020"]

    def test_who_was_not_torn_off_is_told_at_once(self) -> None:
        with pytest.raises(Problems):
            Counting("primary", looks=1).admit([_server(Verb.CREATE)])


@dataclass
class Counting(Simulated):
    """A site that counts a server too many until it has been asked so often."""

    looks: int = 0

    def usage(self, world: World, tenants: Sequence[str]) -> Mapping[str, Mapping[str, Usage]]:
        """One server is allowed."""
        del world
        used, self.looks = min(self.looks, 1), self.looks - 1
        return {tenant: {"servers": Usage(1, used)} for tenant in tenants}
