"""What is reachable from outside: only in exposed zones, and by a way that is there."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.compile import INTERNET
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.schema.system import ServerModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError


def exposure(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every exposure and floating address that has no right or no way to be there."""
    for site, tenant in sites_of(files):
        for name, system in tenant.model.systems.items():
            for position, one in enumerate(system.exposure):
                if one.from_ == INTERNET:
                    place = tenant.place("systems", name, "exposure", position)
                    yield from _zone(site, system, place, N_("an exposure to the internet"))
            for kind, server in system.servers.items():
                if server.floating:
                    yield from _floating(site, tenant, (name, system), (kind, server))


def _zone(site: SiteFiles, system: SystemModel, place: Place, what: str) -> Iterator[ZhengyunError]:
    zone = site.site.model.zones.get(system.zone)
    if zone and not zone.exposed:
        yield ZhengyunError(codes.NOT_EXPOSED, place=place, what=what, zone=system.zone)


def _floating(
    site: SiteFiles, tenant: Loaded[TenantFile], system: tuple[str, SystemModel], server: tuple[str, ServerModel]
) -> Iterator[ZhengyunError]:
    (name, model), (kind, entry) = system, server
    place = tenant.place("systems", name, "servers", kind, "floating")
    yield from _zone(site, model, place, N_("a floating address"))
    if not any(one.from_ == INTERNET and one.to in {None, kind} for one in model.exposure):
        yield ZhengyunError(codes.NEEDS_EXPOSURE, place=place, server=kind, system=name)
    legs = {leg.network for leg in entry.networks}
    routers = tenant.model.routers.values()
    if not any(router.gateway == entry.floating and legs.intersection(router.networks) for router in routers):
        yield ZhengyunError(codes.NO_WAY_OUT, place=place, server=kind, external=entry.floating)
