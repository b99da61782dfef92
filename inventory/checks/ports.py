"""Declared ports: taken once, in the zone of the system that takes them, and with the groups that its servers need."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded
from inventory.holes import Location
from inventory.schema.system import ServerModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError


def ports(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every port that is taken twice or where it cannot be, and groups that would have no effect."""
    for _, tenant in sites_of(files):
        yield from _taken_twice(tenant)
        for name, system in tenant.model.systems.items():
            for kind, server in system.servers.items():
                yield from _zones(tenant, name, kind, server)
                yield from _without_effect(tenant, (name, system), (kind, server))


def _takers(tenant: Loaded[TenantFile]) -> Iterator[tuple[str, Location, int]]:
    """Who takes which port: the parent of a trunk may be a server's as well, what it carries may not."""
    for name, trunk in tenant.model.trunks.items():
        for one in trunk.subports:
            yield one, ("trunks", name, "subports", one), 1
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            at = ("systems", name, "servers", kind)
            for position, leg in enumerate(server.networks):
                if leg.port and tenant.knows(*at, "networks", position):
                    count = server.count or 1 if tenant.knows(*at, "count") else 1
                    yield leg.port, (*at, "networks", position, "port"), count


def _taken_twice(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    taken: dict[str, Place] = {}
    for port, at, count in _takers(tenant):
        place = tenant.place(*at)
        if port in taken:
            yield _again(place, port, taken[port])
        elif count > 1:
            expected = N_("no declared port, for there are {count} of this server")
            yield ZhengyunError(codes.NOT_EXPECTED, place=place, given=port, expected=expected, count=count)
        taken.setdefault(port, place)
    parents: dict[str, Place] = {}
    for name, trunk in tenant.model.trunks.items():
        place = tenant.place("trunks", name, "port")
        carried = any(trunk.port in each.subports for each in tenant.model.trunks.values())
        other = taken[trunk.port] if carried else parents.get(trunk.port)
        if other and tenant.knows("trunks", name, "port"):
            yield _again(place, trunk.port, other)
        parents.setdefault(trunk.port, place)


def _again(place: Place, port: str, other: Place) -> ZhengyunError:
    return ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("port"), name=port, other=other)


def _zones(tenant: Loaded[TenantFile], system: str, kind: str, server: ServerModel) -> Iterator[ZhengyunError]:
    """A server's declared ports, and what they carry, lie in the zone of its system as its own legs do."""
    model, zone = tenant.model, tenant.model.systems[system].zone
    for position, leg in enumerate(server.networks):
        carried = [one for trunk in model.trunks.values() if trunk.port == leg.port for one in trunk.subports]
        for one in (leg.port, *carried) if leg.port else ():
            port = model.ports.get(one or "")
            network = model.networks.get(port.network) if port else None
            at: Location = ("systems", system, "servers", kind, "networks", position, "port")
            resting = (at, ("systems", system, "zone"), ("ports", one or "", "network"))
            if port and network and network.zone != zone and all(tenant.knows(*each) for each in resting):
                yield ZhengyunError(
                    codes.OTHER_ZONE,
                    place=tenant.place(*at),
                    server=kind,
                    network=port.network,
                    zone=zone,
                    other=network.zone,
                )


def _without_effect(
    tenant: Loaded[TenantFile], system: tuple[str, SystemModel], server: tuple[str, ServerModel]
) -> Iterator[ZhengyunError]:
    """Groups of a server are those of its own legs: one that stands on declared ports alone has none."""
    (name, whole), (kind, model) = system, server
    at = ("systems", name, "servers", kind)
    if any(leg.network for leg in model.networks) or not tenant.knows(*at, "networks"):
        return
    if model.groups and tenant.knows(*at, "groups"):
        yield ZhengyunError(codes.ON_PORTS, place=tenant.place(*at, "groups"), server=kind, what=N_("security groups"))
    for position, exposure in enumerate(whole.exposure):
        known = tenant.knows("systems", name, "exposure", position)
        if exposure.to in {None, kind} and not exposure.by and known:
            place = tenant.place("systems", name, "exposure", position)
            yield ZhengyunError(codes.ON_PORTS, place=place, server=kind, what=N_("an exposure"))
