"""QoS policies and subnet pools."""

from cloud.kinds.task import SHARED
from zhengyun.estate import Qos, SubnetPool
from zhengyun.resource import Address, Resource, Value


def qos(site: str, tenant: str, policy: Qos, after: tuple[Address, ...] = ()) -> Resource:
    """A policy of a tenant, or of the site for all tenants."""
    attributes: dict[str, Value] = {
        "tenant": None if tenant == SHARED else tenant,
        "name": policy.name if policy.called is None else policy.called,
        "shared": tenant == SHARED,
        "egress": _limit(policy.egress_kbps, policy.burst_kbit),
        "ingress": _limit(policy.ingress_kbps, policy.burst_kbit),
        "dscp": policy.dscp,
        "others": [],
        "marked": True,
    }
    return Resource(Address(site, "qos", f"{tenant}/{policy.name}"), attributes, after)


def subnet_pool(site: str, pool: SubnetPool) -> Resource:
    """A pool of the site."""
    attributes: dict[str, Value] = {
        "name": pool.name,
        "prefixes": [*sorted(pool.prefixes)],
        "min_length": pool.min_length,
        "max_length": pool.max_length,
        "default_length": pool.default_length,
        "marked": True,
    }
    return Resource(Address(site, "subnetpool", f"{SHARED}/{pool.name}"), attributes)


def _limit(kbps: int | None, burst: int) -> Value:
    return None if kbps is None else {"kbps": kbps, "burst": burst}
