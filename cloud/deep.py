"""What seals tell, read from the services themselves: for whoever is about to act on a tenant, or asks for depth."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from cloud.api import Api
from cloud.kinds.quota import true_values
from zhengyun.resource import Address, Existing, World


def deepened(api: Callable[[], Api], world: World, tenants: Sequence[str]) -> World:
    """The same world with what the services say of these tenants' quotas."""
    known = (world.existing.get(Address(world.site, "quota", tenant)) for tenant in tenants)
    quotas = [quota for quota in known if quota]

    def true_quota(quota: Existing) -> Existing:
        return replace(quota, attributes=true_values(api(), quota.id, quota.attributes))

    with ThreadPoolExecutor(8) as pool:
        found = {quota.address: quota for quota in pool.map(true_quota, quotas)}
    return replace(world, existing={**world.existing, **found})
