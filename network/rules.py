"""The policy of one guard as an ordered list of rules: what every renderer renders, and what paths and shadowing are judged on. Pure.

Rules permit; whatever none permits is refused. Answers to what was permitted are permitted, too. What a guard needs to be one (its routing
protocols, neighbour discovery, errors of ICMP) is the renderer's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from ipaddress import ip_network
from typing import Final

from network.legs import Leg, legs
from network.ways import Ways
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host
from zhengyun.estate.policy import Conduit, Policy, SecurityZone

WITHIN: Final = "within-"
MANAGEMENT: Final = "management"
GUARD: Final = "firewall"
"""The kind of host that polices what passes it; whatever else passes on packets leaves that to whom they are for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What may begin: from addresses of a zone to addresses of another. `protocol` is empty where all are meant, `ports` are spans.

    `name` is unique among the rules of a guard: a conduit's, `within-ZONE`, or `management`.
    """

    name: str
    source: str
    target: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    protocol: str = ""
    ports: tuple[tuple[int, int], ...] = ()
    accept: bool = True
    place: str = ""

    def of(self, version: int) -> "Rule | None":
        """The part of one family of addresses, nothing where one side has none of it."""
        sides = [tuple(one for one in side if (":" in one) == (version == 6)) for side in (self.sources, self.targets)]
        return replace(self, sources=sides[0], targets=sides[1]) if all(sides) else None


class Policing:
    """What the guards of an estate let through on a day; of many hosts asked at once."""

    def __init__(self, estate: Estate, day: date) -> None:
        self._estate = estate
        self._policy = estate.policy or Policy()
        self.permitted = tuple(_permitted(self._policy, day))
        """Everything that may pass somewhere, in order."""
        self._legs: dict[str, list[Leg]] = {}
        self._every = legs(estate)
        for one in self._every:
            self._legs.setdefault(one.host, []).append(one)

    def passing(self, name: str) -> tuple[Rule, ...]:
        """What a firewall, or a device with policed ports, lets through: of all that is permitted what can come that way, in order."""
        if not polices(self._estate, name):
            return ()
        ways = Ways(self._estate, name)
        return tuple(one for one in self.permitted if ways.divides(one.source, one.target))

    def arriving(self, name: str) -> tuple[Rule, ...]:
        """What may come to a host's own addresses, in order; `targets` are those alone."""
        own = self._legs.get(name, [])
        inner = [one for one in own if one.zone and not one.management and not one.border]
        rules = (*_joined(inner, self._policy), *self.permitted)
        return (*self._managed(name, own), *(one for rule in rules for one in _to(rule, inner)))

    def _managed(self, name: str, own: Sequence[Leg]) -> Iterator[Rule]:
        """Over management: to its host from all of the zone, to any other from that host alone."""
        hosts = self._estate.hosts.hosts
        for zone in dict.fromkeys(one.zone for one in own if one.management and one.zone):
            speaking = [one for one in self._every if one.zone == zone and _keeps(hosts, one.host)]
            sources = (
                self._policy.zones[zone].addresses if _keeps(hosts, name) else _ordered(one.address for one in speaking)
            )
            targets = _ordered(one.address for one in own if one.zone == zone)
            if sources:
                yield Rule(MANAGEMENT, zone, zone, sources, targets)


def passing(estate: Estate, name: str, day: date) -> tuple[Rule, ...]:
    """`Policing.passing` of one guard."""
    return Policing(estate, day).passing(name)


def arriving(estate: Estate, name: str, day: date) -> tuple[Rule, ...]:
    """`Policing.arriving` of one host."""
    return Policing(estate, day).arriving(name)


def polices(estate: Estate, name: str) -> bool:
    """Whether a host or device refuses what passes it against the policy."""
    host, device = estate.hosts.hosts.get(name), estate.devices.get(name)
    return bool((host and host.kind == GUARD) or (device and device.policed))


def guards(estate: Estate) -> tuple[str, ...]:
    """Whoever polices what passes, in the order of the files."""
    return tuple(one for one in (*estate.hosts.hosts, *estate.devices) if polices(estate, one))


def _permitted(policy: Policy, day: date) -> Iterator[Rule]:
    """Within each zone whatever is not closed or for management, then the conduits."""
    for zone in policy.zones.values():
        if zone.own and not zone.closed and not zone.management:
            yield Rule(_within(zone), zone.name, zone.name, zone.addresses, zone.addresses)
    for one in policy.on(day):
        rule = conduit_rule(one, policy)
        if rule:
            yield rule


def conduit_rule(one: Conduit, policy: Policy) -> Rule | None:
    """A conduit as the rule of a guard, nothing where one of its zones is not known."""
    source, target = policy.zones.get(one.source), policy.zones.get(one.target)
    if source is None or target is None:
        return None
    sides = source.addresses, target.addresses
    return Rule(one.name, one.source, one.target, *sides, one.protocol, one.ports, place=one.place)


def _joined(inner: Sequence[Leg], policy: Policy) -> Iterator[Rule]:
    """In a closed zone only what is joined to it directly reaches a host: no guard stands between."""
    for zone in dict.fromkeys(one.zone for one in inner if policy.zones[one.zone].closed):
        near = [one for one in inner if one.zone == zone]
        sides = _ordered(one.network for one in near), _ordered(one.address for one in near)
        yield Rule(_within(policy.zones[zone]), zone, zone, *sides)


def _to(rule: Rule, inner: Sequence[Leg]) -> Iterator[Rule]:
    """The rule, for those of the host's own addresses that it is about."""
    targets = _ordered(one.address for one in inner if one.zone == rule.target)
    if targets:
        yield replace(rule, targets=targets)


def _keeps(hosts: Mapping[str, Host], name: str) -> bool:
    return name in hosts and hosts[name].kind == "management"


def _within(zone: SecurityZone) -> str:
    return f"{WITHIN}{zone.name.partition('/')[2]}"


def _ordered(addresses: Iterable[str]) -> tuple[str, ...]:
    """Networks of both families in order, IPv4 first; an address alone is a network of one."""
    networks = {ip_network(one) for one in addresses}
    return tuple(map(str, sorted(networks, key=lambda one: (one.version, int(one.network_address), one.prefixlen))))
