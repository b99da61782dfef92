"""One instance, one network: it starts nowhere from where the other network's ranges can be reached.

A default route is none into the other network: it says where everything else goes, and the borders decide about that.
"""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network
from typing import Final

from cli import codes, netlink
from cli.text import _
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate

SHOWN: Final = 4
NETWORKS: Final = {
    "internal": N_("the internal network"),
    "external": N_("the external network"),
    "video": N_("the video network"),
}


def refuse_where_joined(estate: Estate) -> None:
    """Go on where this machine has neither an address nor a route in the other network's ranges.

    Raises: ZhengyunError (ZY-HOST-080, ZY-HOST-081).
    """
    if not estate.apart:
        return
    try:
        seen = netlink.seen()
    except (OSError, AttributeError, netlink.BadMessageError) as error:
        raise ZhengyunError(codes.NOT_SEEN, apart=", ".join(estate.apart), problem=error) from error
    joined = list(joining(seen, estate.apart))
    if joined:
        told = "; ".join((*map(_told, joined[:SHOWN]), *(["..."] if len(joined) > SHOWN else [])))
        raise ZhengyunError(codes.JOINED, network=NETWORKS[estate.network], apart=", ".join(estate.apart), seen=told)


def joining(seen: Iterable[netlink.Reached], apart: Sequence[str]) -> Iterator[netlink.Reached]:
    """Yield what leads into one of the ranges: an address, or a route to a part of it or to more than it."""
    ranges = [ip_network(one) for one in apart]
    own = set()
    for one in seen:
        if one.kind == netlink.NEW_ADDRESS:
            own.add(one.range)
        elif not one.range.prefixlen or one.range in own:
            continue
        if any(one.range.version == other.version and one.range.overlaps(other) for other in ranges):
            yield one


def _told(one: netlink.Reached) -> str:
    text = _("address {range}") if one.kind == netlink.NEW_ADDRESS else _("route {range}")
    where = text.format(range=one.range.network_address if one.kind == netlink.NEW_ADDRESS else one.range)
    return _("{where} on {interface}").format(where=where, interface=one.interface) if one.interface else where
