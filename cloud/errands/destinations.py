"""The host that each of some servers comes to, or why there is none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cloud import codes
from cloud.admission import Flavors, over_capacity, size_of
from cloud.errands.leaving import Servers, group_of
from cloud.errands.places import Laid, Mover, lay_out
from cloud.kinds.moving import HOSTED
from cloud.layout import Arrival, Bands, Size, bands_of
from cloud.port import Free, Host
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.resource import Address, Existing, World

NO_FLAVORS: Final[Flavors] = {}


def destinations(world: World, there: Servers, hosts: Mapping[str, Host], to: Host | None) -> Mapping[Address, str]:
    """The host that each server comes to.

    Raises: Problems (ZY-CLOUD-021, 022, 141) with the exact shortfall.
    """
    if not there:
        return {}
    movers = [Mover(address, _size(one), _allowed(one, hosts, to), group_of(one)) for address, one in there.items()]
    bands = _bands(world, there)
    laid = lay_out(movers, [host.room for host in hosts.values()], bands)
    if laid.unplaced:
        raise Problems(tuple(_short(world.site, laid, movers, hosts, bands)))
    return laid.hosts


def _short(
    site: str, laid: Laid, movers: Sequence[Mover], hosts: Mapping[str, Host], bands: Bands
) -> Iterator[ZhengyunError]:
    """Why not all find a host: what is missing in sum, or the first that finds none."""
    allowed = frozenset[str]().union(*(mover.allowed for mover in movers))
    able = tuple(host.room for host in hosts.values() if host.name in allowed)
    arrivals = [Arrival(mover.address, mover.size, mover.size) for mover in movers]
    short = list(over_capacity(site, arrivals, Free(able)))
    yield from short
    first = laid.unplaced[0]
    if not short and first in laid.forbidden:
        policy, size = bands.asked[first.group].policy, first.size._asdict()
        yield ZhengyunError(
            codes.GROUP_FORBIDS, site=site, thing=first.address, group=first.group, policy=policy, **size
        )
    elif not short:
        yield ZhengyunError(codes.NO_HOST, site=site, thing=first.address, **first.size._asdict())


def _bands(world: World, there: Servers) -> Bands:
    """What server groups ask. Who moves stands where he stands until he has moved: Nova looks at each by itself."""
    members = Counter(group_of(one) for address, one in world.existing.items() if address.kind == "server")
    return bands_of(world.existing, [address for address, one in there.items() if members[group_of(one)] == 1])


def _size(server: Existing) -> Size:
    return size_of(server.attributes, NO_FLAVORS)


def _allowed(server: Existing, hosts: Mapping[str, Host], to: Host | None) -> frozenset[str]:
    """The hosts that a server may come to: the one that was asked for, or all others in its availability zone."""
    here, zone = server.attributes[HOSTED], zone_of(server, hosts)
    able = [to] if to else [host for host in hosts.values() if host.zone == zone and host.name != here]
    return frozenset(host.name for host in able if host.up and host.enabled)


def zone_of(server: Existing, hosts: Mapping[str, Host]) -> str:
    """The availability zone that a server's host is in."""
    here = str(server.attributes[HOSTED])
    return hosts[here].zone if here in hosts else ""
