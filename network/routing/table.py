"""A table of routes, and which of them a packet takes: the longest prefix, of those the nearest origin, of those the least metric."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, Literal, NamedTuple

Address = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network
Origin = Literal["joined", "static", "gateway", "bgp", "ospf"]

DISTANCE: Final[Mapping[Origin, int]] = {"joined": 0, "static": 1, "gateway": 1, "bgp": 20, "ospf": 110}
"""Which origin is believed first: the administrative distances that FRR, and IOS before it, have."""


class Route(NamedTuple):
    """To a range by an interface: straight, or by whom is next. Without an interface it leads nowhere: packets are thrown away."""

    to: Range
    via: str
    interface: str
    origin: Origin
    metric: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """The lesser is taken."""
        return DISTANCE[self.origin], self.metric


class Table:
    """The routes of one host or router."""

    def __init__(self, routes: Iterable[Route]) -> None:
        best: dict[Range, list[Route]] = {}
        for one in routes:
            known = best.setdefault(one.to, [])
            if known and one.rank < known[0].rank:
                known.clear()
            if (not known or one.rank == known[0].rank) and one not in known:
                known.append(one)
        self.routes = {to: tuple(sorted(found, key=lambda one: (one.via, one.interface))) for to, found in best.items()}
        self._lengths = sorted({(to.version, to.prefixlen) for to in self.routes}, reverse=True)
        self._by_bits = {
            (to.version, to.prefixlen, int(to.network_address)): found for to, found in self.routes.items()
        }

    def towards(self, address: str) -> tuple[Route, ...]:
        """The routes that a packet may take; none where nothing leads there."""
        one = ip_address(address)
        for version, length in self._lengths:
            if version == one.version:
                masked = int(one) >> (one.max_prefixlen - length) << (one.max_prefixlen - length)
                if found := self._by_bits.get((version, length, masked)):
                    return found
        return ()
