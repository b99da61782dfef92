"""Networks and routers in normal form."""

from collections.abc import Iterator
from ipaddress import ip_network

from inventory.compile.traffic import qos_path
from inventory.schema.networks import NetworkModel
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from inventory.schema.values import NO_GATEWAY
from zhengyun.estate import Network, Route, Router, Subnet


def networks(tenant: str, model: TenantFile, site: SiteFile) -> Iterator[Network]:
    """A tenant's networks."""
    for name, one in model.networks.items():
        yield Network(
            name,
            one.zone,
            tuple(_subnets(one)),
            one.called,
            qos_path(one.qos, tenant, site),
            tuple(sorted(set(one.shared_with))),
        )


def routers(model: TenantFile) -> Iterator[Router]:
    """A tenant's routers."""
    for name, one in model.routers.items():
        routes = sorted({(route.to, route.via) for route in one.routes})
        yield Router(
            name, tuple(sorted(one.networks)), one.gateway or "", one.called, tuple(Route(*route) for route in routes)
        )


def _subnets(model: NetworkModel) -> Iterator[Subnet]:
    for subnet in model.addresses:
        first = str(ip_network(subnet.addresses)[1])
        gateway = "" if subnet.gateway == NO_GATEWAY else subnet.gateway or first
        yield Subnet(subnet.addresses, gateway, tuple(subnet.dns), subnet.ipv6 or "", subnet.dhcp, subnet.pool or "")
