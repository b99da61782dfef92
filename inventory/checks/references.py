"""References: whatever is named must be declared, at the same site or in the same tenant's file."""

from collections.abc import Collection, Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.compile.firewall import ANY, DEFAULT, INTERNET
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.schema.site import SiteFile
from inventory.schema.system import ServerModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError

File = Loaded[SiteFile] | Loaded[TenantFile]
Reference = tuple[str, str, Collection[str], tuple[File, Location], Location]
"""What kind of thing is meant, by which name, which names there are, where they are declared, and where it is written."""


def references(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every reference to what is not there."""
    for site, tenant in sites_of(files):
        for what, name, legal, (file, section), location in _references(site, tenant):
            if name not in legal and file.lists(*section) and tenant.knows(*location):
                yield _unknown(tenant, what, name, legal, location)


def _unknown(
    tenant: Loaded[TenantFile], what: str, name: str, legal: Collection[str], location: Location
) -> ZhengyunError:
    return ZhengyunError(
        codes.UNKNOWN_REFERENCE,
        place=tenant.place(*location),
        what=what,
        name=name,
        legal=listed(sorted(legal)),
        nearest=nearest(name, legal),
    )


def _references(site: SiteFiles, file: Loaded[TenantFile]) -> Iterator[Reference]:
    externals, tenant = site.site.model.externals, file.model
    externals_at = (site.site, ("externals",))
    networks_at, groups_at = (file, ("networks",)), (file, ("groups",))
    if tenant.domain:
        yield N_("domain"), tenant.domain, site.site.model.domains, (site.site, ("domains",)), ("domain",)
    yield from _networks(site, file)
    for name, router in tenant.routers.items():
        for position, network_name in enumerate(router.networks):
            place: Location = ("routers", name, "networks", position)
            yield N_("network"), network_name, tenant.networks, networks_at, place
        if router.gateway:
            yield N_("external network"), router.gateway, externals, externals_at, ("routers", name, "gateway")
    for name, group in tenant.groups.items():
        for position, rule in enumerate(group.rules):
            peer = rule.from_ or rule.to or ANY
            if "/" not in peer and file.lists("address_groups"):
                place = ("groups", name, "rules", position, "from" if rule.from_ else "to")
                yield N_("security group"), peer, {ANY, *tenant.groups, *tenant.address_groups}, groups_at, place
    yield from _ports(site, file)
    for name, system in tenant.systems.items():
        yield from _system(site, file, system, ("systems", name))


def _networks(site: SiteFiles, file: Loaded[TenantFile]) -> Iterator[Reference]:
    for name, network in file.model.networks.items():
        yield N_("zone"), network.zone, site.site.model.zones, (site.site, ("zones",)), ("networks", name, "zone")
        yield from _qos(site, file, network.qos, ("networks", name, "qos"))
        for position, subnet in enumerate(network.addresses):
            if subnet.pool:
                pools, pools_at = site.site.model.subnet_pools, (site.site, ("subnet_pools",))
                yield N_("subnet pool"), subnet.pool, pools, pools_at, ("networks", name, "addresses", position, "pool")


def _qos(site: SiteFiles, file: Loaded[TenantFile], name: str | None, at: Location) -> Iterator[Reference]:
    """A policy of the tenant's own, or of the site's."""
    if name and site.site.lists("qos"):
        yield N_("QoS policy"), name, {*site.site.model.qos, *file.model.qos}, (file, ("qos",)), at


def _ports(site: SiteFiles, file: Loaded[TenantFile]) -> Iterator[Reference]:
    tenant, ports_at = file.model, (file, ("ports",))
    for name, port in tenant.ports.items():
        yield N_("network"), port.network, tenant.networks, (file, ("networks",)), ("ports", name, "network")
        for position, group in enumerate(port.groups):
            legal = {*tenant.groups, DEFAULT}
            yield N_("security group"), group, legal, (file, ("groups",)), ("ports", name, "groups", position)
        yield from _qos(site, file, port.qos, ("ports", name, "qos"))
    for name, trunk in tenant.trunks.items():
        yield N_("port"), trunk.port, tenant.ports, ports_at, ("trunks", name, "port")
        for one in trunk.subports:
            yield N_("port"), one, tenant.ports, ports_at, ("trunks", name, "subports", one)


def _system(site: SiteFiles, file: Loaded[TenantFile], system: SystemModel, at: Location) -> Iterator[Reference]:
    zones, zones_at = site.site.model.zones, (site.site, ("zones",))
    yield N_("zone"), system.zone, zones, zones_at, (*at, "zone")
    for position, exposure in enumerate(system.exposure):
        place = (*at, "exposure", position)
        yield N_("zone"), exposure.from_, {INTERNET, *zones}, zones_at, (*place, "from")
        if exposure.to:
            yield N_("server"), exposure.to, system.servers, (file, (*at, "servers")), (*place, "to")
        if exposure.by:
            yield N_("security group"), exposure.by, file.model.groups, (file, ("groups",)), (*place, "by")
    for name, volume in system.shared_volumes.items():
        for position, server_name in enumerate(volume.servers):
            where = (*at, "shared_volumes", name, "servers", position)
            yield N_("server"), server_name, system.servers, (file, (*at, "servers")), where
    for name, server in system.servers.items():
        yield from _server(site.site, file, server, (*at, "servers", name))


def _server(site: Loaded[SiteFile], file: Loaded[TenantFile], server: ServerModel, at: Location) -> Iterator[Reference]:
    tenant = file.model
    yield N_("flavor"), server.flavor, site.model.flavors, (site, ("flavors",)), (*at, "flavor")
    yield N_("image"), server.image, site.model.images, (site, ("images",)), (*at, "image")
    for position, leg in enumerate(server.networks):
        place = (*at, "networks", position, "port" if leg.port else "network")
        if leg.port:
            yield N_("port"), leg.port, tenant.ports, (file, ("ports",)), place
        elif "/" not in leg.network:
            yield N_("network"), leg.network, tenant.networks, (file, ("networks",)), place
    for position, group in enumerate(server.groups):
        yield N_("security group"), group, {*tenant.groups, DEFAULT}, (file, ("groups",)), (*at, "groups", position)
    if server.server_group:
        place = (*at, "server_group")
        yield N_("server group"), server.server_group, tenant.server_groups, (file, ("server_groups",)), place
    if server.key:
        yield N_("key"), server.key, tenant.keys, (file, ("keys",)), (*at, "key")
    if server.floating:
        yield N_("external network"), server.floating, site.model.externals, (site, ("externals",)), (*at, "floating")
