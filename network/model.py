"""The model of a network: who is joined to whom, where packets go, and who stands in their way. Pure.

Of one estate, or of several that share their borders; an estate alone knows of the others only that they lie behind its borders.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from network.legs import Leg, ZoneMap
from network.routing import bgp, ospf
from network.routing.own import own
from network.routing.table import Route, Table
from network.routing.topology import Node, Topology
from network.rules import Policing, Rule, polices
from zhengyun.estate import Estate
from zhengyun.estate.policy import SecurityZone

FAMILIES = (4, 6)


class Model:
    """Estates on a day. `without` are segments that are cut, or ends of them (`SEGMENT:HOST`): what the routing makes of that is what the model
    then tells."""

    def __init__(self, estates: Iterable[Estate], day: date, without: Iterable[str] = ()) -> None:
        self.estates = tuple(estates)
        self.day = day
        self.cut = frozenset(without)
        self.topology = Topology(self.estates, self.cut)
        self._policing = {one.name: Policing(one, day) for one in self.estates}
        self._rules: dict[tuple[str, bool], tuple[Rule, ...]] = {}

    def without(self, *segments: str) -> "Model":
        """The model of what is left where segments are cut, too."""
        return Model(self.estates, self.day, self.cut | set(segments))

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Hosts and devices by name."""
        return self.topology.nodes

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """The routes of every node."""
        known: dict[str, list[Route]] = {name: list(own(node)) for name, node in self.nodes.items()}
        for version in FAMILIES:
            for learned in (ospf.learned(self.topology, version), bgp.learned(self.topology, version)):
                for name, routes in learned.items():
                    known[name] += routes
        return {name: Table(routes) for name, routes in known.items()}

    @cached_property
    def zones(self) -> Mapping[str, SecurityZone]:
        """All zones that are known, as whoever has them says."""
        every = [zone for one in self.estates if one.policy for zone in one.policy.zones.values()]
        return {zone.name: zone for zone in sorted(every, key=lambda zone: zone.own)}

    @cached_property
    def _zone_map(self) -> ZoneMap:
        return ZoneMap(self.zones.values())

    def zone_of(self, address: str) -> str:
        """The zone of an address, empty where it is of none."""
        leg = self.topology.owners.get(address)
        return leg.zone if leg else self._zone_map.zone_of(address)

    def passing(self, name: str) -> tuple[Rule, ...]:
        """The rules by which a node lets through, of one that polices."""
        if (name, True) not in self._rules:
            self._rules[name, True] = self._policing[self.nodes[name].estate.name].passing(name)
        return self._rules[name, True]

    def arriving(self, name: str) -> tuple[Rule, ...]:
        """The rules by which a node is reached."""
        if (name, False) not in self._rules:
            self._rules[name, False] = self._policing[self.nodes[name].estate.name].arriving(name)
        return self._rules[name, False]

    def polices(self, name: str) -> bool:
        """Whether a node refuses what passes it against the policy."""
        return polices(self.nodes[name].estate, name)

    def remembers(self, name: str) -> bool:
        """Whether it lets answers through because it saw the question: a firewall does, an access list does not."""
        host = self.nodes[name].host
        return self.polices(name) and host is not None

    def ends(self, zone: str) -> tuple[Leg, ...]:
        """The legs of a zone by which it is reached, neither management's nor a border's."""
        return self._ends.get(zone, ())

    @cached_property
    def _ends(self) -> Mapping[str, tuple[Leg, ...]]:
        found: dict[str, list[Leg]] = {}
        for leg in (leg for node in self.nodes.values() for leg in node.legs if not leg.management and not leg.border):
            found.setdefault(leg.zone, []).append(leg)
        return {zone: tuple(legs) for zone, legs in found.items()}
