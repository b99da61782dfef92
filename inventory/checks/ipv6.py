"""IPv6 modes: only where they can be, and no fixed address where servers make their own."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Final

from inventory import codes
from inventory.checks.addresses import declared
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded
from inventory.holes import Location
from inventory.schema.networks import SubnetModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, ZhengyunError

# Servers make their own addresses there.
OWN: Final = frozenset({"slaac", "stateless"})
IDENTIFIER_BITS: Final = 64
IPV6: Final = 6


def ipv6(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every mode that its range cannot have, and every fixed address where there can be none."""
    for _, tenant in sites_of(files):
        for name, network in tenant.model.networks.items():
            for position, subnet in enumerate(network.addresses):
                yield from _mode(tenant, ("networks", name, "addresses", position), subnet)
        yield from _fixed(tenant)


def _mode(tenant: Loaded[TenantFile], at: Location, subnet: SubnetModel) -> Iterator[ZhengyunError]:
    range_, why = ip_network(subnet.addresses), ""
    if range_.version != IPV6:
        why = N_("it is an IPv4 range")
    elif subnet.ipv6 in OWN and range_.prefixlen != IDENTIFIER_BITS:
        why = N_("it is no /64")
    elif not subnet.dhcp:
        why = N_("its DHCP is off, with which Neutron announces no addresses either")
    if subnet.ipv6 and why and all(tenant.knows(*at, one) for one in ("addresses", "ipv6", "dhcp")):
        place = tenant.place(*at, "ipv6")
        yield ZhengyunError(codes.NOT_THIS_MODE, place=place, addresses=range_, mode=subnet.ipv6, what=why)


def _fixed(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    for one in declared(tenant):
        network = tenant.model.networks.get(one.network)
        for subnet in network.addresses if network and tenant.knows("networks", one.network, "addresses") else ():
            range_ = ip_network(subnet.addresses)
            if range_.version == IPV6 and ip_address(one.address) in range_ and subnet.ipv6 in OWN:
                yield ZhengyunError(
                    codes.MADE_BY_ITSELF,
                    place=tenant.place(*one.at),
                    address=one.address,
                    addresses=subnet.addresses,
                    mode=subnet.ipv6,
                )
