"""Whether volumes find a pool: by type, by zone, whole; and whether networks have addresses for what comes."""

from collections.abc import Sequence
from typing import Any, Final

import pytest

from cloud.admission import unaddressed
from cloud.capacity.stock import ENDLESS, Holding, Pool, Stores
from cloud.storing import stored, unstored
from cloud.zones import unzoned
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Attributes, Existing, World

EMPTY: Final = World("primary", {})


def _pool(name: str, size: int, *types: str, zone: str = "nova", up: bool = True) -> Pool:
    return Pool(name, up, Holding(size), types, zones=(zone,))


# Two pools of one type in different zones, and one of another type.
POOLS: Final = Stores(
    (_pool("a", 100, "fast"), _pool("b", 60, "fast", zone="annex"), _pool("c", 200, "bulk")), default_type="fast"
)


def _at(path: str, kind: str = "volume") -> Address:
    return Address("primary", kind, path)


def _action(verb: Verb, path: str, kind: str = "volume", /, **attributes: Any) -> Action:
    return Action(f"{verb} {kind} {path}", "cloud", verb, _at(path, kind), "", attributes)


def _new(*volumes: Attributes) -> list[Action]:
    return [_action(Verb.CREATE, f"t/s/a/v{number}", **one) for number, one in enumerate(volumes)]


def _short(actions: Sequence[Action], world: World = EMPTY, stores: Stores = POOLS) -> list[tuple[Any, ...]]:
    errors = list(unstored("primary", stored(actions, world, stores), stores))
    assert {error.code.id for error in errors} <= {"ZY-CLOUD-184"}
    return [tuple(error.values[name] for name in ("kind", "needed", "count", "largest")) for error in errors]


@pytest.mark.parametrize(
    ("volumes", "short"),
    [
        ([{"size_gib": 100, "type": "fast"}], []),
        ([{"size_gib": 101, "type": "fast"}], [("fast", 101, 1, 100)]),
        ([{"size_gib": 101}], [("fast", 101, 1, 100)]),
        ([{"size_gib": 200, "type": "bulk"}, {"size_gib": 100}], []),
        ([{"size_gib": 80}, {"size_gib": 80}], [("fast", 160, 2, 100)]),
        ([{"size_gib": 60, "availability_zone": "annex"}, {"size_gib": 100}], []),
        ([{"size_gib": 61, "availability_zone": "annex"}], [("annex/fast", 61, 1, 60)]),
        ([{"size_gib": 1, "type": "bulk", "availability_zone": "annex"}], [("annex/bulk", 1, 1, 0)]),
        ([{"size_gib": 50, "availability_zone": "annex"}, {"size_gib": 60}, {"size_gib": 50}], [("*", 160, 3, 200)]),
        ([{"size_gib": 1, "type": "gone"}], [("gone", 1, 1, 0)]),
    ],
)
def test_a_volume_lies_in_one_pool_of_its_type_and_its_zone(
    volumes: list[Attributes], short: list[tuple[Any, ...]]
) -> None:
    assert _short(_new(*volumes)) == short


def test_what_a_server_boots_from_and_what_a_volume_grows_by_lie_there_too() -> None:
    root = {"root": "volume", "root_gib": 201, "root_type": "bulk"}
    assert _short([_action(Verb.CREATE, "t/s/a", "server", **root)]) == [("bulk", 201, 1, 200)]
    before: Attributes = {"size_gib": 10, "type": "fast", "availability_zone": "annex"}
    world = World("primary", {_at("t/s/a/v"): Existing(_at("t/s/a/v"), "id", before)})
    grown = {size: _action(Verb.UPDATE, "t/s/a/v", size_gib=size) for size in (70, 71)}
    assert _short([grown[70]], world) == []
    assert _short([grown[71]], world) == [("annex/fast", 61, 1, 60)]


