"""Whether networks are apart: a firewall on every way between them and on every border, no host in two of them, no common management."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from itertools import combinations

from network import codes
from network.judging.finding import Finding
from network.judging.pairs import reached
from network.legs import Leg
from network.model import Model
from network.travel import Way
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Segment


def joined(model: Model) -> Iterator[Finding]:
    """Ways from network to network on which nobody refuses anything."""
    zones = [one for one in model.zones.values() if not one.management]
    for source in zones:
        for target in zones:
            if source.plane == target.plane:
                continue
            way = next((one for one in reached(model, source.name, target.name).ways if _unguarded(model, one)), None)
            if way:
                facts = {"source": source.name, "target": target.name}
                yield Finding(codes.JOINED, {**facts, "way": " → ".join(step.host for step in way.steps)})


def _unguarded(model: Model, way: Way) -> bool:
    """Whether it comes to the other network past all firewalls. Where only this side of the border is known, the other may keep it."""
    if way.end == "beyond" and not _keeps_border(model.nodes[way.steps[-1].host].estate):
        return False
    return way.end in {"arrives", "beyond"} and not any(model.polices(one.host) for one in way.steps)


def _keeps_border(estate: Estate) -> bool:
    """Whether the firewalls of the border are this network's: those are before the exchange zone, which is one network's own."""
    policy = estate.policy
    return bool(policy and any(policy.zones[one].own for one in policy.exchange if one in policy.zones))


def borders(model: Model) -> Iterator[Finding]:
    """Borders on which no firewall stands."""
    for name, legs in sorted(model.topology.segments.items()):
        border = [leg for leg in legs if leg.border]
        whole = len({model.nodes[leg.host].estate.name for leg in border}) > 1
        known = whole or any(_keeps_border(model.nodes[leg.host].estate) for leg in border)
        if border and known and not any(model.polices(leg.host) for leg in border):
            hosts = ", ".join(sorted({leg.host for leg in border}))
            yield Finding(codes.UNGUARDED_BORDER, {"segment": name, "hosts": hosts})


def astride(model: Model) -> Iterator[Finding]:
    """Hosts with legs in two networks that refuse nothing."""
    for node in model.nodes.values():
        planes = {leg.zone.partition("/")[0]: leg for leg in node.legs if leg.zone}
        if len(planes) > 1 and not model.polices(node.name):
            one, other = (_shown(planes[plane]) for plane in sorted(planes)[:2])
            yield Finding(codes.TWO_LEGS, {"host": node.name, "one": one, "other": other})


def managements(model: Model) -> Iterator[Finding]:
    """Management segments that two networks share, by name or by addresses."""
    for one, other in combinations(model.estates, 2):
        for name, segment in _managed(one).items():
            for name_there, there in _managed(other).items():
                if name == name_there or any(
                    _overlap(here, each) for here in _ranges(segment) for each in _ranges(there)
                ):
                    facts = {"one": one.network, "other": other.network, "what": f"{name} ({segment.addresses})"}
                    yield Finding(codes.SHARED_MANAGEMENT, facts)


def _shown(leg: Leg) -> str:
    return f"{leg.address} ({leg.zone})"


def _managed(estate: Estate) -> Mapping[str, Segment]:
    return {name: one for name, one in estate.hosts.segments.items() if one.management}


def _ranges(segment: Segment) -> tuple[str, ...]:
    return tuple(one for one in (segment.addresses, segment.addresses6) if one)


def _overlap(one: str, other: str) -> bool:
    here, there = ip_network(one), ip_network(other)
    return here.version == there.version and here.overlaps(there)
