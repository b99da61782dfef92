"""Addresses: ranges inside their zones and apart from each other, single addresses inside their ranges."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError

Ip = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network


class Taken(NamedTuple):
    """A range and where it is written."""

    range: Range
    place: Place


def addresses(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every range and address that is where it cannot be."""
    zones, subnets = _zones(files), _subnets(files)
    yield from _overlaps(zones)
    yield from _overlaps(subnets + _externals(files))
    for site, tenant in sites_of(files):
        for name, network in tenant.model.networks.items():
            zone = site.site.model.zones.get(network.zone)
            for position, subnet in enumerate(network.addresses):
                place = tenant.place("networks", name, "addresses", position)
                if zone and not _inside(subnet.addresses, zone.addresses):
                    legal = ", ".join(zone.addresses)
                    yield ZhengyunError(
                        codes.OUTSIDE_ZONE, place=place, addresses=subnet.addresses, zone=network.zone, legal=legal
                    )
                if subnet.gateway and not _usable(subnet.gateway, subnet.addresses):
                    yield _outside(
                        tenant.place("networks", name, "addresses", position), subnet.gateway, subnet.addresses
                    )
        yield from _fixed(tenant)
    yield from _pools(files)


def _zones(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(one), site.site.place("zones", name, "addresses", position))
        for site in files.sites.values()
        for name, zone in site.site.model.zones.items()
        for position, one in enumerate(zone.addresses)
    ]


def _subnets(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(subnet.addresses), tenant.place("networks", name, "addresses", position))
        for _, tenant in sites_of(files)
        for name, network in tenant.model.networks.items()
        for position, subnet in enumerate(network.addresses)
    ]


def _externals(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(external.addresses), site.site.place("externals", name, "addresses"))
        for site in files.sites.values()
        for name, external in site.site.model.externals.items()
    ]


def _overlaps(taken: list[Taken]) -> Iterator[ZhengyunError]:
    """Sorted by first address, a range can only overlap those before it that reach as far."""
    for version in (4, 6):
        family = sorted((one for one in taken if one.range.version == version), key=lambda one: _span(one.range))
        widest: Taken | None = None
        for one in family:
            if widest and _span(one.range)[0] <= int(widest.range.broadcast_address):
                later, earlier = (one, widest) if one.place > widest.place else (widest, one)
                yield ZhengyunError(
                    codes.OVERLAP,
                    place=later.place,
                    addresses=later.range,
                    other_addresses=earlier.range,
                    other=earlier.place,
                )
            if widest is None or int(one.range.broadcast_address) > int(widest.range.broadcast_address):
                widest = one


def _span(one: Range) -> tuple[int, int]:
    return int(one.network_address), -int(one.broadcast_address)


def _inside(inner: str, outer: list[str]) -> bool:
    range_ = ip_network(inner)
    return any(
        whole.version == range_.version
        and whole.network_address <= range_.network_address  # type: ignore[operator]
        and range_.broadcast_address <= whole.broadcast_address  # type: ignore[operator]
        for whole in map(ip_network, outer)
    )


def _usable(address: str, range_: str, gateway: str = "") -> bool:
    one, whole = ip_address(address), ip_network(range_)
    if one not in whole or one == whole.network_address or address == gateway:
        return False
    return not (whole.version == 4 and one == whole.broadcast_address)


def _fixed(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """Fixed addresses of servers: inside a range of their network, each given to one server."""
    taken: dict[str, Place] = {}
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            for position, leg in enumerate(server.networks):
                network = tenant.model.networks.get(leg.network)
                if leg.address is None or network is None:
                    continue
                place = tenant.place("systems", name, "servers", kind, "networks", position, "address")
                ranges = [
                    (one.addresses, one.gateway or str(ip_network(one.addresses)[1])) for one in network.addresses
                ]
                if not any(_usable(leg.address, range_, gateway) for range_, gateway in ranges):
                    yield _outside(place, leg.address, ", ".join(range_ for range_, _ in ranges))
                if leg.address in taken or (server.count or 1) > 1:
                    other = taken.get(leg.address, place)
                    yield ZhengyunError(
                        codes.TAKEN_TWICE, place=place, what=N_("address"), name=leg.address, other=other
                    )
                taken.setdefault(leg.address, place)


def _pools(files: EstateFiles) -> Iterator[ZhengyunError]:
    for site in files.sites.values():
        for name, external in site.site.model.externals.items():
            place = site.site.place("externals", name, "pool")
            for address in external.pool:
                if not _usable(address, external.addresses):
                    yield _outside(place, address, external.addresses)
            first, last = (int(ip_address(one)) for one in external.pool)
            if not _usable(external.gateway, external.addresses) or first <= int(ip_address(external.gateway)) <= last:
                yield _outside(site.site.place("externals", name, "gateway"), external.gateway, external.addresses)


def _outside(place: Place, address: str, range_: str) -> ZhengyunError:
    return ZhengyunError(codes.OUTSIDE_RANGE, place=place, address=address, addresses=range_)
