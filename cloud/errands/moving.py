"""Servers that come to other hosts: some that are named, or all that a host has, because it is to be emptied or is dead.

Where each comes to is planned, and said to Nova: its own choice might be another between planning and doing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cloud import codes
from cloud.admission import Flavors, over_capacity, size_of
from cloud.errands.layout import Mover, lay_out
from cloud.errands.part import Part
from cloud.kinds.moving import COLD, EVACUATE, HOSTED, LIVE
from cloud.layout import Arrival, Size
from cloud.port import Cloud, Free, Host
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Site
from zhengyun.plan import is_below
from zhengyun.resource import HOW, Address, Existing, Resource, World

AT_ONCE: Final = "--live"
TO: Final = "--to="
NO_FLAVORS: Final[Flavors] = {}
Servers = Mapping[Address, Existing]


def migrate(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`migrate [--live] [--to=HOST] PATH...`: servers, or all servers of systems or tenants, to another host.

    Raises: Problems (ZY-CLOUD-021, 022, 161, 163 to 165, 168).
    """
    targets = [word.removeprefix(TO) for word in words if word.startswith(TO)]
    paths = [word for word in words if not word.startswith("--")]
    hosts = {host.name: host for host in cloud.hosts()}
    to = _able(site, hosts, targets[0]) if targets else None
    servers = {address: one for path in paths for address, one in _below(site, world, path).items()}
    there = {address: one for address, one in servers.items() if not to or one.attributes[HOSTED] != to.name}
    _refuse(there, hosts, to)
    return _moved(world, there, hosts, to=to, live=AT_ONCE in words)


def drain(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`drain [--live] HOST`: everything of ours that can be moved away from a host that answers.

    Raises: Problems (ZY-CLOUD-021, 022, 163, 166).
    """
    hosts, name = {host.name: host for host in cloud.hosts()}, words[-1]
    if not _known(site, hosts, name).up:
        raise ZhengyunError(codes.HOST_DOWN, site=site.name, host=name)
    there = {address: one for address, one in on_host(world, name).items() if movable(one)}
    return _moved(world, there, hosts, live=AT_ONCE in words)


def evacuate(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`evacuate HOST`: everything of ours that a dead host had is built again on others.

    Raises: Problems (ZY-CLOUD-021, 022, 163, 167).
    """
    hosts, name = {host.name: host for host in cloud.hosts()}, words[-1]
    if _known(site, hosts, name).up:
        raise ZhengyunError(codes.HOST_UP, site=site.name, host=name)
    there = {address: one for address, one in on_host(world, name).items() if rebuildable(one)}
    return _part(there, _placed(world, there, hosts, None), dict.fromkeys(there, EVACUATE))


def on_host(world: World, host: str) -> Servers:
    """Our servers on a host."""
    return {
        address: one
        for address, one in sorted(world.existing.items())
        if address.kind == "server" and one.attributes.get(HOSTED) == host
    }


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
    """What stays on a host whatever is planned: what is not ours, and what is in a state that Nova does not move."""
    able = rebuildable if not host.up else movable
    for address, one in on_host(world, host.name).items():
        if not able(one):
            yield Left(address.path, address.tenant, one.fault or str(one.attributes["running"]))
    ours = {one.id for one in on_host(world, host.name).values()}
    strange = {one.id: one for one in world.foreign if one.kind == "server"}
    for identifier in host.servers:
        if identifier not in ours:
            known = strange.get(identifier)
            yield Left(known.name if known else identifier, known.tenant if known else "", "")


def _below(site: Site, world: World, path: str) -> Servers:
    there = {
        address: one
        for address, one in sorted(world.existing.items())
        if address.kind == "server" and is_below(address.path, path)
    }
    if not there:
        raise ZhengyunError(codes.NO_SERVER, site=site.name, path=path)
    return there


def _known(site: Site, hosts: Mapping[str, Host], name: str) -> Host:
    if name not in hosts:
        raise ZhengyunError(codes.NO_SUCH_HOST, site=site.name, host=name, legal=", ".join(hosts))
    return hosts[name]


def _able(site: Site, hosts: Mapping[str, Host], name: str) -> Host:
    host = _known(site, hosts, name)
    if not (host.up and host.enabled):
        raise ZhengyunError(codes.HOST_CLOSED, site=site.name, host=name)
    return host


def _refuse(servers: Servers, hosts: Mapping[str, Host], to: Host | None) -> None:
    errors = []
    for address, one in servers.items():
        zone = _zone(one, hosts)
        if not movable(one):
            status = one.fault or one.attributes["running"]
            errors.append(ZhengyunError(codes.NOT_MOVABLE, thing=address, status=status))
        elif to and to.zone != zone:
            errors.append(ZhengyunError(codes.OTHER_ZONE, thing=address, zone=zone, host=to.name, other=to.zone))
    if errors:
        raise Problems(tuple(errors))


def _moved(world: World, there: Servers, hosts: Mapping[str, Host], *, to: Host | None = None, live: bool) -> Part:
    """Each to a host of its own zone, or all to one; what is off has nothing that a live migration could keep alive."""
    how = {address: LIVE if live and one.attributes["running"] else COLD for address, one in there.items()}
    return _part(there, _placed(world, there, hosts, to), how)


def _placed(world: World, there: Servers, hosts: Mapping[str, Host], to: Host | None) -> Mapping[Address, str]:
    """The host that each server comes to.

    Raises: Problems (ZY-CLOUD-021, 022) with the exact shortfall.
    """
    if not there:
        return {}
    movers = [Mover(address, _size(one), _allowed(one, hosts, to)) for address, one in there.items()]
    layout = lay_out(movers, [host.room for host in hosts.values()], {})
    if layout.unplaced:
        allowed = frozenset[str]().union(*(mover.allowed for mover in movers))
        able = tuple(host.room for host in hosts.values() if host.name in allowed)
        arrivals = [Arrival(mover.address, mover.size, mover.size) for mover in movers]
        first = layout.unplaced[0]
        alone = ZhengyunError(codes.NO_HOST, site=world.site, thing=first.address, **first.size._asdict())
        raise Problems(tuple(over_capacity(world.site, arrivals, 0, Free(able, -1))) or (alone,))
    return layout.hosts


def _size(server: Existing) -> Size:
    return size_of(server.attributes, NO_FLAVORS)


def _allowed(server: Existing, hosts: Mapping[str, Host], to: Host | None) -> frozenset[str]:
    """The hosts that a server may come to: the one that was asked for, or all others in its availability zone."""
    here, zone = server.attributes[HOSTED], _zone(server, hosts)
    able = [to] if to else [host for host in hosts.values() if host.zone == zone and host.name != here]
    return frozenset(host.name for host in able if host.up and host.enabled)


def _zone(server: Existing, hosts: Mapping[str, Host]) -> str:
    here = str(server.attributes[HOSTED])
    return hosts[here].zone if here in hosts else ""


def _part(there: Servers, hosts: Mapping[Address, str], how: Mapping[Address, str]) -> Part:
    shall = {
        address: Resource(
            address, {HOSTED: hosts[address], "running": one.attributes["running"] is not False, HOW: how[address]}
        )
        for address, one in there.items()
    }
    return Part(shall, {address: _sound(one) for address, one in there.items()})


def _sound(server: Existing) -> Existing:
    """The same server, which is to be moved and not to be made anew for what ails it."""
    return Existing(server.address, server.id, server.attributes, parts=server.parts)
