"""What is reachable from outside: only in exposed zones, and by a way that is there."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.compile.firewall import INTERNET
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import ANYTHING
from inventory.schema.system import ServerModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError


def exposure(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every exposure and floating address that has no right or no way to be there."""
    for site, tenant in sites_of(files):
        for name, system in tenant.model.systems.items():
            for position, one in enumerate(system.exposure):
                at = ("systems", name, "exposure", position)
                if one.from_ == INTERNET and tenant.knows(*at, "from"):
                    yield from _zone(site, tenant, name, tenant.place(*at), N_("an exposure to the internet"))
            for kind, server in system.servers.items():
                if server.floating and tenant.knows("systems", name, "servers", kind, "floating"):
                    yield from _floating(site, tenant, (name, system), (kind, server))


def _zone(site: SiteFiles, tenant: Loaded[TenantFile], system: str, place: Place, what: str) -> Iterator[ZhengyunError]:
    name = tenant.model.systems[system].zone
    zone = site.site.model.zones.get(name)
    if (
        zone
        and not zone.exposed
        and site.site.knows("zones", name, "exposed")
        and tenant.knows("systems", system, "zone")
    ):
        yield ZhengyunError(codes.NOT_EXPOSED, place=place, what=what, zone=name)


def _floating(
    site: SiteFiles, tenant: Loaded[TenantFile], system: tuple[str, SystemModel], server: tuple[str, ServerModel]
) -> Iterator[ZhengyunError]:
    (name, model), (kind, entry) = system, server
    place = tenant.place("systems", name, "servers", kind, "floating")
    yield from _zone(site, tenant, name, place, N_("a floating address"))
    exposed = any(one.from_ == INTERNET and one.to in {None, kind} for one in model.exposure)
    if not exposed and _exposure_known(tenant, name, model):
        yield ZhengyunError(codes.NEEDS_EXPOSURE, place=place, server=kind, system=name)
    legs = {leg.network for leg in entry.networks}
    routers = tenant.model.routers.values()
    led_out = any(router.gateway == entry.floating and legs.intersection(router.networks) for router in routers)
    if not led_out and tenant.knows("systems", name, "servers", kind, "networks") and _ways_known(site, tenant, entry):
        yield ZhengyunError(codes.NO_WAY_OUT, place=place, server=kind, external=entry.floating)


def _exposure_known(tenant: Loaded[TenantFile], name: str, system: SystemModel) -> bool:
    """Whether all servers that are exposed are known; one that is misspelt is told, and may be the one that is missed."""
    at = ("systems", name)
    meant = {one.to for one in system.exposure} - {None}
    known = all(tenant.knows(*at, "exposure", ANYTHING, one) for one in ("from", "to"))
    return known and tenant.lists(*at, "servers") and meant <= system.servers.keys()


def _ways_known(site: SiteFiles, tenant: Loaded[TenantFile], server: ServerModel) -> bool:
    """Whether all names on the ways out lead somewhere: one that does not is told, and may be the way that is missed."""
    externals, networks = site.site.model.externals, tenant.model.networks
    routers = tenant.model.routers.values()
    if site.site.lists("externals"):
        meant = {server.floating, *(router.gateway for router in routers)} - {None}
        if not meant <= externals.keys():
            return False
    joined = {leg.network for leg in server.networks}.union(*(router.networks for router in routers))
    known = all(tenant.knows("routers", ANYTHING, one) for one in ("networks", "gateway"))
    return known and (joined <= networks.keys() or not tenant.lists("networks"))
