"""All ways from a zone to another: of every segment one host speaks for all."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import NamedTuple

from network.legs import Leg
from network.model import Model
from network.travel import Way, ways


class Pair(NamedTuple):
    """Two zones, and the ways from segments of the one to segments of the other."""

    source: str
    target: str
    ways: tuple[Way, ...]

    @property
    def arrives(self) -> bool:
        """Whether anybody comes to anybody, or at least to the border behind which they are."""
        return any(one.end in {"arrives", "beyond"} for one in self.ways)


def reached(model: Model, source: str, target: str) -> Pair:
    """The ways between two zones; none where nobody of the first is known."""
    found = [
        way
        for leg in speakers(model, source)
        for address in addresses(model, target, leg.version)
        for way in ways(model, leg.address, address)
    ]
    return Pair(source, target, tuple(found))


def speakers(model: Model, zone: str) -> Iterator[Leg]:
    """Of each segment and family of a zone one leg, a host's rather than a router's."""
    ends = sorted(model.ends(zone), key=lambda leg: model.nodes[leg.host].forwards)
    first: dict[tuple[str, int], Leg] = {}
    for leg in ends:
        first.setdefault((leg.segment, leg.version), leg)
    yield from first.values()


def addresses(model: Model, zone: str, version: int) -> tuple[str, ...]:
    """Where a zone is reached: at its hosts, or where none are known at the first address of each of its ranges."""
    own = tuple(leg.address for leg in speakers(model, zone) if leg.version == version)
    if own or zone not in model.zones or model.zones[zone].own:
        return own
    ranges = (ip_network(one) for one in model.zones[zone].addresses)
    return tuple(str(one[1 if one.num_addresses > 1 else 0]) for one in ranges if one.version == version)
