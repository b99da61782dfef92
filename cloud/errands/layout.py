"""On which host each of some servers comes to stand: pure, the same servers and rooms giving the same layout."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cloud.capacity.layout import weighed
from cloud.layout import Size
from cloud.port import Room
from zhengyun.resource import Address


class Mover(NamedTuple):
    """A server that needs a place on one of the `allowed` hosts, away from all others of the group that it is `apart` in."""

    address: Address
    size: Size
    allowed: frozenset[str]
    apart: str = ""


@dataclass
class Layout:
    """The host of each server that has found one, and the servers that have found none."""

    hosts: dict[Address, str] = field(default_factory=dict)
    unplaced: list[Mover] = field(default_factory=list)


def lay_out(movers: Iterable[Mover], rooms: Sequence[Room], taken: Mapping[str, frozenset[str]]) -> Layout:
    """Place the largest first, each on the roomiest host that will do. `taken` are the hosts of groups that keep apart."""
    layout, left = Layout(), {room.host: list(room[1:]) for room in sorted(rooms)}
    apart = {group: set(hosts) for group, hosts in taken.items()}
    for mover in sorted(movers, key=lambda one: (one.size, one.address), reverse=True):
        full = apart.setdefault(mover.apart, set()) if mover.apart else set()
        fits = [host for host in left if host in mover.allowed - full and _fits(mover.size, left[host])]
        if not fits:
            layout.unplaced.append(mover)
            continue
        weights = weighed([tuple(left[host]) for host in fits])
        host = fits[weights.index(max(weights))]
        layout.hosts[mover.address] = host
        left[host] = [have - need for have, need in zip(left[host], mover.size, strict=True)]
        full.add(host)
    return layout


def _fits(size: Size, room: Sequence[int]) -> bool:
    return all(have >= need for have, need in zip(room, size, strict=True))
