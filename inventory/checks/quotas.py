"""Quotas: what a tenant declares must fit into what it may have."""

from collections.abc import Callable, Iterator, Mapping

from inventory import codes
from inventory.demand import demand
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import ANYTHING, Location
from inventory.quantities import in_gib
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate, Quota, Tenant

# The quota's field, its name in the file, and the words for it.
WORDS = {
    "servers": ("servers", N_("servers")),
    "vcpus": ("vcpus", N_("virtual processors")),
    "ram_mib": ("ram", N_("memory")),
    "volumes": ("volumes", N_("volumes")),
    "storage_gib": ("storage", N_("storage")),
    "networks": ("networks", N_("networks")),
    "routers": ("routers", N_("routers")),
    "floating_addresses": ("floating_addresses", N_("floating addresses")),
    "groups": ("groups", N_("security groups")),
    "rules": ("rules", N_("security group rules")),
    "ports": ("ports", N_("ports")),
    "server_groups": ("server_groups", N_("server groups")),
    "snapshots": ("snapshots", N_("snapshots")),
    "backups": ("backups", N_("backups")),
    "backup_storage_gib": ("backup_storage", N_("storage of backups")),
}


def _gib(gib: int) -> str:
    return in_gib(gib << 10)


UNITS: Mapping[str, Callable[[int], str]] = {"ram_mib": in_gib, "storage_gib": _gib, "backup_storage_gib": _gib}

SERVER = ("systems", ANYTHING, "servers", ANYTHING)
VOLUME = (*SERVER, "volumes", ANYTHING)
BOOT = (*SERVER, "boot")
SHARED = ("systems", ANYTHING, "shared_volumes")
FILES = (*SHARED, ANYTHING)
COUNT = (*SERVER, "count")
EXPOSED = ("systems", ANYTHING, "exposure")
RANGES = ("networks", ANYTHING, "addresses")
# What each need is added up from, in the tenant's file and in the site's.
RESTS: Mapping[str, tuple[Location, ...]] = {
    "servers": (COUNT,),
    "vcpus": (COUNT, (*SERVER, "flavor")),
    "ram_mib": (COUNT, (*SERVER, "flavor")),
    "volumes": (COUNT, VOLUME, SHARED, BOOT),
    "storage_gib": (
        COUNT,
        *((*one, what) for one in (VOLUME, FILES) for what in ("size", "snapshots")),
        (*BOOT, "size"),
    ),
    "networks": (("networks",),),
    "routers": (("routers",),),
    "floating_addresses": (COUNT, (*SERVER, "floating")),
    "groups": (("groups",), EXPOSED),
    "rules": (("groups",), EXPOSED, RANGES),
    "server_groups": (("server_groups",),),
    "snapshots": (COUNT, (*VOLUME, "snapshots"), (*FILES, "snapshots")),
    "backups": (COUNT, (*VOLUME, "backups"), (*FILES, "backups")),
    "backup_storage_gib": (COUNT, *((*one, what) for one in (VOLUME, FILES) for what in ("size", "backups"))),
    "ports": (COUNT, (*SERVER, "networks"), RANGES, ("routers", ANYTHING, "networks"), ("ports",)),
}
SITES: Mapping[str, tuple[Location, ...]] = {
    "vcpus": (("flavors", ANYTHING, "vcpus"),),
    "ram_mib": (("flavors", ANYTHING, "ram"),),
    "rules": (("zones", ANYTHING, "addresses"),),
}


def quotas(files: EstateFiles, estate: Estate) -> Iterator[ZhengyunError]:
    """Yield every quota that its tenant's own declaration exceeds."""
    for site in estate.sites:
        flavors = {flavor.name: flavor for flavor in site.flavors}
        for tenant in site.tenants:
            yield from _exceeded(tenant, demand(tenant, flavors), files.sites[site.name])


def _exceeded(tenant: Tenant, needed: Quota, site: SiteFiles) -> Iterator[ZhengyunError]:
    file = site.tenants[tenant.name]
    for field, (name, what) in WORDS.items():
        need, quota = getattr(needed, field), getattr(tenant.quota, field)
        if need > quota >= 0 and _known(file, site, field, name):
            unit = UNITS.get(field, str)
            yield ZhengyunError(
                codes.OVER_QUOTA,
                place=file.place("quota", name),
                tenant=tenant.name,
                what=what,
                needed=unit(need),
                quota=unit(quota),
                short=unit(need - quota),
            )


def _known(file: Loaded[TenantFile], site: SiteFiles, field: str, name: str) -> bool:
    """Whether all that a need and its quota are made of is known."""
    resting = all(file.knows(*one) for one in (("quota", name), *RESTS[field]))
    return resting and all(site.site.knows(*one) for one in SITES.get(field, ()))
