"""Server groups, and servers with their volumes and floating addresses."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from cloud.kinds.legs import ADDRESS, DEFAULT_GROUP, leg
from cloud.kinds.task import SHARED
from cloud.wanted.within import Within
from zhengyun.estate import Server, ServerGroup, System, Volume
from zhengyun.resource import STRANGE, Address, Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """Every server of a tenant's systems, and the groups in which they stand apart or together."""
    for group in at.tenant.server_groups:
        yield _band(at, group)
    for system in at.tenant.systems:
        for server in system.servers:
            yield from _server(at, system, server)


def _band(at: Within, group: ServerGroup) -> Resource:
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "policy": group.policy,
        "max_per_host": group.max_per_host or None,
    }
    return Resource(at.address("servergroup", f"{at.name}/{group.name}"), attributes, at.after)


def _server(at: Within, system: System, server: Server) -> Iterator[Resource]:
    path = f"{at.name}/{system.name}/{server.name}"
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": f"{system.name}-{server.name}" if server.called is None else server.called,
        "flavor": f"{SHARED}/{server.flavor}",
        "image": STRANGE + server.born.image if server.born.image else f"{SHARED}/{server.image}",
        "key": STRANGE + server.born.key if server.born.key else f"{at.name}/{server.key}" if server.key else None,
        "networks": [*sorted({leg for name in server.networks for leg in _legs(at, name)})],
        "groups": [*sorted(_group(at, group) for group in server.groups)] or [DEFAULT_GROUP],
        "running": server.running,
        "server_group": f"{at.name}/{server.server_group}" if server.server_group else None,
    }
    for name, address in server.networks.items():
        if address:
            attributes[ADDRESS + _subnet_of(at, name, address)] = address
    stands_in = tuple(at.address("subnet", subnet) for name in server.networks for subnet in at.subnets[name])
    yield Resource(at.address("server", path), attributes, at.after + stands_in + _before(at, server))
    for volume in server.volumes:
        yield from _volume(at, path, f"{system.name}-{server.name}", volume)
    if server.floating:
        yield _floating(at, path, server)


def _before(at: Within, server: Server) -> tuple[Address, ...]:
    """Who has an address of his own there comes first: else one that takes any address may have taken it."""
    if any(server.networks.values()):
        return ()
    return tuple(
        at.address("server", f"{at.name}/{system.name}/{other.name}")
        for system in at.tenant.systems
        for other in system.servers
        if any(other.networks.get(name) for name in server.networks)
    )


def _legs(at: Within, network: str) -> Iterator[str]:
    """What standing in a network comes to: a leg for each family of addresses that the network has."""
    for subnet in at.subnets[network]:
        yield leg(f"{at.name}/{network}", ip_network(subnet.split("/", 2)[2]).version)


def _subnet_of(at: Within, network: str, address: str) -> str:
    """Which of the network's ranges an address lies in."""
    return next(path for path in at.subnets[network] if ip_address(address) in ip_network(path.split("/", 2)[2]))


def _group(at: Within, name: str) -> str:
    """A group of the tenant's, or the one that Neutron gives every project."""
    return DEFAULT_GROUP if name == "default" else f"{at.name}/{name}"


def _volume(at: Within, path: str, server: str, volume: Volume) -> Iterator[Resource]:
    whole = f"{path}/{volume.name}"
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": f"{server}-{volume.name}" if volume.called is None else volume.called,
        "size_gib": volume.size_gib,
        "usable": True,
    }
    if volume.type:
        attributes["type"] = volume.type
    yield Resource(at.address("volume", whole), attributes, at.after)
    yield Resource(at.address("attachment", whole), {"server": path, "volume": whole})


def _floating(at: Within, path: str, server: Server) -> Resource:
    router = next(
        router.name
        for router in at.tenant.routers
        if router.gateway == server.floating and set(router.networks) & set(server.networks)
    )
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "external": f"{SHARED}/{server.floating}",
        "server": path,
        "router": f"{at.name}/{router}",
        "marked": True,
    }
    return Resource(at.address("floating", path), attributes, at.after)
