"""Networks with their ranges, and routers."""

from collections.abc import Iterator
from ipaddress import ip_network

from cloud.kinds.routes import line
from cloud.kinds.task import SHARED
from cloud.wanted.traffic import qos
from cloud.wanted.within import Within
from zhengyun.estate import External, Network, Router, Site, Tenant
from zhengyun.resource import Address, Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """What a tenant's networks are made of."""
    for policy in at.tenant.qos:
        yield qos(at.site, at.name, policy, at.after)
    for one in at.tenant.networks:
        yield from _network(at, one)
    for router in at.tenant.routers:
        yield _router(at, router)


def network(tenant: str | None, name: str) -> dict[str, Value]:
    """A network's attributes; `tenant` is None for what all share."""
    return {
        "tenant": tenant,
        "name": name,
        "external": False,
        "provider": None,
        "shared": False,
        "qos": None,
        "enabled": True,
        "marked": True,
    }


def called(one: Network | Router | External) -> str:
    """Its name in the cloud."""
    return one.name if one.called is None else one.called


def subnet(
    site: str,
    of: str,
    addresses: str,
    gateway: str,
    *,
    dns: tuple[str, ...] = (),
    dhcp: bool = True,
    pool: list[str] | None = None,
    ipv6: str = "",
    subnet_pool: str = "",
) -> Resource:
    """A range of the network of path `of`."""
    attributes: dict[str, Value] = {
        "network": of,
        "addresses": addresses,
        "gateway": gateway or None,
        "dns": [*dns],
        "dhcp": dhcp,
        "subnet_pool": f"{SHARED}/{subnet_pool}" if subnet_pool else None,
        "marked": True,
    }
    if pool:
        attributes["pool"] = [*pool]
    if ip_network(addresses).version == 6:
        attributes["ipv6"] = ipv6 or None
    return Resource(Address(site, "subnet", f"{of}/{addresses}"), attributes)


def _network(at: Within, one: Network) -> Iterator[Resource]:
    path = f"{at.name}/{one.name}"
    attributes = network(at.name, called(one)) | {"qos": one.qos or None}
    yield Resource(at.address("network", path), attributes, at.after)
    for other in one.shared_with:
        shared: dict[str, Value] = {"network": path, "target": other}
        yield Resource(at.address("share", f"{path}/{other}"), shared, at.after)
    for each in one.subnets:
        yield subnet(
            at.site,
            path,
            each.addresses,
            each.gateway,
            dns=each.dns,
            dhcp=each.dhcp,
            ipv6=each.ipv6,
            subnet_pool=each.pool,
        )


def _router(at: Within, router: Router) -> Resource:
    subnets = [subnet for name in router.networks for subnet in at.subnets[name]]
    attributes: dict[str, Value] = {
        "tenant": at.name,
        "name": called(router),
        "gateway": f"{SHARED}/{router.gateway}" if router.gateway else None,
        "subnets": [*sorted(subnets)],
        "routes": [*sorted(line(route.to, route.via) for route in router.routes)],
        "enabled": True,
        "marked": True,
    }
    # A gateway needs a range to take its address from, though it refers to the network only.
    exit_ = (at.exits[router.gateway],) if router.gateway else ()
    return Resource(at.address("router", f"{at.name}/{router.name}"), attributes, at.after + exit_)


def lent(site: Site, tenant: Tenant) -> dict[str, list[str]]:
    """By path of each network that others share with a tenant, the paths of its ranges."""
    networks = {f"{other.name}/{one.name}": one for other in site.tenants for one in other.networks}
    return {
        path: [f"{path}/{subnet.addresses}" for subnet in one.subnets]
        for path, one in networks.items()
        if tenant.name in one.shared_with
    }
