"""From accepted files to the estate's normal form: counts written out, exposures turned into groups, defaults filled in."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Literal

from inventory.files import EstateFiles, SiteFiles
from inventory.schema.site import SiteFile
from inventory.schema.system import ExposureModel, ServerModel, SystemModel
from inventory.schema.tenant import GroupModel, NetworkModel, RuleModel, TenantFile
from zhengyun.estate import (
    Estate,
    External,
    Flavor,
    Group,
    Image,
    Key,
    Network,
    Objective,
    Quota,
    Router,
    Rule,
    Server,
    Site,
    Subnet,
    System,
    Tenant,
    Volume,
    Zone,
)

EVERYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
ANY = "any"
INTERNET = "internet"


def estate_of(files: EstateFiles, commit: str) -> Estate:
    """Bring accepted files into normal form; a reference that leads nowhere is left as it is."""
    model = files.estate.model
    departments = {name: department.title for name, department in model.departments.items()}
    return Estate(
        name=model.estate,
        title=model.title,
        network=model.network,
        sites=tuple(_site(name, site, departments) for name, site in files.sites.items()),
        commit=commit,
        departments=departments,
    )


def _site(name: str, files: SiteFiles, departments: dict[str, str]) -> Site:
    model = files.site.model
    return Site(
        name=name,
        title=model.title,
        cloud=model.cloud or model.site,
        zones=tuple(
            Zone(name, zone.title, zone.level, tuple(zone.addresses), zone.exposed)
            for name, zone in model.zones.items()
        ),
        externals=tuple(_externals(model)),
        flavors=tuple(Flavor(name, one.vcpus, one.ram, one.disk) for name, one in model.flavors.items()),
        images=tuple(
            Image(name, one.title, one.file, one.sha256, one.format, one.min_disk, one.min_ram)
            for name, one in model.images.items()
        ),
        tenants=tuple(_tenant(name, one.model, model, departments) for name, one in files.tenants.items()),
    )


def _externals(model: SiteFile) -> Iterator[External]:
    for name, one in model.externals.items():
        provider = one.provider
        yield External(
            name, one.title, one.addresses, one.gateway, one.pool, provider.type, provider.network, provider.segment
        )


def _tenant(name: str, model: TenantFile, site: SiteFile, departments: dict[str, str]) -> Tenant:
    families = _families(model)
    return Tenant(
        name=name,
        title=departments.get(name, name),
        quota=Quota(
            servers=model.quota.servers,
            vcpus=model.quota.vcpus,
            ram_mib=model.quota.ram,
            volumes=model.quota.volumes,
            storage_gib=model.quota.storage,
            networks=model.quota.networks,
            routers=model.quota.routers,
            floating_addresses=model.quota.floating_addresses,
            groups=model.quota.groups,
            rules=model.quota.rules,
            ports=model.quota.ports,
        ),
        networks=tuple(Network(name, one.zone, tuple(_subnets(one))) for name, one in model.networks.items()),
        routers=tuple(
            Router(name, tuple(sorted(one.networks)), one.gateway or "") for name, one in model.routers.items()
        ),
        groups=(*_groups(model, families), *_exposed(model, site, families)),
        keys=tuple(Key(name, public) for name, public in model.keys.items()),
        systems=tuple(_system(name, one) for name, one in model.systems.items()),
    )


def _families(model: TenantFile) -> tuple[int, ...]:
    """The address families that the tenant's networks have."""
    subnets = (subnet.addresses for network in model.networks.values() for subnet in network.addresses)
    return tuple(sorted({ip_network(subnet).version for subnet in subnets})) or (4,)


def _subnets(model: NetworkModel) -> Iterator[Subnet]:
    for subnet in model.addresses:
        first = str(ip_network(subnet.addresses)[1])
        yield Subnet(subnet.addresses, subnet.gateway or first, tuple(subnet.dns))


def _groups(model: TenantFile, families: tuple[int, ...]) -> Iterator[Group]:
    for name, group in model.groups.items():
        rules = (rule for one in group.rules for rule in _rules(one, model.groups, families))
        yield Group(name, _unique(rules), group.egress == ANY)


def _rules(model: RuleModel, groups: dict[str, GroupModel], families: tuple[int, ...]) -> Iterator[Rule]:
    peer = model.from_ or model.to or ANY
    direction: Literal["in", "out"] = "in" if model.from_ else "out"
    if peer in groups:
        for family in families:
            yield Rule(direction, family, model.protocol, model.ports, peer_group=peer)
    elif peer == ANY:
        for family in families:
            yield Rule(direction, family, model.protocol, model.ports, peer=EVERYWHERE[family])
    elif "/" in peer:
        yield Rule(direction, ip_network(peer).version, model.protocol, model.ports, peer=peer)


def exposure_group(system: str, kind: str | None) -> str:
    """The name of the security group that carries what a system exposes, on one kind of server or on all."""
    return f"{system}-{kind}-exposed" if kind else f"{system}-exposed"


def _exposed(model: TenantFile, site: SiteFile, families: tuple[int, ...]) -> Iterator[Group]:
    for name, system in model.systems.items():
        for kind in dict.fromkeys(exposure.to for exposure in system.exposure):
            rules = (
                Rule("in", ip_network(peer).version, exposure.protocol, exposure.ports, peer=peer)
                for exposure in system.exposure
                if exposure.to == kind
                for peer in _exposed_to(exposure, site, families)
            )
            yield Group(exposure_group(name, kind), _unique(rules))


def _exposed_to(model: ExposureModel, site: SiteFile, families: tuple[int, ...]) -> list[str]:
    if model.from_ == INTERNET:
        return [EVERYWHERE[family] for family in families]
    zone = site.zones.get(model.from_)
    return list(zone.addresses) if zone else []


def _unique(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(rules))


def _system(name: str, model: SystemModel) -> System:
    objective = Objective(model.objective.rto, model.objective.rpo) if model.objective else None
    servers = tuple(server for kind, one in model.servers.items() for server in _servers(name, kind, one, model))
    return System(name, model.title, model.level, model.zone, servers, objective)


def server_names(kind: str, model: ServerModel) -> list[str]:
    """The names of the servers that one entry stands for."""
    return [kind] if model.count is None else [f"{kind}-{number}" for number in range(1, model.count + 1)]


def _servers(system: str, kind: str, model: ServerModel, whole: SystemModel) -> Iterator[Server]:
    exposed = [
        exposure_group(system, to) for to in dict.fromkeys(one.to for one in whole.exposure) if to in {None, kind}
    ]
    groups = tuple(sorted({*model.groups, *exposed}))
    networks = {leg.network: leg.address or "" for leg in model.networks}
    volumes = tuple(Volume(name, one.size, one.type or "") for name, one in model.volumes.items())
    for name in server_names(kind, model):
        yield Server(name, model.flavor, model.image, networks, groups, model.key or "", volumes, model.floating or "")
