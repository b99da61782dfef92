"""Addresses that networks have left, by leg: `finance/office IPv4`; and how many of them actions take. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Final

from cloud.kinds.legs import ADDRESS, leg, network_of
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Attributes, Value, World

# What stands in networks with addresses of its own.
STANDING: Final = frozenset({"server", "port"})
# A pool is told by its first and its last address.
SPAN: Final = 2


def taken(actions: Sequence[Action], world: World) -> Counter[str]:
    """How many addresses of each leg's network actions take: a server or port one a leg, a gateway and a floating address one.

    What is made anew gives back what it had; an address that is said, and that no pool gives, is none of the pool's.
    """
    counted: Counter[str] = Counter()
    pools = _pools(world)
    gone = {action.address for action in actions if action.verb is Verb.DELETE}
    for action in actions:
        if action.verb is Verb.CREATE and action.address not in gone:
            counted.update(_takes(action.address.kind, action.attributes))
            counted.subtract(_beside(pools, action.attributes))
            # In error, and gone before it is made again.
            husk = world.existing.get(action.address)
            counted.subtract(_takes(action.address.kind, husk.attributes) if husk else ())
    return counted


def given_back(actions: Sequence[Action], world: World) -> Counter[str]:
    """How many addresses of each leg's network actions give back for good."""
    counted: Counter[str] = Counter()
    pools, made = _pools(world), {action.address for action in actions if action.verb is Verb.CREATE}
    for action in actions:
        if action.verb is Verb.DELETE and action.address not in made:
            counted.update(_takes(action.address.kind, action.attributes))
            counted.subtract(_beside(pools, action.attributes))
    return counted


def _takes(kind: str, attributes: Attributes) -> list[str]:
    if kind in STANDING:
        legs = attributes.get("networks")
        return [str(one) for one in legs] if isinstance(legs, list) else []
    outward = {"floating": "external", "router": "gateway"}.get(kind, "")
    return [leg(str(attributes[outward]), 4)] if outward and attributes.get(outward) else []


def left(world: World, actions: Sequence[Action], ranges: Mapping[str, int]) -> dict[str, int]:
    """How many addresses are free by leg, where all of its ranges are known: as Neutron counts, or new from this plan."""
    free: dict[str, int] = {}
    unknown: set[str] = set()
    for address, existing in world.existing.items():
        if address.kind == "subnet":
            name = _leg_of(address.path)
            if existing.id in ranges:
                free[name] = free.get(name, 0) + ranges[existing.id]
            else:
                unknown.add(name)
    pools = _pools(world)
    stands = (one.attributes for address, one in world.existing.items() if address.kind in STANDING)
    # Neutron counts what stands beside a pool as used all the same.
    for name in (*_routed(world), *(name for attributes in stands for name in _beside(pools, attributes))):
        free[name] = free.get(name, 0) + 1
    for action in actions:
        if action.address.kind == "subnet" and action.verb is Verb.CREATE:
            name = leg(network_of(action.address.path), ip_network(str(action.attributes["addresses"])).version)
            free[name] = free.get(name, 0) + _usable(action.attributes)
    return {name: count for name, count in free.items() if name not in unknown}


def _routed(world: World) -> Iterator[str]:
    """The leg of each range that a router stands in: Neutron counts its address as used, and it is none of the pool's."""
    for address, existing in world.existing.items():
        subnets = existing.attributes.get("subnets") if address.kind == "router" else None
        for path in subnets if isinstance(subnets, list) else ():
            subnet = world.existing.get(Address(address.site, "subnet", str(path)))
            if subnet and subnet.attributes.get("gateway"):
                yield _leg_of(str(path))


def _pools(world: World) -> dict[str, tuple[int, int]]:
    """By range, the first and the last address that Neutron gives from it, where that is one span."""
    ranges = (
        (one.path, existing.attributes.get("pool")) for one, existing in world.existing.items() if one.kind == "subnet"
    )
    # Of several spans each is told whole, and no address.
    spans = ((path, pool) for path, pool in ranges if isinstance(pool, list) and len(pool) == SPAN)
    return {path: (_number(first), _number(last)) for path, (first, last) in spans if "{" not in str(first)}


def _beside(pools: Mapping[str, tuple[int, int]], attributes: Attributes) -> Iterator[str]:
    """The leg of each address that something has, or shall have, beside the pool of its range."""
    for name, value in attributes.items():
        path = name.removeprefix(ADDRESS)
        if path != name and path in pools and not pools[path][0] <= _number(value) <= pools[path][1]:
            yield _leg_of(path)


def _leg_of(path: str) -> str:
    return leg(network_of(path), ip_network(path.split("/", 2)[2]).version)


def _usable(attributes: Attributes) -> int:
    """How many addresses a new range gives out: those of its pool, or all but its own, the last one and the gateway."""
    pool, whole = attributes.get("pool"), ip_network(str(attributes["addresses"]))
    if isinstance(pool, list) and len(pool) == SPAN:
        return _number(pool[1]) - _number(pool[0]) + 1
    own = 2 if whole.version == 4 and whole.num_addresses > 2 else 0
    return whole.num_addresses - own - bool(attributes.get("gateway"))


def _number(value: Value) -> int:
    return int(ip_address(str(value)))
