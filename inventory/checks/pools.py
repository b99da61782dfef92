"""Subnet pools: inside zones; and the ranges that are taken from them inside the pools."""

from collections.abc import Iterator
from ipaddress import ip_network

from inventory import codes
from inventory.checks.addresses import inside
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.schema.networks import NetworkModel, SubnetModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError


def pools(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every pool outside the zones and every range that its pool does not have."""
    for site in files.sites.values():
        yield from _outside_zones(site)
    for site, tenant in sites_of(files):
        for name, network in tenant.model.networks.items():
            for position, subnet in enumerate(network.addresses):
                yield from _not_of_pool(site, tenant, ("networks", name, "addresses", position), subnet)
            yield from _mixed(tenant, name, network)


def _outside_zones(site: SiteFiles) -> Iterator[ZhengyunError]:
    whole = [one for zone in site.site.model.zones.values() for one in zone.addresses]
    if not site.site.knows("zones"):
        return
    for name, pool in site.site.model.subnet_pools.items():
        for position, prefix in enumerate(pool.prefixes):
            at = ("subnet_pools", name, "prefixes", position)
            if not inside(prefix, whole) and site.site.knows(*at):
                yield ZhengyunError(codes.POOL_OUTSIDE_ZONES, place=site.site.place(*at), prefix=prefix, pool=name)


def _not_of_pool(
    site: SiteFiles, tenant: Loaded[TenantFile], at: Location, subnet: SubnetModel
) -> Iterator[ZhengyunError]:
    pool = site.site.model.subnet_pools.get(subnet.pool or "")
    if pool is None or not (site.site.knows("subnet_pools", subnet.pool or "") and tenant.knows(*at)):
        return
    min_length, max_length, _ = pool.lengths
    length, why = ip_network(subnet.addresses).prefixlen, ""
    if not inside(subnet.addresses, pool.prefixes):
        why = N_("it lies outside")
    elif length < min_length:
        why = N_("it is larger than the pool lets ranges be")
    elif length > max_length:
        why = N_("it is smaller than the pool lets ranges be")
    if why:
        yield ZhengyunError(
            codes.OUTSIDE_POOL,
            place=tenant.place(*at, "addresses"),
            addresses=subnet.addresses,
            pool=subnet.pool,
            what=why,
            legal=f"{', '.join(pool.prefixes)} (/{min_length}-/{max_length})",
        )


def _mixed(tenant: Loaded[TenantFile], name: str, network: NetworkModel) -> Iterator[ZhengyunError]:
    first: dict[int, str] = {}
    for position, subnet in enumerate(network.addresses):
        family, pool = ip_network(subnet.addresses).version, subnet.pool or "-"
        before = first.setdefault(family, pool)
        if before != pool and tenant.knows("networks", name, "addresses"):
            place = tenant.place("networks", name, "addresses", position, "addresses")
            yield ZhengyunError(codes.POOLS_MIXED, place=place, network=name, family=family, one=before, other=pool)
