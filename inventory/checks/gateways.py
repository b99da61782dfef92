"""Gateways of hosts: another's address on a segment of the host's own, and in the end a way out."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from inventory import codes
from inventory.checks.addresses import ranged
from inventory.checks.hosts import One, hosts_in
from inventory.checks.segments import Declared, segments_of
from inventory.files import EstateFiles
from zhengyun.errors import N_, ZhengyunError


def gateways(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every gateway that cannot be reached, and every circle of them."""
    segments = segments_of(files)
    hosts = {host.name: host for host in hosts_in(files)}
    owners = {address: host.name for host in hosts.values() for address in host.model.interfaces.values()}
    for host in hosts.values():
        if host.model.gateway and host.knows("gateway") and (why := _useless(host, segments)):
            values = {"address": host.model.gateway, "host": host.name, "what": why}
            yield ZhengyunError(codes.NO_WAY_TO_GATEWAY, place=host.place("gateway"), **values)
    onward = {name: owners.get(host.model.gateway or "", "") for name, host in hosts.items() if host.knows("gateway")}
    for circle in _circles({name: one for name, one in onward.items() if one and one != name}):
        place = hosts[circle[0]].place("gateway")
        yield ZhengyunError(codes.GATEWAYS_IN_A_CIRCLE, place=place, circle=" → ".join((*circle, circle[0])))


def _useless(host: One, segments: Mapping[str, Declared]) -> str:
    """Why it can be no gateway of this host, or nothing; nothing, too, where not all of its segments are known."""
    own, gateway = host.model.interfaces, host.model.gateway or ""
    if gateway in own.values():
        return N_("it is the host's own")
    if not host.knows("interfaces") or not all(name in segments and segments[name].knows(name, "*") for name in own):
        return ""
    shared = [name for name in own if ip_address(gateway) in ranged(segments[name].model.addresses)]
    if not shared:
        return N_("it lies on none of the host's segments")
    return N_("it lies on a management segment") if segments[shared[0]].model.management else ""


def _circles(onward: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Each circle once, from where the files name it first."""
    seen: set[str] = set()
    for start in onward:
        path: list[str] = []
        at = start
        while at in onward and at not in seen:
            seen.add(at)
            path.append(at)
            at = onward[at]
        if at in path:
            yield tuple(path[path.index(at) :])
