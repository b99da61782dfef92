"""An exposure that comes about by a group of the tenant's own: the group lets it in, and the servers have the group."""

from collections.abc import Iterator
from ipaddress import ip_network

from inventory import codes
from inventory.checks.names import sites_of
from inventory.compile.firewall import ANY, EVERYWHERE, INTERNET
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.schema.networks import RuleModel
from inventory.schema.system import ExposureModel, SystemModel
from inventory.schema.tenant import TenantFile
from zhengyun.errors import ZhengyunError


def exposed_by(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every exposure by a group that is not what it says."""
    for site, tenant in sites_of(files):
        for name, system in tenant.model.systems.items():
            for position, one in enumerate(system.exposure):
                if one.by in tenant.model.groups and tenant.knows("systems", name, "exposure", position):
                    yield from _lets_in(site, tenant, name, position)
                    yield from _worn(tenant, (name, system), one)


def _lets_in(site: SiteFiles, tenant: Loaded[TenantFile], system: str, position: int) -> Iterator[ZhengyunError]:
    one = tenant.model.systems[system].exposure[position]
    sources = _sources(site, one)
    if not sources or not one.by or not tenant.knows("groups", one.by):
        return
    if not any(_meets(rule, one, sources) for rule in tenant.model.groups[one.by].rules):
        first, last = one.ports
        yield ZhengyunError(
            codes.LETS_NOTHING_IN,
            place=tenant.place("systems", system, "exposure", position, "by"),
            group=one.by,
            protocol=one.protocol,
            ports=first if first == last else f"{first}-{last}",
            source=one.from_,
        )


def _sources(site: SiteFiles, one: ExposureModel) -> list[str]:
    """Where the exposure is from; nothing where that is a zone that is not known, which is told."""
    if one.from_ == INTERNET:
        return [*EVERYWHERE.values()]
    zone = site.site.model.zones.get(one.from_)
    return list(zone.addresses) if zone and site.site.knows("zones", one.from_) else []


def _meets(rule: RuleModel, one: ExposureModel, sources: list[str]) -> bool:
    """Whether a rule lets in something of what the exposure says."""
    if rule.from_ is None or rule.protocol not in {ANY, one.protocol}:
        return False
    ports = rule.ports or (1, 65535)
    return max(ports[0], one.ports[0]) <= min(ports[1], one.ports[1]) and _from_one_of(rule.from_, sources)


def _from_one_of(peer: str, sources: list[str]) -> bool:
    if "/" not in peer:
        return peer == ANY
    network = ip_network(peer)
    ranges = map(ip_network, sources)
    return any(one.version == network.version and one.overlaps(network) for one in ranges)


def _worn(tenant: Loaded[TenantFile], system: tuple[str, SystemModel], one: ExposureModel) -> Iterator[ZhengyunError]:
    name, model = system
    for kind, server in model.servers.items():
        at = ("systems", name, "servers", kind)
        if one.to in {None, kind} and one.by not in server.groups and tenant.knows(*at, "groups"):
            yield ZhengyunError(codes.NOT_WORN, place=tenant.place(*at), server=kind, group=one.by)
