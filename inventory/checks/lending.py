"""Networks that tenants share: with whom, who stands in them, and in which zone."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError


def lending(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every share with nobody, and every leg in another tenant's network that has no right to be there."""
    for site, tenant in sites_of(files):
        yield from _with_nobody(site, tenant)
        for name, system in tenant.model.systems.items():
            for kind, server in system.servers.items():
                for position, leg in enumerate(server.networks):
                    at: Location = ("systems", name, "servers", kind, "networks", position, "network")
                    if "/" in leg.network and tenant.knows(*at):
                        yield from _leg(site, tenant, at, leg.network)


def _with_nobody(site: SiteFiles, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    for name, network in tenant.model.networks.items():
        for position, other in enumerate(network.shared_with):
            at = ("networks", name, "shared_with", position)
            legal = sorted(site.tenants.keys() - {tenant.model.tenant})
            if other not in legal and tenant.knows(*at) and tenant.knows("tenant"):
                yield ZhengyunError(
                    codes.UNKNOWN_REFERENCE,
                    place=tenant.place(*at),
                    what=N_("other tenant"),
                    name=other,
                    legal=listed(legal),
                    nearest=nearest(other, legal),
                )


def _leg(site: SiteFiles, tenant: Loaded[TenantFile], at: Location, path: str) -> Iterator[ZhengyunError]:
    """The other tenant's file must lend it; the zone of who stands there must be the network's."""
    owner, _, name = path.partition("/")
    other = site.tenants.get(owner)
    network = other.model.networks.get(name) if other else None
    if other and not (other.lists("networks") and other.knows("networks", name)):
        return  # what is not known there is told there
    us = tenant.model.tenant
    if network is None or us not in network.shared_with:
        legal = listed(sorted(_lent(site, us)))
        yield ZhengyunError(codes.NOT_SHARED, place=tenant.place(*at), network=path, tenant=us, legal=legal)
        return
    system = str(at[1])
    zone = tenant.model.systems[system].zone
    if network.zone != zone and tenant.knows("systems", system, "zone"):
        yield ZhengyunError(
            codes.OTHER_ZONE, place=tenant.place(*at), server=at[3], network=path, zone=zone, other=network.zone
        )


def _lent(site: SiteFiles, tenant: str) -> Iterator[str]:
    for owner, file in site.tenants.items():
        for name, network in file.model.networks.items():
            if tenant in network.shared_with:
                yield f"{owner}/{name}"
