"""Server groups, and servers with their volumes and floating addresses."""

from collections.abc import Iterator

from cloud.kinds.attachment import path_between
from cloud.kinds.legs import ADDRESS
from cloud.kinds.task import SHARED
from cloud.wanted.standing import groups_of, legs_in, subnet_of
from cloud.wanted.within import Within
from zhengyun.estate import Server, ServerGroup, SharedVolume, System, Volume
from zhengyun.resource import STRANGE, Address, Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """Every server of a tenant's systems, and the groups in which they stand apart or together."""
    for group in at.tenant.server_groups:
        yield _band(at, group)
    for system in at.tenant.systems:
        for server in system.servers:
            yield from _server(at, system, server)
        for volume in system.shared_volumes:
            yield from _shared(at, system, volume)


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
        "networks": [*sorted({leg for name in server.networks for leg in legs_in(at, name)})],
        "groups": groups_of(at, server.groups) if server.networks else [],
        "ports": [*sorted(f"{at.name}/{port}" for port in server.ports)],
        "pairs": [],
        "shares": [f"{name}/{at.name}" for name in sorted(server.networks) if "/" in name],
        "running": server.running,
        "server_group": f"{at.name}/{server.server_group}" if server.server_group else None,
        "root": "volume" if server.boot else "image",
    }
    if server.boot:
        attributes |= {"root_gib": server.boot.size_gib, "root_kept": server.boot.kept}
        attributes |= {"root_type": server.boot.type} if server.boot.type else {}
    if server.availability_zone:
        attributes["availability_zone"] = server.availability_zone
    for name, address in server.networks.items():
        if address:
            attributes[ADDRESS + subnet_of(at, name, address)] = address
    stands_in = tuple(at.address("subnet", subnet) for name in server.networks for subnet in at.subnets[name])
    carriers = tuple(
        at.address("trunk", f"{at.name}/{one.name}") for one in at.tenant.trunks if one.port in server.ports
    )
    zone = at.zones.get(server.availability_zone, ())
    yield Resource(at.address("server", path), attributes, at.after + stands_in + carriers + _before(at, server) + zone)
    for volume in server.volumes:
        yield from _volume(at, path, f"{system.name}-{server.name}", volume)
    if server.floating:
        yield _floating(at, path, server)


def _before(at: Within, server: Server) -> tuple[Address, ...]:
    """Who has an address of his own there comes first: else one that takes any address may have taken it."""
    if any(server.networks.values()):
        return ()
    ports = (
        at.address("port", f"{at.name}/{one.name}")
        for one in at.tenant.ports
        if one.address and one.network in server.networks
    )
    servers = (
        at.address("server", f"{at.name}/{system.name}/{other.name}")
        for system in at.tenant.systems
        for other in system.servers
        if any(other.networks.get(name) for name in server.networks)
    )
    return (*ports, *servers)


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
    if volume.type in at.types:
        attributes["of_type"] = f"{SHARED}/{volume.type}"
    if volume.availability_zone:
        attributes["availability_zone"] = volume.availability_zone
    yield Resource(at.address("volume", whole), attributes, at.after)
    yield Resource(at.address("attachment", whole), {"server": path, "volume": whole})


def _shared(at: Within, system: System, volume: SharedVolume) -> Iterator[Resource]:
    """A volume of the system's own, and its attachment to each of the servers."""
    path = f"{at.name}/{system.name}/{volume.name}"
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": f"{system.name}-{volume.name}" if volume.called is None else volume.called,
        "size_gib": volume.size_gib,
        "usable": True,
    }
    if volume.type:
        attributes["type"] = volume.type
    if volume.type in at.types:
        attributes["of_type"] = f"{SHARED}/{volume.type}"
    if volume.availability_zone:
        attributes["availability_zone"] = volume.availability_zone
    yield Resource(at.address("volume", path), attributes, at.after)
    for name in volume.servers:
        server = f"{at.name}/{system.name}/{name}"
        yield Resource(at.address("attachment", path_between(path, server)), {"server": server, "volume": path})


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
