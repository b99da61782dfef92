"""Gateways of hosts: another's address on a segment of the host's own, and in the end a way out."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Final

from inventory import codes
from inventory.checks.addresses import ranged
from inventory.checks.hosts import One, hosts_in
from inventory.checks.segments import Declared, segments_of
from inventory.compile.hosts import leg_range
from inventory.files import EstateFiles
from inventory.holes import Location
from zhengyun.errors import N_, ZhengyunError

IPV4: Final = 4
IPV6: Final = 6


def gateways(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every gateway that cannot be reached, and every circle of them."""
    segments = segments_of(files)
    hosts = {host.name: host for host in hosts_in(files)}
    owners = {leg.address: host.name for host in hosts.values() for leg in host.legs()}
    for host in hosts.values():
        for at, address, family in _next_ones(host):
            if why := _useless(host, address, family, segments):
                values = {"address": address, "host": host.name, "what": why}
                yield ZhengyunError(codes.NO_WAY_TO_GATEWAY, place=host.place(*at), **values)
    for word in ("gateway", "gateway6"):
        ways = {name: getattr(host.model, word) or "" for name, host in hosts.items() if host.knows(word)}
        onward = {name: owners.get(address, "") for name, address in ways.items()}
        for circle in _circles({name: one for name, one in onward.items() if one and one != name}):
            place = hosts[circle[0]].place(word)
            yield ZhengyunError(codes.GATEWAYS_IN_A_CIRCLE, place=place, circle=" → ".join((*circle, circle[0])))


def _next_ones(host: One) -> Iterator[tuple[Location, str, int]]:
    """Whoever a host sends on to, of which family that has to be, and where it is written."""
    gateway, gateway6 = host.model.gateway, host.model.gateway6
    if gateway and host.knows("gateway"):
        yield ("gateway",), gateway, ip_address(gateway).version if not gateway6 else IPV4
    if gateway6 and host.knows("gateway6"):
        yield ("gateway6",), gateway6, IPV6
    for to, via in host.model.routes.items():
        if host.knows("routes", to):
            yield ("routes", to), via, ip_network(to).version


def _useless(host: One, gateway: str, family: int, segments: Mapping[str, Declared]) -> str:
    """Why nothing of this host's can go on to an address, or nothing; nothing, too, where not all of its segments are known."""
    own = host.model.interfaces
    if any(gateway == leg.address for leg in host.legs()):
        return N_("it is the host's own")
    if ip_address(gateway).version != family:
        return N_("it is of the other family of addresses")
    if not host.knows("interfaces") or not all(name in segments and segments[name].knows(name, "*") for name in own):
        return ""
    shared = [name for name in own if ip_address(gateway) in ranged(leg_range(gateway, segments[name].model))]
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
