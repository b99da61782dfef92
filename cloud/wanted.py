"""From a site as its files declare it to the things that must stand in its cloud."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from cloud.kinds.group import FAMILIES, egress_of
from cloud.kinds.legs import ADDRESS, DEFAULT_GROUP, leg
from cloud.kinds.rule import EVERYWHERE, path_of
from cloud.kinds.task import SHARED
from zhengyun.estate import External, Flavor, Group, Image, Network, Router, Rule, Server, Site, System, Tenant
from zhengyun.resource import Address, Resource, Value


def wanted(site: Site) -> dict[Address, Resource]:
    """Everything that the site shall have, by address."""
    return {resource.address: resource for resource in _all(site)}


def _all(site: Site) -> Iterator[Resource]:
    at = site.name
    exits = {one.name: Address(at, "subnet", f"{SHARED}/{one.name}/{one.addresses}") for one in site.externals}
    for flavor in site.flavors:
        yield _flavor(at, flavor)
    for image in site.images:
        yield _image(at, image)
    for external in site.externals:
        yield from _external(at, external)
    for tenant in site.tenants:
        yield from _Tenant(at, tenant, exits).all()


def _flavor(site: str, flavor: Flavor) -> Resource:
    size: dict[str, Value] = {"vcpus": flavor.vcpus, "ram_mib": flavor.ram_mib, "disk_gib": flavor.disk_gib}
    return Resource(Address(site, "flavor", f"{SHARED}/{flavor.name}"), {**size, "marked": True})


def _image(site: str, image: Image) -> Resource:
    return Resource(
        Address(site, "image", f"{SHARED}/{image.name}"),
        {
            "title": image.title,
            "sha256": image.sha256,
            "format": image.format,
            "min_disk_gib": image.min_disk_gib,
            "min_ram_mib": image.min_ram_mib,
            "public": True,
            "file": image.file,
        },
    )


def _external(site: str, external: External) -> Iterator[Resource]:
    path = f"{SHARED}/{external.name}"
    provider: Value = {
        "type": external.provider_type,
        "network": external.provider_network,
        "segment": external.provider_segment,
    }
    yield Resource(
        Address(site, "network", path), _network(None, external.name) | {"external": True, "provider": provider}
    )
    yield _subnet(site, path, external.addresses, external.gateway, dhcp=False, pool=list(external.pool))


def _network(tenant: str | None, name: str) -> dict[str, Value]:
    return {
        "tenant": tenant,
        "name": name,
        "external": False,
        "provider": None,
        "shared": False,
        "enabled": True,
        "marked": True,
    }


def _subnet(
    site: str,
    network: str,
    addresses: str,
    gateway: str,
    *,
    dns: tuple[str, ...] = (),
    dhcp: bool = True,
    pool: list[str] | None = None,
) -> Resource:
    attributes: dict[str, Value] = {
        "network": network,
        "addresses": addresses,
        "gateway": gateway,
        "dns": [*dns],
        "dhcp": dhcp,
        "marked": True,
    }
    if pool:
        attributes["pool"] = [*pool]
    return Resource(Address(site, "subnet", f"{network}/{addresses}"), attributes)


class _Tenant:
    """One tenant's things. All that a quota counts comes after the quota."""

    def __init__(self, site: str, tenant: Tenant, exits: Mapping[str, Address]) -> None:
        self.site, self.tenant, self.name, self.exits = site, tenant, tenant.name, exits
        self.after = (self.at("quota", self.name),)
        self.subnets = {
            network.name: [f"{self.name}/{network.name}/{subnet.addresses}" for subnet in network.subnets]
            for network in tenant.networks
        }

    def at(self, kind: str, path: str) -> Address:
        return Address(self.site, kind, path)

    def all(self) -> Iterator[Resource]:
        project: dict[str, Value] = {"name": self.name, "title": self.tenant.title, "enabled": True, "operated": True}
        yield Resource(self.at("project", self.name), project)
        yield self.quota()
        for key in self.tenant.keys:
            yield Resource(self.at("key", f"{self.name}/{key.name}"), {"public": key.public})
        for network in self.tenant.networks:
            yield from self.network(network)
        for router in self.tenant.routers:
            yield self.router(router)
        for group in self.tenant.groups:
            yield from self.group(group)
        for system in self.tenant.systems:
            for server in system.servers:
                yield from self.server(system, server)

    def quota(self) -> Resource:
        quota = self.tenant.quota
        values: dict[str, Value] = {name: getattr(quota, name) for name in quota.__dataclass_fields__}
        return Resource(self.at("quota", self.name), {"tenant": self.name, **values, "sealed": True})

    def network(self, network: Network) -> Iterator[Resource]:
        path = f"{self.name}/{network.name}"
        yield Resource(self.at("network", path), _network(self.name, network.name), self.after)
        for subnet in network.subnets:
            yield _subnet(self.site, path, subnet.addresses, subnet.gateway, dns=subnet.dns)

    def router(self, router: Router) -> Resource:
        subnets = [subnet for name in router.networks for subnet in self.subnets[name]]
        attributes: dict[str, Value] = {
            "tenant": self.name,
            "name": router.name,
            "gateway": f"{SHARED}/{router.gateway}" if router.gateway else None,
            "subnets": [*sorted(subnets)],
            "enabled": True,
            "marked": True,
        }
        # A gateway needs a range to take its address from, though it refers to the network only.
        exit_ = (self.exits[router.gateway],) if router.gateway else ()
        return Resource(self.at("router", f"{self.name}/{router.name}"), attributes, self.after + exit_)

    def group(self, group: Group) -> Iterator[Resource]:
        path = f"{self.name}/{group.name}"
        open_to = set(FAMILIES) if group.open_egress else {family_of(rule) for rule in group.rules if is_open(rule)}
        attributes: dict[str, Value] = {
            "tenant": self.name,
            "name": group.name,
            "egress": egress_of(open_to),
            "marked": True,
        }
        yield Resource(self.at("group", path), attributes, self.after)
        for rule in group.rules:
            if not is_open(rule):
                yield self.rule(path, rule)

    def rule(self, group: str, rule: Rule) -> Resource:
        attributes: dict[str, Value] = {
            "group": group,
            "direction": rule.direction,
            "family": family_of(rule),
            # One word in the estate; each family has its own protocol (RFC 792, RFC 4443).
            "protocol": "ipv6-icmp" if (rule.family, rule.protocol) == (6, "icmp") else rule.protocol,
            "ports": [*rule.ports] if rule.ports else None,
            "peer": rule.peer,
            "peer_group": f"{self.name}/{rule.peer_group}" if rule.peer_group else None,
        }
        return Resource(self.at("rule", path_of(group, attributes)), attributes)

    def server(self, system: System, server: Server) -> Iterator[Resource]:
        path = f"{self.name}/{system.name}/{server.name}"
        attributes: dict[str, Value] = {
            "tenant": self.name,
            "name": f"{system.name}-{server.name}",
            "flavor": f"{SHARED}/{server.flavor}",
            "image": f"{SHARED}/{server.image}",
            "key": f"{self.name}/{server.key}" if server.key else None,
            "networks": [*sorted({leg for name in server.networks for leg in self.legs(name)})],
            "groups": [*sorted(f"{self.name}/{group}" for group in server.groups)] or [DEFAULT_GROUP],
            "running": True,
        }
        for name, address in server.networks.items():
            if address:
                attributes[ADDRESS + self.subnet_of(name, address)] = address
        stands_in = tuple(self.at("subnet", subnet) for name in server.networks for subnet in self.subnets[name])
        yield Resource(self.at("server", path), attributes, self.after + stands_in + self.before(server))
        for volume in server.volumes:
            yield from self.volume(path, system, server, volume.name, volume.size_gib, volume.type)
        if server.floating:
            yield self.floating(path, server)

    def before(self, server: Server) -> tuple[Address, ...]:
        """Who has an address of his own there comes first: else one that takes any address may have taken it."""
        if any(server.networks.values()):
            return ()
        return tuple(
            self.at("server", f"{self.name}/{system.name}/{other.name}")
            for system in self.tenant.systems
            for other in system.servers
            if any(other.networks.get(name) for name in server.networks)
        )

    def legs(self, network: str) -> Iterator[str]:
        """What standing in a network comes to: a leg for each family of addresses that the network has."""
        for subnet in self.subnets[network]:
            yield leg(f"{self.name}/{network}", ip_network(subnet.split("/", 2)[2]).version)

    def subnet_of(self, network: str, address: str) -> str:
        """Which of the network's ranges an address lies in."""
        return next(path for path in self.subnets[network] if ip_address(address) in ip_network(path.split("/", 2)[2]))

    def volume(self, path: str, system: System, server: Server, name: str, size: int, type_: str) -> Iterator[Resource]:
        whole = f"{path}/{name}"
        attributes: dict[str, Value] = {
            "tenant": self.name,
            "name": f"{system.name}-{server.name}-{name}",
            "size_gib": size,
            "usable": True,
        }
        if type_:
            attributes["type"] = type_
        yield Resource(self.at("volume", whole), attributes, self.after)
        yield Resource(self.at("attachment", whole), {"server": path, "volume": whole})

    def floating(self, path: str, server: Server) -> Resource:
        router = next(
            router.name
            for router in self.tenant.routers
            if router.gateway == server.floating and set(router.networks) & set(server.networks)
        )
        attributes: dict[str, Value] = {
            "tenant": self.name,
            "external": f"{SHARED}/{server.floating}",
            "server": path,
            "router": f"{self.name}/{router}",
            "marked": True,
        }
        return Resource(self.at("floating", path), attributes, self.after)


def family_of(rule: Rule) -> str:
    """The rule's family as Neutron calls it."""
    return f"IPv{rule.family}"


def is_open(rule: Rule) -> bool:
    """Whether a rule lets everything of its family out: to Neutron it is the same as the group's own such rule."""
    everywhere = rule.peer == EVERYWHERE[family_of(rule)]
    return rule.direction == "out" and rule.protocol == "any" and not rule.ports and everywhere
