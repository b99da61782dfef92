"""By which of its interfaces a guard reaches a zone: as its own routes say. Pure."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from network.legs import legs
from zhengyun.estate import Estate

Range = IPv4Network | IPv6Network
DEFAULTS = ("0.0.0.0/0", "::/0")


class Ways:
    """A host's or device's own routes: what is joined to it, what it is told to send on, its gateways."""

    def __init__(self, estate: Estate, name: str) -> None:
        self._estate = estate
        self._legs = legs(estate)
        self._own = [one for one in self._legs if one.host == name]
        self._routes = sorted(
            [(ip_network(to), interface) for to, interface in self._declared(name)],
            key=lambda one: -one[0].prefixlen,
        )
        self._towards: dict[str, frozenset[str]] = {}

    def interface(self, to: Range) -> str:
        """The interface towards a range, empty where none is known."""
        return next((name for range_, name in self._routes if _holds(range_, to)), "")

    def towards(self, zone: str) -> frozenset[str]:
        """The interfaces behind which a zone lies, an empty name for what of it has no known way."""
        if zone not in self._towards:
            self._towards[zone] = frozenset(self.interface(one) for one in self._ranges(zone))
        return self._towards[zone]

    def divides(self, source: str, target: str) -> bool:
        """Whether something of a zone comes to the other through here; it does where nothing says that it does not."""
        there, here = self.towards(source), self.towards(target)
        return not there or not here or len(there | here) > 1 or "" in there | here

    def _declared(self, name: str) -> Iterator[tuple[str, str]]:
        yield from ((one.network, one.interface) for one in self._own)
        host, device = self._estate.hosts.hosts.get(name), self._estate.devices.get(name)
        told = [*host.routes.items()] if host else []
        told += [(one.to, one.via) for one in device.statics] if device else []
        gateways = (host.gateway, host.gateway6) if host else ()
        told += [(to, via) for to, via in zip(DEFAULTS, gateways, strict=False) if via]
        for to, via in told:
            near = [one.interface for one in self._own if via and ip_address(via) in ip_network(one.network)]
            yield from ((to, one) for one in near[:1])

    def _ranges(self, zone: str) -> Iterator[Range]:
        """Of an own zone the segments that lie in it; of another network's, and of one without, its addresses."""
        known = self._estate.policy.zones.get(zone) if self._estate.policy else None
        if known is None:
            return
        found = list(dict.fromkeys(one.network for one in self._legs if one.zone == zone and not one.border))
        yield from map(ip_network, found if known.own and found else known.addresses)


def _holds(range_: Range, one: Range) -> bool:
    return range_.version == one.version and one.subnet_of(range_)  # type: ignore[arg-type]