def test_what_is_replaced_gives_back_what_it_had_unless_it_comes_to_lie_elsewhere() -> None:
    before: Attributes = {"size_gib": 100, "type": "fast", "availability_zone": "nova"}
    world = World("primary", {_at("t/s/a/v"): Existing(_at("t/s/a/v"), "id", before)})
    full = Stores((Pool("a", True, Holding(100, used=100), ("fast",), zones=("nova",)), *POOLS.pools[1:]))
    assert _short([_action(Verb.CREATE, "t/s/a/v", size_gib=90)], world, full) == []
    moved = _action(Verb.CREATE, "t/s/a/v", size_gib=90, availability_zone="annex")
    assert _short([moved], world, full) == [("annex/fast", 90, 1, 60)]


def test_a_type_of_the_same_plan_and_pools_that_say_little_are_believed() -> None:
    new = [_action(Verb.CREATE, "site/own", "volumetype"), *_new({"size_gib": 150, "type": "own"})]
    assert _short(new) == []
    assert _short(_new({"size_gib": 10**6}), stores=Stores((Pool("x", True, None, ()),))) == []
    assert ENDLESS > 10**6
    down = Stores((_pool("a", 100, "fast", up=False),))
    assert _short(_new({"size_gib": 1, "type": "fast"}), stores=down) == [("fast", 1, 1, 0)]


def test_a_volume_names_a_zone_of_cinders() -> None:
    def zones() -> list[str]:
        asked.append("")
        return ["annex", "nova"]

    asked: list[str] = []
    assert not list(unzoned("primary", _new({"size_gib": 1}), zones))
    assert not asked
    named = _new({"availability_zone": "annex"}, {"availability_zone": "north"})
    (error,) = unzoned("primary", named, zones)
    assert (error.code.id, error.values["zone"], error.values["legal"]) == ("ZY-CLOUD-146", "north", "annex, nova")


RANGE: Final = "site/internet/198.51.100.0/28"


class TestAddresses:
    """One external range of which three addresses are left."""

    WORLD: Final = World(
        "primary",
        {
            _at(RANGE, "subnet"): Existing(_at(RANGE, "subnet"), "range", {"gateway": "198.51.100.1"}),
            _at("t/s/a", "floating"): Existing(_at("t/s/a", "floating"), "f", {"external": "site/internet"}),
        },
    )

    def _floating(self, count: int) -> list[Action]:
        return [_action(Verb.CREATE, f"t/s/f{one}", "floating", external="site/internet") for one in range(count)]

    def test_floating_addresses_and_gateways_are_counted_outside(self) -> None:
        gate = _action(Verb.CREATE, "t/gate", "router", gateway="site/internet", subnets=[])
        assert not list(unaddressed(self.WORLD, [*self._floating(2), gate], {"range": 3}))
        (short,) = unaddressed(self.WORLD, [*self._floating(3), gate], {"range": 3})
        assert short.code.id == "ZY-CLOUD-189"
        assert (short.values["network"], short.values["needed"], short.values["free"]) == ("site/internet IPv4", 4, 3)

    def test_what_is_given_back_in_the_same_plan_may_be_taken(self) -> None:
        going = _action(Verb.DELETE, "t/s/a", "floating", external="site/internet")
        assert not list(unaddressed(self.WORLD, [going, *self._floating(4)], {"range": 3}))

    def test_where_nobody_counts_nothing_is_refused(self) -> None:
        assert not list(unaddressed(self.WORLD, self._floating(1000), {}))

    def test_a_routers_own_address_is_none_of_the_pool(self) -> None:
        gate = Existing(_at("t/gate", "router"), "r", {"subnets": [RANGE]})
        world = World("primary", {**self.WORLD.existing, gate.address: gate})
        assert not list(unaddressed(world, self._floating(4), {"range": 3}))


def test_a_pool_of_which_nobody_says_where_it_lies_may_lie_in_any_zone() -> None:
    """Cinder tells the zone of a daemon, and the pools of a cluster bear the cluster's name."""
    stores = Stores((_pool("a", 10, "fast"), Pool("cluster", True, Holding(100), ("fast",))), default_type="fast")
    assert _short(_new({"size_gib": 50, "availability_zone": "nova"}), stores=stores) == []
    assert _short(_new({"size_gib": 101, "availability_zone": "nova"}), stores=stores) == [("nova/fast", 101, 1, 100)]
