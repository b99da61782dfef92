"""Protection levels and zones (GB/T 22239-2019 8.2.2.1 a, 8.1.3.1 a)."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.schema.tenant import TenantFile
from zhengyun.errors import ZhengyunError


def levels(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every system above its zone's level and every server with legs in two zones."""
    for site, tenant in sites_of(files):
        yield from _above(site, tenant)
        yield from _astride(site, tenant)


def _above(site: SiteFiles, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    for name, system in tenant.model.systems.items():
        zone = site.site.model.zones.get(system.zone)
        if zone and system.level > zone.level and _known(site, tenant, name, system.zone):
            yield ZhengyunError(
                codes.LEVEL,
                place=tenant.place("systems", name, "level"),
                system=name,
                level=system.level,
                zone=system.zone,
                zone_level=zone.level,
            )


def _known(site: SiteFiles, tenant: Loaded[TenantFile], system: str, zone: str) -> bool:
    at = ("systems", system)
    return site.site.knows("zones", zone, "level") and tenant.knows(*at, "level") and tenant.knows(*at, "zone")


def _astride(site: SiteFiles, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    # A zone that nobody declared is one error, told by the check of references, and not one for every server. Where the
    # zones are not all known, two names that differ are two zones all the same.
    known, all_known = site.site.model.zones, site.site.lists("zones")
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            for position, leg in enumerate(server.networks):
                network = tenant.model.networks.get(leg.network)
                if network is None or network.zone == system.zone:
                    continue
                place: Location = ("systems", name, "servers", kind, "networks", position, "network")
                resting = (place, ("systems", name, "zone"), ("networks", leg.network, "zone"))
                declared = {network.zone, system.zone} <= known.keys() or not all_known
                if declared and all(tenant.knows(*one) for one in resting):
                    yield ZhengyunError(
                        codes.OTHER_ZONE,
                        place=tenant.place(*place),
                        server=kind,
                        network=leg.network,
                        zone=system.zone,
                        other=network.zone,
                    )
