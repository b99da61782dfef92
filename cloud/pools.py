"""What Neutron's subnet pools would refuse in the middle of a plan."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_network

from cloud import codes
from cloud.kinds.legs import network_of
from zhengyun.diff import Differences, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Existing, Foreign


def mixed_pools(differences: Differences, existing: Mapping[Address, Existing]) -> Iterator[ZhengyunError]:
    """Yield every range that is to be made beside one of another pool, whether that goes in the same plan or stays."""
    ranges: defaultdict[str, list[Address]] = defaultdict(list)
    for other in existing:
        if other.kind == "subnet":
            ranges[network_of(other.path)].append(other)
    for address, difference in differences.items():
        if address.kind != "subnet" or difference.verb not in (Verb.CREATE, Verb.REPLACE) or not difference.wanted:
            continue
        pool = difference.wanted.attributes["subnet_pool"]
        for other in ranges[network_of(address.path)]:
            held = existing[other].attributes.get("subnet_pool")
            if other != address and (":" in address.path) == (":" in other.path) and held != pool:
                yield ZhengyunError(codes.ONE_POOL, thing=address, pool=pool or "-", other=other, held=held or "-")


def taken_by_others(differences: Differences, foreign: Sequence[Foreign]) -> Iterator[ZhengyunError]:
    """Yield what cannot be because of ranges that somebody else took from a pool of ours: these are left as they are."""
    others = [one for one in foreign if one.kind == "subnet" and one.within]
    for address, difference in differences.items() if others else ():
        if address.kind == "subnetpool" and difference.goes_away:
            held = [f"{one.name} ({one.id})" for one in others if one.within == address.path]
            if held:
                yield ZhengyunError(codes.RESTED_ON, thing=address, things=", ".join(held))
        if address.kind == "subnet" and difference.verb in (Verb.CREATE, Verb.REPLACE) and difference.wanted:
            pool = difference.wanted.attributes["subnet_pool"]
            for one in others:
                if one.within == pool and _overlap(address.path.split("/", 2)[2], one.name.rpartition(" ")[2]):
                    yield ZhengyunError(codes.RANGE_TAKEN, thing=address, pool=pool, other=one.name, identifier=one.id)


def _overlap(one: str, other: str) -> bool:
    first, second = ip_network(one), ip_network(other)
    return first.version == second.version and first.overlaps(second)
