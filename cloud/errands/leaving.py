"""What of a host's servers can leave it, and what stays there."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cloud.kinds.moving import HOSTED
from cloud.layout import TOGETHER, bands_of
from cloud.port import Host
from zhengyun.resource import Address, Existing, World

Servers = Mapping[Address, Existing]


def on_host(world: World, host: str) -> Servers:
    """Our servers on a host."""
    return {
        address: one
        for address, one in sorted(world.existing.items())
        if address.kind == "server" and one.attributes.get(HOSTED) == host
    }


def loose(world: World, host: str) -> Servers:
    """Those of them that no server group holds on one host with others."""
    held = tied(world)
    return {address: one for address, one in on_host(world, host).items() if address not in held}


def movable(server: Existing) -> bool:
    """Whether Nova migrates a server: it runs, or is off."""
    return not server.fault and isinstance(server.attributes["running"], bool)


def rebuildable(server: Existing) -> bool:
    """Whether Nova evacuates a server: it ran, or was off, or has not come through an evacuation before."""
    return bool(server.fault) or isinstance(server.attributes["running"], bool)


class Left(NamedTuple):
    """A server that stays on a host: whose it is and in what state it is, if it is ours."""

    name: str
    tenant: str
    state: str


def left_behind(world: World, host: Host) -> Iterator[Left]:
    """What stays on a host whatever is planned: what is not ours, what is in a state that Nova does not move, and
    what it keeps together.
    """
    able, held = (movable if host.up else rebuildable), tied(world)
    for address, one in on_host(world, host.name).items():
        if address in held:
            yield Left(address.path, address.tenant, f"{TOGETHER}: {group_of(one)}")
        elif not able(one):
            yield Left(address.path, address.tenant, one.fault or str(one.attributes["running"]))
    ours = {one.id for one in on_host(world, host.name).values()}
    strange = {one.id: one for one in world.foreign if one.kind == "server"}
    for identifier in host.servers:
        if identifier not in ours:
            known = strange.get(identifier)
            yield Left(known.name if known else identifier, known.tenant if known else "", "")


def group_of(server: Existing) -> str:
    """The server group that a server is in."""
    return str(server.attributes.get("server_group") or "")


def tied(world: World) -> frozenset[Address]:
    """The servers that Nova keeps on one host with others of their group, so that none of them can leave by itself."""
    asked = bands_of(world.existing).asked
    groups: dict[str, list[Address]] = {}
    for address, one in world.existing.items():
        group = group_of(one) if address.kind == "server" else ""
        if group in asked and asked[group].policy == TOGETHER:
            groups.setdefault(group, []).append(address)
    return frozenset(address for members in groups.values() for address in members if len(members) > 1)
