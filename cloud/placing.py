"""Whether every server finds a host: groups that need more hosts than there are, zones that are full. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cloud import codes
from cloud.layout import APART, NO_BANDS, Arrival, Bands, Layout
from cloud.port import Free
from zhengyun.errors import ZhengyunError


def unplaced(site: str, servers: Sequence[Arrival], free: Free, bands: Bands = NO_BANDS) -> Iterator[ZhengyunError]:
    """Yield why not all of these servers find a host: every group that is too large, else the first server without one.

    They are laid out the largest first, each on the roomiest host that may have it, as Nova's weighers do. Who is resized
    goes to another host: to the same Nova does so only where it is told to (`allow_resize_to_same_host`).
    """
    crowded = list(_crowded(site, servers, free, bands))
    yield from crowded
    if crowded:
        return
    layout = Layout(free.rooms, bands, free.zones)
    for server in sorted(servers, key=lambda one: (one.whole, one.address), reverse=True):
        hosts = [host for host in layout.with_room(server.whole, server.zone) if host != server.here]
        if server.here:
            layout.leave(server.here, server.group)
        host = layout.choose(hosts, server.group)
        if not host:
            yield _no_host(site, server, bands, roomy=bool(hosts))
            return
        layout.put(host, server.more, server.group)


def _crowded(site: str, servers: Sequence[Arrival], free: Free, bands: Bands) -> Iterator[ZhengyunError]:
    """The groups that keep their servers apart, and have too few hosts to do so."""
    arriving = Counter(server.group for server in servers if server.group and not server.here)
    for group, count in sorted(arriving.items()):
        asked = bands.asked.get(group)
        if not asked or asked.policy != APART:
            continue
        standing = bands.standing.get(group, Counter())
        needed = -(-(count + standing.total()) // asked.most)
        there = _hosts(group, servers, free, standing)
        if needed > len(there):
            yield ZhengyunError(
                codes.TOO_FEW_HOSTS,
                site=site,
                group=group,
                servers=count + standing.total(),
                most=asked.most,
                needed=needed,
                there=len(there),
                short=needed - len(there),
            )


def _hosts(group: str, servers: Sequence[Arrival], free: Free, standing: Mapping[str, int]) -> set[str]:
    """The hosts that have a server of the group, or can take one."""
    layout = Layout(free.rooms, zones=free.zones)
    roomy = {host for one in servers if one.group == group for host in layout.with_room(one.whole, one.zone)}
    return roomy | {host for host, count in standing.items() if count}


def _no_host(site: str, server: Arrival, bands: Bands, *, roomy: bool) -> ZhengyunError:
    size = server.whole._asdict()
    if roomy:
        policy, code = bands.asked[server.group].policy, codes.RESIZED_ELSEWHERE if server.here else codes.GROUP_FORBIDS
        return ZhengyunError(code, site=site, thing=server.address, group=server.group, policy=policy, **size)
    if server.zone:
        return ZhengyunError(codes.ZONE_FULL, site=site, thing=server.address, zone=server.zone, **size)
    return ZhengyunError(codes.NO_HOST, site=site, thing=server.address, **size)
