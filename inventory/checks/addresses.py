"""Addresses: ranges inside their zones and apart from each other, single addresses inside their ranges."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.schema.site import ExternalModel, SiteFile
from inventory.schema.tenant import TenantFile
from inventory.schema.values import NO_GATEWAY
from zhengyun.errors import N_, Place, ZhengyunError

Ip = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network
OUTSIDE = N_("it lies outside")


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
            for position, subnet in enumerate(network.addresses):
                at = ("networks", name, "addresses", position)
                if not tenant.knows(*at, "addresses"):
                    continue
                yield from _outside_zone(site, tenant, name, at, subnet.addresses)
                given = subnet.gateway if subnet.gateway != NO_GATEWAY else None
                # In IPv6 a range's first address means its routers (RFC 4291 2.6.1), and so it may be the gateway.
                anycast = (
                    given and ip_network(subnet.addresses).version == 6 and given == subnet.addresses.split("/")[0]
                )
                why = _unusable(given, subnet.addresses) if given and not anycast else ""
                if given and why and tenant.knows(*at, "gateway"):
                    yield _outside(tenant.place(*at, "gateway"), given, subnet.addresses, why)
        yield from _fixed(tenant)
    yield from _pools(files)


def _outside_zone(
    site: SiteFiles, tenant: Loaded[TenantFile], network: str, at: Location, range_: str
) -> Iterator[ZhengyunError]:
    name = tenant.model.networks[network].zone
    zone = site.site.model.zones.get(name)
    if zone is None or inside(range_, zone.addresses):
        return
    if site.site.knows("zones", name, "addresses") and tenant.knows("networks", network, "zone"):
        place, legal = tenant.place(*at, "addresses"), ", ".join(zone.addresses)
        yield ZhengyunError(codes.OUTSIDE_ZONE, place=place, addresses=range_, zone=name, legal=legal)


def _zones(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(one), site.site.place("zones", name, "addresses", position))
        for site in files.sites.values()
        for name, zone in site.site.model.zones.items()
        for position, one in enumerate(zone.addresses)
        if site.site.knows("zones", name, "addresses", position)
    ]


def _subnets(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(subnet.addresses), tenant.place("networks", name, "addresses", position, "addresses"))
        for _, tenant in sites_of(files)
        for name, network in tenant.model.networks.items()
        for position, subnet in enumerate(network.addresses)
        if tenant.knows("networks", name, "addresses", position, "addresses")
    ]


def _externals(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(external.addresses), site.site.place("externals", name, "addresses"))
        for site in files.sites.values()
        for name, external in site.site.model.externals.items()
        if site.site.knows("externals", name, "addresses")
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


def inside(inner: str, outer: list[str]) -> bool:
    """Whether a range lies in one of others."""
    range_ = ip_network(inner)
    return any(
        whole.version == range_.version
        and whole.network_address <= range_.network_address  # type: ignore[operator]
        and range_.broadcast_address <= whole.broadcast_address  # type: ignore[operator]
        for whole in map(ip_network, outer)
    )


def _unusable(address: str, range_: str, gateway: str = "") -> str:
    """Why an address cannot be used in a range, or nothing."""
    one, whole = ip_address(address), ip_network(range_)
    if one not in whole:
        return OUTSIDE
    if one == whole.network_address:
        return N_("it is the network's own")
    if whole.version == 4 and one == whole.broadcast_address:
        return N_("it is the broadcast address")
    return N_("it is the gateway's") if address == gateway else ""


def _fixed(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """Fixed addresses of servers: inside a range of their network, each given to one server."""
    taken: dict[str, Place] = {}
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            for position, leg in enumerate(server.networks):
                network = tenant.model.networks.get(leg.network)
                if leg.address is None or network is None:
                    continue
                at = ("systems", name, "servers", kind)
                if not tenant.knows(*at, "networks", position):
                    continue
                place = tenant.place(*at, "networks", position, "address")
                ranges = [
                    (one.addresses, one.gateway or str(ip_network(one.addresses)[1])) for one in network.addresses
                ]
                reasons = [_unusable(leg.address, range_, gateway) for range_, gateway in ranges]
                if all(reasons) and tenant.knows("networks", leg.network, "addresses"):
                    # Of several ranges, the one that it lies in says more than that it lies outside the others.
                    why = next((one for one in reasons if one != OUTSIDE), OUTSIDE)
                    yield _outside(place, leg.address, ", ".join(range_ for range_, _ in ranges), why)
                if leg.address in taken:
                    other = taken[leg.address]
                    yield ZhengyunError(
                        codes.TAKEN_TWICE, place=place, what=N_("address"), name=leg.address, other=other
                    )
                elif (server.count or 1) > 1 and tenant.knows(*at, "count"):
                    expected = N_("no fixed address, for there are {count} of this server")
                    yield ZhengyunError(
                        codes.NOT_EXPECTED, place=place, given=leg.address, expected=expected, count=server.count
                    )
                taken.setdefault(leg.address, place)


def _pools(files: EstateFiles) -> Iterator[ZhengyunError]:
    for site in files.sites.values():
        for name, external in site.site.model.externals.items():
            yield from _pool(site.site, name, external)


def _pool(site: Loaded[SiteFile], name: str, external: ExternalModel) -> Iterator[ZhengyunError]:
    at = ("externals", name)
    if not site.knows(*at, "addresses"):
        return
    if site.knows(*at, "pool"):
        for address in external.pool:
            if why := _unusable(address, external.addresses):
                yield _outside(site.place(*at, "pool"), address, external.addresses, why)
    if not site.knows(*at, "gateway"):
        return
    place, gateway = site.place(*at, "gateway"), ip_address(external.gateway)
    first, last = map(ip_address, external.pool)
    if why := _unusable(external.gateway, external.addresses):
        yield _outside(place, external.gateway, external.addresses, why)
    elif first.version == gateway.version and int(first) <= int(gateway) <= int(last) and site.knows(*at, "pool"):
        pool = "-".join(external.pool)
        expected = N_("an address outside the pool {pool}")
        yield ZhengyunError(codes.NOT_EXPECTED, place=place, given=external.gateway, expected=expected, pool=pool)


def _outside(place: Place, address: str, range_: str, why: str) -> ZhengyunError:
    return ZhengyunError(codes.OUTSIDE_RANGE, place=place, address=address, addresses=range_, what=why)
