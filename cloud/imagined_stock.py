"""A simulated site's stock: hosts that are all up, and one pool."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from cloud.capacity.stock import RESOURCES, STORAGE, Holding, Host, Pool, Stock, Taker
from cloud.imagined import Placed, strings, zones_of
from cloud.port import Room
from zhengyun.resource import Address, Existing


def stock_of(
    site: str,
    rooms: Sequence[Room],
    pool: Pool,
    placed: Mapping[Address, Placed],
    things: Mapping[Address, Existing],
) -> Stock:
    """What there is, and what is taken of it."""
    on: defaultdict[str, Counter[str]] = defaultdict(Counter)
    taken: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for address, one in placed.items():
        size = dict(zip(RESOURCES, one.size, strict=True))
        on[one.host].update(size)
        taken[address.tenant].update({"servers": 1, **size})
    for address, thing in things.items():
        size_gib = thing.attributes.get("size_gib")
        if address.kind == "volume" and isinstance(size_gib, int):
            taken[address.tenant].update({"volumes": 1, STORAGE: size_gib})
    promised = sum(takes[STORAGE] for takes in taken.values())
    space = pool.space._replace(used=promised) if pool.space else None
    takers = tuple(Taker(tenant, ours=True, takes=dict(takes)) for tenant, takes in sorted(taken.items()))
    zones, inside = zones_of(things, rooms), _aggregates(things)
    hosts = tuple(_host(room, on[room.host], zones[room.host], inside[room.host]) for room in rooms)
    return Stock(site, hosts, (pool._replace(space=space),), takers)


def _aggregates(things: Mapping[Address, Existing]) -> Mapping[str, list[str]]:
    """By host, the aggregates that it is in."""
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for address, one in sorted(things.items()):
        for host in strings(one.attributes["hosts"]) if address.kind == "aggregate" else ():
            inside[host].append(address.path.rpartition("/")[2])
    return inside


def _host(room: Room, used: Mapping[str, int], zone: str, aggregates: Sequence[str]) -> Host:
    holdings = {name: Holding(getattr(room, name), used=used[name]) for name in RESOURCES}
    return Host(room.host, up=True, enabled=True, zone=zone, aggregates=tuple(aggregates), holdings=holdings)
