"""Declared ports and trunks."""

from collections.abc import Iterator

from cloud.kinds.legs import ADDRESS
from cloud.wanted.standing import groups_of, legs_in, subnet_of
from cloud.wanted.within import Within
from zhengyun.estate import Port, Trunk
from zhengyun.resource import Address, Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """Every port that a tenant declares, and every trunk."""
    for port in at.tenant.ports:
        yield _port(at, port)
    for trunk in at.tenant.trunks:
        yield _trunk(at, trunk)


def _port(at: Within, port: Port) -> Resource:
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": port.name if port.called is None else port.called,
        "network": f"{at.name}/{port.network}",
        "networks": [*sorted(set(legs_in(at, port.network)))],
        "groups": groups_of(at, port.groups) if port.security else [],
        "pairs": [*port.pairs],
        "qos": port.qos or None,
        "security": port.security,
        "enabled": True,
        "marked": True,
    }
    if port.address:
        attributes[ADDRESS + subnet_of(at, port.network, port.address)] = port.address
    stands_in = tuple(at.address("subnet", subnet) for subnet in at.subnets[port.network])
    return Resource(at.address("port", f"{at.name}/{port.name}"), attributes, at.after + stands_in + _before(at, port))


def _before(at: Within, port: Port) -> tuple[Address, ...]:
    """Ports with an address of their own come before those that take any, which may else have taken it."""
    others = (other for other in at.tenant.ports if other.address and other.network == port.network)
    return () if port.address else tuple(at.address("port", f"{at.name}/{other.name}") for other in others)


def _trunk(at: Within, trunk: Trunk) -> Resource:
    vlans: dict[str, Value] = {f"{at.name}/{port}": vlan for port, vlan in trunk.subports.items()}
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": trunk.name if trunk.called is None else trunk.called,
        "port": f"{at.name}/{trunk.port}",
        "subports": [*sorted(vlans)],
        "vlans": vlans,
        "enabled": True,
        "marked": True,
    }
    return Resource(at.address("trunk", f"{at.name}/{trunk.name}"), attributes, at.after)
