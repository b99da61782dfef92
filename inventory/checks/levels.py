"""Protection levels and zones (GB/T 22239-2019 8.2.2.1 a, 8.1.3.1 a)."""

from collections.abc import Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
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
        if zone and system.level > zone.level:
            yield ZhengyunError(
                codes.LEVEL,
                place=tenant.place("systems", name, "level"),
                system=name,
                level=system.level,
                zone=system.zone,
                zone_level=zone.level,
            )


def _astride(site: SiteFiles, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    # A zone that nobody declared is one error, told by the check of references, and not one for every server.
    known = site.site.model.zones
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            for position, leg in enumerate(server.networks):
                network = tenant.model.networks.get(leg.network)
                if network and network.zone != system.zone and {network.zone, system.zone} <= known.keys():
                    yield ZhengyunError(
                        codes.OTHER_ZONE,
                        place=tenant.place("systems", name, "servers", kind, "networks", position),
                        server=kind,
                        network=leg.network,
                        zone=system.zone,
                        other=network.zone,
                    )
