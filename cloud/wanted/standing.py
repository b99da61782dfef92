"""Where servers and ports stand: their legs, addresses and groups."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from cloud.kinds.legs import DEFAULT_GROUP, leg
from cloud.wanted.within import Within
from zhengyun.resource import Value


def legs_in(at: Within, network: str) -> Iterator[str]:
    """What standing in a network comes to: a leg for each family of addresses that the network has."""
    for subnet in at.subnets[network]:
        yield leg(at.network(network), ip_network(subnet.split("/", 2)[2]).version)


def subnet_of(at: Within, network: str, address: str) -> str:
    """Which of the network's ranges an address lies in."""
    return next(path for path in at.subnets[network] if ip_address(address) in ip_network(path.split("/", 2)[2]))


def groups_of(at: Within, names: tuple[str, ...]) -> list[Value]:
    """The paths of groups; without any, the one that Neutron gives every project."""
    paths = (DEFAULT_GROUP if name == "default" else f"{at.name}/{name}" for name in names)
    return [*sorted(paths)] or [DEFAULT_GROUP]
