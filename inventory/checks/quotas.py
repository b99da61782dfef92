"""Quotas: what a tenant declares must fit into what it may have."""

from collections.abc import Iterator

from inventory import codes
from inventory.demand import demand
from inventory.files import EstateFiles, Loaded
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate, Quota, Tenant

# The quota's field, its name in the file, and the words for a shortfall.
WORDS = {
    "servers": ("servers", N_("servers")),
    "vcpus": ("vcpus", N_("virtual processors")),
    "ram_mib": ("ram", N_("MiB of memory")),
    "volumes": ("volumes", N_("volumes")),
    "storage_gib": ("storage", N_("GiB of storage")),
    "networks": ("networks", N_("networks")),
    "routers": ("routers", N_("routers")),
    "floating_addresses": ("floating_addresses", N_("floating addresses")),
    "groups": ("groups", N_("security groups")),
    "rules": ("rules", N_("security group rules")),
    "ports": ("ports", N_("ports")),
}


def quotas(files: EstateFiles, estate: Estate) -> Iterator[ZhengyunError]:
    """Yield every quota that its tenant's own declaration exceeds."""
    for site in estate.sites:
        flavors = {flavor.name: flavor for flavor in site.flavors}
        for tenant in site.tenants:
            yield from _exceeded(tenant, demand(tenant, flavors), files.sites[site.name].tenants[tenant.name])


def _exceeded(tenant: Tenant, needed: Quota, file: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    for field, (name, what) in WORDS.items():
        need, quota = getattr(needed, field), getattr(tenant.quota, field)
        if need > quota:
            yield ZhengyunError(
                codes.OVER_QUOTA,
                place=file.place("quota", name),
                tenant=tenant.name,
                what=what,
                needed=need,
                quota=quota,
                short=need - quota,
            )
