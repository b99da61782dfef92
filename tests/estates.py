"""Small estates, made from the kernel's nouns: every part has a short way to be said, and a place of its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from zhengyun.estate import (
    Aggregate,
    Domain,
    External,
    Flavor,
    Group,
    Image,
    Key,
    Network,
    Qos,
    Quota,
    Rule,
    Server,
    Site,
    Subnet,
    SubnetPool,
    System,
    Tenant,
    Volume,
    VolumeType,
    Zone,
)

SITE: Final = "primary"
PUBLIC_KEYS: Final = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2aK1c0g7Qf0WkX3m9m0rW2c3v4b5n6m7a8s9d0f1g2",
)
CONTENTS: Final = {"first.raw": b"first" * 1000, "second.raw": b"second" * 1000}
PLENTY: Final = Quota(
    servers=10,
    vcpus=20,
    ram_mib=20_480,
    volumes=10,
    storage_gib=100,
    networks=10,
    routers=5,
    floating_addresses=5,
    groups=20,
    rules=200,
    ports=100,
)


def write_images(store: Path) -> Path:
    """Put the image files where the driver finds them."""
    store.mkdir(parents=True, exist_ok=True)
    for name, content in CONTENTS.items():
        (store / name).write_bytes(content)
    return store


def image(name: str, file: str = "first.raw", **more: Any) -> Image:
    """An image of one of the two files."""
    digest = hashlib.sha256(CONTENTS[file]).hexdigest()
    return Image(name, f"image {name}", file, digest, "raw", **more)


def flavor(name: str, vcpus: int = 1, ram_mib: int = 256, disk_gib: int = 1) -> Flavor:
    """A small flavor."""
    return Flavor(name, vcpus, ram_mib, disk_gib)


def external(name: str, addresses: str) -> External:
    """An external network on a physical one of its own name; the upper half of its addresses is the pool."""
    range_ = ip_network(addresses)
    middle, last = range_[range_.num_addresses // 2], range_[-2]
    return External(name, name, addresses, str(range_[1]), (str(middle), str(last)), "flat", name)


def network(name: str, *ranges: str, **more: Any) -> Network:
    """A network with some ranges, each with its first address as gateway."""
    return Network(name, "zone", tuple(Subnet(one, str(ip_network(one)[1]), **more) for one in ranges))


def server(name: str = "app", *networks: str, **more: Any) -> Server:
    """A server on some networks, of the flavor and image that all share."""
    legs = dict.fromkeys(networks or ("office",), "")
    given = {"flavor": "tiny", "image": "base", "networks": legs}
    return Server(name, **{**given, **more})


def system(*servers: Server, name: str = "desk") -> System:
    """A business system."""
    return System(name, name, 2, "zone", servers)


def rule(direction: Any = "in", protocol: str = "tcp", port: int | None = 443, **more: Any) -> Rule:
    """A flow from or to everywhere, if nothing else is said."""
    family = more.pop("family", 4)
    ports = (port, more.pop("to_port", port)) if port else None
    peer = more.pop("peer", "" if "peer_group" in more else {4: "0.0.0.0/0", 6: "::/0"}[family])
    return Rule(direction, family, protocol, ports, peer, **more)


def tenant(name: str, *, net: str = "10.0.0.0/24", **more: Any) -> Tenant:
    """A department with one network `office`, one group and a key."""
    parts: Mapping[str, Any] = {
        "title": f"department {name}",
        "quota": PLENTY,
        "networks": (network("office", net),),
        "groups": (Group("web", (rule(),)),),
        "keys": (Key("ops", PUBLIC_KEYS[0]),),
    }
    return Tenant(name, **{**parts, **more})


@dataclass(frozen=True)
class Parts:
    """What one test contributes to a site."""

    tenants: tuple[Tenant, ...] = ()
    flavors: tuple[Flavor, ...] = ()
    images: tuple[Image, ...] = ()
    externals: tuple[External, ...] = ()
    domains: tuple[Domain, ...] = ()
    subnet_pools: tuple[SubnetPool, ...] = ()
    qos: tuple[Qos, ...] = ()
    volume_types: tuple[VolumeType, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()

    def and_(self, other: "Parts") -> "Parts":
        """Both together; what both have is there once."""
        tenants: dict[str, Tenant] = {}
        for one in self.tenants + other.tenants:
            tenants[one.name] = _merged(tenants[one.name], one) if one.name in tenants else one
        return Parts(
            tuple(tenants.values()),
            _once(self.flavors + other.flavors),
            _once(self.images + other.images),
            _once(self.externals + other.externals),
            _once(self.domains + other.domains),
            _once(self.subnet_pools + other.subnet_pools),
            _once(self.qos + other.qos),
            _once(self.volume_types + other.volume_types),
            _once(self.aggregates + other.aggregates),
        )


def site(*parts: Parts, name: str = SITE) -> Site:
    """A site with all of it."""
    whole = _together(parts)
    zone = Zone("zone", "zone", 5, ("0.0.0.0/0", "::/0"), exposed=True)
    return Site(
        name,
        name,
        name,
        (zone,),
        whole.externals,
        whole.flavors,
        whole.images,
        whole.tenants,
        subnet_pools=whole.subnet_pools,
        qos=whole.qos,
        domains=whole.domains,
        volume_types=whole.volume_types,
        aggregates=whole.aggregates,
    )


def shared() -> Parts:
    """The flavor and the image that `server` takes."""
    return Parts(flavors=(flavor("tiny"),), images=(image("base"),))


def with_servers(one: Tenant, *servers: Server) -> Tenant:
    """The same tenant with these servers as its only system."""
    return replace(one, systems=(system(*servers),) if servers else ())


def volume(name: str = "data", size_gib: int = 1, type: str = "") -> Volume:  # noqa: A002 - as the noun has it
    """A volume."""
    return Volume(name, size_gib, type)


def _together(parts: Sequence[Parts]) -> Parts:
    """All of them, half by half: what hundreds of stories begin with is not gone through once for each."""
    if len(parts) < 2:
        return Parts().and_(*parts) if parts else Parts()
    middle = len(parts) // 2
    return _together(parts[:middle]).and_(_together(parts[middle:]))


def _once(things: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple({one.name: one for one in things}.values())


def _merged(one: Tenant, other: Tenant) -> Tenant:
    """A department with the things of both."""
    systems: dict[str, System] = {}
    for each in one.systems + other.systems:
        servers = [*systems[each.name].servers, *each.servers] if each.name in systems else each.servers
        before = systems[each.name].shared_volumes if each.name in systems else ()
        shared = _once(before + each.shared_volumes)
        systems[each.name] = replace(each, servers=_with_all_volumes(servers), shared_volumes=shared)
    return replace(
        other,
        networks=_once(one.networks + other.networks),
        routers=_once(one.routers + other.routers),
        groups=_once(one.groups + other.groups),
        keys=_once(one.keys + other.keys),
        users=_once(one.users + other.users),
        server_groups=_once(one.server_groups + other.server_groups),
        systems=tuple(systems.values()),
        address_groups=_once(one.address_groups + other.address_groups),
        qos=_once(one.qos + other.qos),
        ports=_once(one.ports + other.ports),
        trunks=_once(one.trunks + other.trunks),
    )


def _with_all_volumes(servers: Sequence[Server]) -> tuple[Server, ...]:
    found: dict[str, Server] = {}
    for each in servers:
        before = found[each.name].volumes if each.name in found else ()
        found[each.name] = replace(each, volumes=_once(before + each.volumes))
    return tuple(found.values())
