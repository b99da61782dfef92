"""What Neutron's subnet pools would refuse in the middle of a plan."""

from collections.abc import Iterator, Mapping

from cloud import codes
from zhengyun.diff import Differences, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Existing


def mixed_pools(differences: Differences, existing: Mapping[Address, Existing]) -> Iterator[ZhengyunError]:
    """Yield every range that is to be made beside one of another pool, whether that goes in the same plan or stays."""
    for address, difference in differences.items():
        if address.kind != "subnet" or difference.verb not in (Verb.CREATE, Verb.REPLACE) or not difference.wanted:
            continue
        pool = difference.wanted.attributes["subnet_pool"]
        for other, there in existing.items():
            held = there.attributes.get("subnet_pool")
            if other != address and _beside(address, other) and held != pool:
                yield ZhengyunError(codes.ONE_POOL, thing=address, pool=pool or "-", other=other, held=held or "-")


def _beside(one: Address, other: Address) -> bool:
    """Whether both are ranges of one family of one network."""
    if other.kind != "subnet" or one.path.split("/")[:2] != other.path.split("/")[:2]:
        return False
    return (":" in one.path) == (":" in other.path)
