"""Servers that come to other hosts: some that are named, or all that a host has, because it is to be emptied or is dead.

Where each comes to is planned, and said to Nova: its own choice might be another between planning and doing.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cloud import codes
from cloud.errands.destinations import destinations, zone_of
from cloud.errands.leaving import Servers, loose, movable, rebuildable
from cloud.errands.part import Part
from cloud.kinds.moving import COLD, EVACUATE, HOSTED, LIVE
from cloud.port import Cloud, Host
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Site
from zhengyun.plan import is_below
from zhengyun.resource import HOW, Address, Existing, Resource, World

AT_ONCE: Final = "--live"
TO: Final = "--to="


def migrate(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`migrate [--live] [--to=HOST] PATH...`: servers, or all servers of systems or tenants, to another host.

    Raises: Problems (ZY-CLOUD-021, 022, 141, 161, 163 to 165, 168).
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

    Raises: Problems (ZY-CLOUD-021, 022, 141, 163, 166).
    """
    hosts, name = {host.name: host for host in cloud.hosts()}, words[-1]
    if not _known(site, hosts, name).up:
        raise ZhengyunError(codes.HOST_DOWN, site=site.name, host=name)
    there = {address: one for address, one in loose(world, name).items() if movable(one)}
    return _moved(world, there, hosts, live=AT_ONCE in words)


def evacuate(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """`evacuate HOST`: everything of ours that a dead host had is built again on others.

    What lay on its own disks begins again from its image, which the plan says: no API tells whether hosts share them.

    Raises: Problems (ZY-CLOUD-021, 022, 141, 163, 167).
    """
    hosts, name = {host.name: host for host in cloud.hosts()}, words[-1]
    if _known(site, hosts, name).up:
        raise ZhengyunError(codes.HOST_UP, site=site.name, host=name)
    there = {address: one for address, one in loose(world, name).items() if rebuildable(one)}
    return _part(there, destinations(world, there, hosts, None), dict.fromkeys(there, EVACUATE))


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
        zone = zone_of(one, hosts)
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
    return _part(there, destinations(world, there, hosts, to), how)


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
    return Existing(server.address, server.id, server.attributes, empty=server.empty, parts=server.parts)
