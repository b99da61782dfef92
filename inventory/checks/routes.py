"""Static routes: a next hop in a network that the router joins, and no way round the border between zones."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from inventory import codes
from inventory.checks.addresses import OUTSIDE, Range, outside, unusable
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.holes import Location
from inventory.schema.networks import RouteModel, RouterModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError


def routes(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every static route that its router could not have, or shall not have."""
    for site, tenant in sites_of(files):
        for name, router in tenant.model.routers.items():
            seen: dict[RouteModel, Place] = {}
            for position, route in enumerate(router.routes):
                at: Location = ("routers", name, "routes", position)
                if not tenant.knows(*at):
                    continue
                place = tenant.place(*at)
                if route in seen:
                    told = {"what": N_("route"), "name": f"{route.to} via {route.via}", "other": seen[route]}
                    yield ZhengyunError(codes.TAKEN_TWICE, place=place, **told)
                seen.setdefault(route, place)
                if tenant.knows("routers", name, "networks") and _joined_known(tenant, router):
                    yield from _next_hop(tenant, router, route, at)
                    yield from _round_the_border(site, tenant, (name, router), route, at)


def _joined_known(tenant: Loaded[TenantFile], router: RouterModel) -> bool:
    """Whether all that it joins is known; what is not is told where it stands."""
    return all(one in tenant.model.networks and tenant.knows("networks", one) for one in router.networks)


def _next_hop(
    tenant: Loaded[TenantFile], router: RouterModel, route: RouteModel, at: Location
) -> Iterator[ZhengyunError]:
    """It can be used in one of the ranges, and is not the router's own address; what is joined needs no route."""
    subnets = [subnet for one in router.networks for subnet in tenant.model.networks[one].addresses]
    to, via, place = ip_network(route.to), ip_address(route.via), tenant.place(*at, "via")
    if to.version != via.version:
        expected = N_("an address of the family of {range}")
        yield ZhengyunError(codes.NOT_EXPECTED, place=place, given=route.via, expected=expected, range=route.to)
        return
    ranges = [(one.addresses, one.gateway or str(ip_network(one.addresses)[1])) for one in subnets]
    reasons = [unusable(route.via, range_, gateway) for range_, gateway in ranges]
    if all(reasons):
        why = next((one for one in reasons if one != OUTSIDE), OUTSIDE)
        yield outside(place, route.via, ", ".join(range_ for range_, _ in ranges), why)
    joined = next((range_ for range_, _ in ranges if _within(to, ip_network(range_))), "")
    if joined:
        expected = N_("no range that it joins: it stands in {range}")
        yield ZhengyunError(
            codes.NOT_EXPECTED, place=tenant.place(*at, "to"), given=route.to, expected=expected, range=joined
        )


def _round_the_border(
    site: SiteFiles, tenant: Loaded[TenantFile], router: tuple[str, RouterModel], route: RouteModel, at: Location
) -> Iterator[ZhengyunError]:
    """What is for another zone does not leave by a next hop. A default route is for wherever else, as a gateway is."""
    name, model = router
    to = ip_network(route.to)
    own = {tenant.model.networks[one].zone for one in model.networks}
    for zone, entry in site.site.model.zones.items():
        if zone in own or not to.prefixlen or not site.site.knows("zones", zone, "addresses"):
            continue
        if any(_within(to, ip_network(one)) or _within(ip_network(one), to) for one in entry.addresses):
            place, zones = tenant.place(*at, "to"), ", ".join(sorted(own))
            yield ZhengyunError(
                codes.ROUTE_TO_ZONE, place=place, router=name, zone=zones, addresses=route.to, other=zone
            )


def _within(inner: Range, outer: Range) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]
