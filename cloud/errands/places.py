"""On which host each of some servers comes to stand: pure, the same servers and rooms giving the same layout."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cloud.layout import NO_BANDS, Bands, Layout, Size
from cloud.port import Room
from zhengyun.resource import Address


class Mover(NamedTuple):
    """A server that needs a place on one of the `allowed` hosts, as its server group lets it."""

    address: Address
    size: Size
    allowed: frozenset[str]
    group: str = ""


@dataclass
class Laid:
    """The host of each server that has found one, and the servers that have found none."""

    hosts: dict[Address, str] = field(default_factory=dict)
    unplaced: list[Mover] = field(default_factory=list)
    forbidden: list[Mover] = field(default_factory=list)
    """Those of them that there is room for, where their group allows none."""


def lay_out(movers: Iterable[Mover], rooms: Sequence[Room], bands: Bands = NO_BANDS) -> Laid:
    """Place the largest first, each on the roomiest host that will do."""
    laid, layout = Laid(), Layout(sorted(rooms), bands)
    for mover in sorted(movers, key=lambda one: (one.size, one.address), reverse=True):
        roomy = [host for host in layout.with_room(mover.size) if host in mover.allowed]
        host = layout.choose(roomy, mover.group)
        if host:
            laid.hosts[mover.address] = host
            layout.put(host, mover.size, mover.group)
            continue
        laid.unplaced.append(mover)
        if roomy:
            laid.forbidden.append(mover)
    return laid
