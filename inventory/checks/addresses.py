"""Addresses: ranges inside their zones and apart from each other, single addresses inside their ranges."""

from collections.abc import Iterator
from functools import lru_cache
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
    yield from _overlaps(subnets + _externals(files) + _segments(files))
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
                why = unusable(given, subnet.addresses) if given and not anycast else ""
                if given and why and tenant.knows(*at, "gateway"):
                    yield outside(tenant.place(*at, "gateway"), given, subnet.addresses, why)
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


def _segments(files: EstateFiles) -> list[Taken]:
    return [
        Taken(ip_network(addresses), file.place("segments", name, word))
        for _, _, file in files.host_files()
        for name, segment in file.model.segments.items()
        for word, addresses in (("addresses", segment.addresses), ("addresses6", segment.addresses6))
        if addresses and file.knows("segments", name, word)
    ]


def _overlaps(taken: list[Taken]) -> Iterator[ZhengyunError]:
    return (error for error, _ in overlapping(taken))


def overlapping(taken: list[Taken]) -> Iterator[tuple[ZhengyunError, tuple[Taken, Taken]]]:
    """Yield each range that overlaps another, and both: sorted by first address, it can only overlap those before it that reach as far."""
    for version in (4, 6):
        family = sorted((one for one in taken if one.range.version == version), key=lambda one: _span(one.range))
        widest: Taken | None = None
        for one in family:
            if widest and _span(one.range)[0] <= int(widest.range.broadcast_address):
                later, earlier = (one, widest) if one.place > widest.place else (widest, one)
                values = {"addresses": later.range, "other_addresses": earlier.range, "other": earlier.place}
                yield ZhengyunError(codes.OVERLAP, place=later.place, **values), (later, earlier)
            if widest is None or int(one.range.broadcast_address) > int(widest.range.broadcast_address):
                widest = one


def _span(one: Range) -> tuple[int, int]:
    return int(one.network_address), -int(one.broadcast_address)


@lru_cache(maxsize=4096)
def ranged(text: str) -> Range:
    """A range that was accepted; those of zones and segments are asked for again with every host."""
    return ip_network(text)


def inside(inner: str, outer: list[str]) -> bool:
    """Whether a range lies in one of others."""
    range_ = ranged(inner)
    return any(
        whole.version == range_.version
        and whole.network_address <= range_.network_address  # type: ignore[operator]
        and range_.broadcast_address <= whole.broadcast_address  # type: ignore[operator]
        for whole in map(ranged, outer)
    )


def unusable(address: str, range_: str, gateway: str = "") -> str:
    """Why an address cannot be used in a range, or nothing."""
    one, whole = ip_address(address), ranged(range_)
    if one not in whole:
        return OUTSIDE
    if one == whole.network_address:
        return N_("it is the network's own")
    if whole.version == 4 and one == whole.broadcast_address:
        return N_("it is the broadcast address")
    return N_("it is the gateway's") if address == gateway else ""


class Declared(NamedTuple):
    """A single address that something shall have, and which network it stands in."""

    address: str
    network: str
    at: Location
    servers: int = 1


def declared(tenant: Loaded[TenantFile]) -> Iterator[Declared]:
    """Every address of servers and ports that is known, with where it is written."""
    for name, port in tenant.model.ports.items():
        at: Location = ("ports", name)
        if port.address and tenant.knows(*at, "address") and tenant.knows(*at, "network"):
            yield Declared(port.address, port.network, (*at, "address"))
    for name, system in tenant.model.systems.items():
        for kind, server in system.servers.items():
            for position, leg in enumerate(server.networks):
                at = ("systems", name, "servers", kind)
                if leg.address and tenant.knows(*at, "networks", position):
                    count = server.count or 1 if tenant.knows(*at, "count") else 1
                    yield Declared(leg.address, leg.network, (*at, "networks", position, "address"), count)


def _fixed(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """Fixed addresses of servers and ports: inside a range of their network, each given once."""
    taken: dict[str, Place] = {}
    for one in declared(tenant):
        network = tenant.model.networks.get(one.network)
        if network is None:
            continue
        place = tenant.place(*one.at)
        ranges = [(each.addresses, each.gateway or str(ip_network(each.addresses)[1])) for each in network.addresses]
        reasons = [unusable(one.address, range_, gateway) for range_, gateway in ranges]
        if all(reasons) and tenant.knows("networks", one.network, "addresses"):
            # Of several ranges, the one that it lies in says more than that it lies outside the others.
            why = next((each for each in reasons if each != OUTSIDE), OUTSIDE)
            yield outside(place, one.address, ", ".join(range_ for range_, _ in ranges), why)
        if one.address in taken:
            other = taken[one.address]
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("address"), name=one.address, other=other)
        elif one.servers > 1:
            expected = N_("no fixed address, for there are {count} of this server")
            yield ZhengyunError(
                codes.NOT_EXPECTED, place=place, given=one.address, expected=expected, count=one.servers
            )
        taken.setdefault(one.address, place)


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
            if why := unusable(address, external.addresses):
                yield outside(site.place(*at, "pool"), address, external.addresses, why)
    if not site.knows(*at, "gateway"):
        return
    place, gateway = site.place(*at, "gateway"), ip_address(external.gateway)
    first, last = map(ip_address, external.pool)
    if why := unusable(external.gateway, external.addresses):
        yield outside(place, external.gateway, external.addresses, why)
    elif first.version == gateway.version and int(first) <= int(gateway) <= int(last) and site.knows(*at, "pool"):
        pool = "-".join(external.pool)
        expected = N_("an address outside the pool {pool}")
        yield ZhengyunError(codes.NOT_EXPECTED, place=place, given=external.gateway, expected=expected, pool=pool)


def outside(place: Place, address: str, range_: str, why: str) -> ZhengyunError:
    return ZhengyunError(codes.OUTSIDE_RANGE, place=place, address=address, addresses=range_, what=why)
