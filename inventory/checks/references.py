"""References: whatever is named must be declared, at the same site or in the same tenant's file."""

from collections.abc import Collection, Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.compile import ANY, INTERNET
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.nearest import nearest
from inventory.reader import Location
from inventory.schema.system import ServerModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError

Reference = tuple[str, str, Collection[str], Location]
"""What kind of thing is meant, by which name, which names there are, and where it is written."""


def references(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every reference to what is not there."""
    for site, tenant in sites_of(files):
        for what, name, legal, location in _references(site, tenant.model):
            if name not in legal:
                yield _unknown(tenant, what, name, legal, location)


def _unknown(
    tenant: Loaded[TenantFile], what: str, name: str, legal: Collection[str], location: Location
) -> ZhengyunError:
    return ZhengyunError(
        codes.UNKNOWN_REFERENCE,
        place=tenant.place(*location),
        what=what,
        name=name,
        legal=", ".join(sorted(legal)) or "-",
        nearest=nearest(name, legal),
    )


def _references(site: SiteFiles, tenant: TenantFile) -> Iterator[Reference]:
    zones, externals = site.site.model.zones, site.site.model.externals
    for name, network in tenant.networks.items():
        yield N_("zone"), network.zone, zones, ("networks", name, "zone")
    for name, router in tenant.routers.items():
        for position, network_name in enumerate(router.networks):
            yield N_("network"), network_name, tenant.networks, ("routers", name, "networks", position)
        if router.gateway:
            yield N_("external network"), router.gateway, externals, ("routers", name, "gateway")
    for name, group in tenant.groups.items():
        for position, rule in enumerate(group.rules):
            peer = rule.from_ or rule.to or ANY
            if "/" not in peer:
                side = "from" if rule.from_ else "to"
                yield N_("security group"), peer, {ANY, *tenant.groups}, ("groups", name, "rules", position, side)
    for name, system in tenant.systems.items():
        yield from _system(site, tenant, system, ("systems", name))


def _system(site: SiteFiles, tenant: TenantFile, system: SystemModel, at: Location) -> Iterator[Reference]:
    zones = site.site.model.zones
    yield N_("zone"), system.zone, zones, (*at, "zone")
    for position, exposure in enumerate(system.exposure):
        place = (*at, "exposure", position)
        yield N_("zone"), exposure.from_, {INTERNET, *zones}, (*place, "from")
        if exposure.to:
            yield N_("server"), exposure.to, system.servers, (*place, "to")
    for name, server in system.servers.items():
        yield from _server(site, tenant, server, (*at, "servers", name))


def _server(site: SiteFiles, tenant: TenantFile, server: ServerModel, at: Location) -> Iterator[Reference]:
    yield N_("flavor"), server.flavor, site.site.model.flavors, (*at, "flavor")
    yield N_("image"), server.image, site.site.model.images, (*at, "image")
    for position, leg in enumerate(server.networks):
        yield N_("network"), leg.network, tenant.networks, (*at, "networks", position)
    for position, group in enumerate(server.groups):
        yield N_("security group"), group, tenant.groups, (*at, "groups", position)
    if server.key:
        yield N_("key"), server.key, tenant.keys, (*at, "key")
    if server.floating:
        yield N_("external network"), server.floating, site.site.model.externals, (*at, "floating")
