"""QoS policies and subnet pools in normal form."""

from collections.abc import Iterator, Mapping
from ipaddress import collapse_addresses, ip_network
from typing import Final

from inventory.schema.pools import SubnetPoolModel
from inventory.schema.qos import QosModel
from inventory.schema.site import SiteFile
from zhengyun.estate import Qos, SubnetPool

# In paths, the tenant of what all tenants share.
SHARED: Final = "site"


def qos(models: Mapping[str, QosModel]) -> Iterator[Qos]:
    """The QoS policies of a tenant, or of a site."""
    for name, one in models.items():
        yield Qos(name, one.egress, one.ingress, one.burst or 0, one.dscp, one.called)


def qos_path(name: str | None, tenant: str, site: SiteFile) -> str:
    """The path of a policy that a tenant names: one of the site's, or else of his own."""
    return f"{SHARED if name in site.qos else tenant}/{name}" if name else ""


def subnet_pools(models: Mapping[str, SubnetPoolModel]) -> Iterator[SubnetPool]:
    """A site's subnet pools. Neutron keeps prefixes merged: what lies side by side becomes one."""
    for name, one in models.items():
        yield SubnetPool(name, _merged(one.prefixes), *one.lengths)


def _merged(prefixes: list[str]) -> tuple[str, ...]:
    networks = [ip_network(one) for one in prefixes]
    return tuple(str(one) for one in collapse_addresses(networks))  # type: ignore[type-var]
