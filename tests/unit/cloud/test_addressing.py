"""How many addresses networks have left, and how many are taken of them."""

from typing import Any

import pytest

from cloud.addressing import left, taken
from cloud.admission import unaddressed
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Attributes, Existing, World

LEG = "finance/office IPv4"
OFFICE = Address("primary", "subnet", "finance/office/10.0.0.0/28")


def _made(kind: str, path: str, **attributes: Any) -> Action:
    return Action(f"create {path}", "cloud", Verb.CREATE, Address("primary", kind, path), "", attributes)


def test_what_servers_gateways_and_floating_addresses_take() -> None:
    actions = [
        _made("server", "finance/desk/app", networks=["finance/office IPv4", "finance/office IPv6"]),
        _made("server", "finance/desk/db", networks=["finance/office IPv4"]),
        _made("floating", "finance/desk/app", external="site/internet"),
        _made("router", "finance/edge", gateway="site/internet"),
        _made("router", "finance/inner", gateway=None),
    ]
    assert taken(actions, World("primary", {})) == {
        "finance/office IPv4": 2,
        "finance/office IPv6": 1,
        "site/internet IPv4": 2,
    }


@pytest.mark.parametrize(
    ("attributes", "usable"),
    [
        ({"addresses": "10.0.1.0/28", "gateway": "10.0.1.1"}, 13),
        ({"addresses": "10.0.1.0/28", "gateway": None}, 14),
        ({"addresses": "10.0.1.0/24", "gateway": "10.0.1.1", "pool": ["10.0.1.10", "10.0.1.19"]}, 10),
    ],
)
def test_a_new_range_gives_out_what_is_not_spoken_for(attributes: dict[str, Any], usable: int) -> None:
    world = World("primary", {OFFICE: Existing(OFFICE, "id", {})})
    new = _made("subnet", f"finance/office/{attributes['addresses']}", **attributes)
    assert left(world, [new], {"id": 3}) == {"finance/office IPv4": 3 + usable}
    assert left(world, [new], {}) == {}, "where one range is not known, nothing is"


def test_an_address_beside_the_pool_is_none_of_it() -> None:
    """Somebody kept a range's upper half for addresses that are given by hand: the pool has what it had."""
    pool: Attributes = {"pool": ["10.0.0.2", "10.0.0.4"]}
    app = Address("primary", "server", "finance/desk/app")
    stands = Existing(app, "s", {"networks": [LEG], f"address on {OFFICE.path}": "10.0.0.12"})
    world = World("primary", {OFFICE: Existing(OFFICE, "id", pool), app: stands})
    said = {f"address on {OFFICE.path}": "10.0.0.13"}
    coming = [_made("port", "finance/vip", networks=[LEG], **said), _made("port", "finance/any", networks=[LEG])]
    assert taken(coming, world)[LEG] == 1
    # Neutron: three in the pool, one in use.
    assert left(world, [], {"id": 2}) == {LEG: 3}
    assert not list(unaddressed(world, [*coming, _made("port", "finance/other", networks=[LEG])], {"id": 1}))


def test_a_range_of_several_pools_is_counted_as_neutron_does() -> None:
    parts = [str({"start": "10.0.0.2", "end": "10.0.0.3"}), str({"start": "10.0.0.8", "end": "10.0.0.9"})]
    world = World("primary", {OFFICE: Existing(OFFICE, "id", {"pool": [*parts]})})
    assert left(world, [], {"id": 2}) == {LEG: 2}
