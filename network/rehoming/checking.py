"""Whether a move is about what there is: its hosts, segments, zone, addresses and gateways."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from inventory.nearest import listed, nearest
from network import codes
from network.legs import ZoneMap, legs
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Segment
from zhengyun.estate.moving import Move


def wrong(old: Estate, new: Estate, move: Move) -> tuple[ZhengyunError, ...]:
    """Everything that the move names and that is not there, or cannot be."""
    unknown = tuple(_unknown(old, new, move))
    return unknown or (*_addresses(new, move), *_gateways(new, move))


def _unknown(old: Estate, new: Estate, move: Move) -> Iterator[ZhengyunError]:
    zones = new.policy.zones if new.policy else {}
    moving = {name: one for name, one in old.hosts.hosts.items() if one.kind == "host"}
    routers = {name: one for name, one in new.hosts.hosts.items() if one.kind in {"router", "firewall"}}
    segments = {*new.hosts.segments, *move.segments}
    yield from _absent(N_("zone"), f"{new.network}/{move.zone}", {name: one for name, one in zones.items() if one.own})
    for name in move.hosts:
        yield from _absent(N_("host"), name, moving)
    for name, (router, _) in move.routers.items():
        yield from _absent(N_("segment"), name, old.hosts.segments)
        yield from _absent(N_("router"), router, routers)
    for one in move.hosts.values():
        for name in one.interfaces:
            yield from _absent(N_("segment"), name, dict.fromkeys(segments))


def _absent(what: str, name: str, legal: Mapping[str, object]) -> Iterator[ZhengyunError]:
    if name not in legal:
        near = nearest(name, sorted(legal))
        yield ZhengyunError(codes.MOVE_UNKNOWN, what=what, name=name, legal=listed(sorted(legal)), nearest=near)


def _addresses(new: Estate, move: Move) -> Iterator[ZhengyunError]:
    """Each address lies in its segment, is nobody's, and is of the zone; over management it is of the network's management."""
    segments = {**new.hosts.segments, **move.segments}
    zones = ZoneMap(new.policy.zones.values() if new.policy else ())
    taken = {leg.address for leg in legs(new)}
    places = [(name, *each) for name, one in move.hosts.items() for each in one.interfaces.items()]
    places += [(router, name, own) for name, (router, own) in move.routers.items()]
    for host, name, own in places:
        for address in own:
            what = _why_not(address, segments[name], f"{new.network}/{move.zone}", zones)
            what = what or (N_("it is somebody's already") if address in taken else "")
            if what:
                yield ZhengyunError(codes.MOVE_ADDRESS, address=address, host=host, segment=name, what=what)
            taken.add(address)


def _gateways(new: Estate, move: Move) -> Iterator[ZhengyunError]:
    """Each gateway lies on a segment where the host will stand: nothing else is reached without one."""
    segments = {**new.hosts.segments, **move.segments}
    for host, one in move.hosts.items():
        for gateway in filter(None, (one.gateway, one.gateway6)):
            if all(_outside(gateway, segments[name]) for name in one.interfaces):
                where, what = ", ".join(one.interfaces), N_("it lies outside the segment")
                yield ZhengyunError(codes.MOVE_ADDRESS, address=gateway, host=host, segment=where, what=what)


def _outside(address: str, segment: Segment) -> bool:
    ranges = [ip_network(one) for one in (segment.addresses, segment.addresses6) if one]
    return not any(ip_address(address) in one for one in ranges if one.version == ip_address(address).version)


def _why_not(address: str, segment: Segment, zone: str, zones: ZoneMap) -> str:
    if _outside(address, segment):
        return N_("it lies outside the segment")
    if not segment.management and zones.zone_of(address) != zone:
        return N_("it is not of the zone")
    return ""
