"""From a site as its files declare it to the things that must stand in its cloud.

Each module says what one part of the declaration comes to: `offers` what the site gives to all, the others what a
tenant's part of it comes to. A new kind of thing is a new module here, or a line in one.
"""

from collections.abc import Iterator

from cloud.wanted import firewall, hosting, networks, offers, ports, servers, tenancy
from cloud.wanted.within import Within
from zhengyun.estate import Site
from zhengyun.resource import Address, Resource

OF_A_TENANT = (tenancy, networks, firewall, ports, servers)


def wanted(site: Site) -> dict[Address, Resource]:
    """Everything that the site shall have, by address."""
    return {resource.address: resource for resource in _all(site)}


def _all(site: Site) -> Iterator[Resource]:
    yield from offers.resources(site)
    yield from hosting.resources(site)
    exits, zones = offers.exits(site), hosting.zones(site)
    types = frozenset(one.name for one in site.volume_types)
    for tenant in site.tenants:
        at = Within(site.name, tenant, exits, networks.lent(site, tenant), zones, types)
        for part in OF_A_TENANT:
            yield from part.resources(at)
