"""Whether a packet comes from one host to another: hop by hop, rule by rule, and if it does not, why not. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from network.endpoints import pair
from network.matching import Packet, Tried, decided, tried
from network.model import Model
from network.rules import Rule
from network.travel import End, Step, Way, ways
from zhengyun.errors import N_

Verdict = Literal["open", "refused", "unreachable", "beyond"]

NO_RULE: Final = N_("no rule permits it")
MANAGED: Final = N_("nothing is passed on from management or to it")
UNSEEN: Final = N_("it has not seen the question that this answers: the answer takes another way")
HALF: Final = N_("the answer does not come by it, so that it knows of no connection")
ENDS: Final[Mapping[End, str]] = {
    "no route": N_("it has no route there"),
    "nobody": N_("nobody on the segment has that address"),
    "nowhere": N_("its route leads nowhere: packets are thrown away"),
    "does not forward": N_("it does not pass on what is not for itself"),
    "in a circle": N_("the routes lead in a circle"),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """A host on the way. `tried` are the rules of its that the packet was held against, the last one the rule that fits where one does;
    `why` is what stops the packet here, empty where it goes on."""

    step: Step
    tried: tuple[Tried, ...] = ()
    why: str = ""

    @property
    def rule(self) -> Rule | None:
        """By which rule it goes on, where it was held against any."""
        return decided(self.tried)


@dataclass(frozen=True, slots=True)
class Path:
    """The way of a packet and, where it arrives, of the answer, with all rules on them. `others` counts the ways that are as short."""

    packet: Packet
    hops: tuple[Hop, ...]
    back: tuple[Hop, ...]
    verdict: Verdict
    others: int = 0

    @property
    def guards(self) -> tuple[str, ...]:
        """Whoever held it against rules."""
        return tuple(one.step.host for one in self.hops if one.tried)


def path(model: Model, source: str, target: str, protocol: str, port: int = 0, version: int = 4) -> Path:
    """The path between two hosts, by their names or addresses.

    Raises: ZhengyunError (ZY-NET-001: nobody is called so or has that address; ZY-NET-002: no address of that family).
    """
    packet = Packet(*pair(model, source, target, version), protocol, port)
    found = ways(model, packet.source, packet.target)
    hops = tuple(_hops(model, found[0], packet))
    if any(one.why for one in hops):
        return Path(packet, hops, (), _stopped(hops), len(found) - 1)
    if found[0].end == "beyond":
        return Path(packet, hops, (), "beyond", len(found) - 1)
    back = tuple(_answered(model, found[0], ways(model, packet.target, packet.source)[0]))
    return Path(packet, hops, back, "refused" if any(one.why for one in back) else "open", len(found) - 1)


def _stopped(hops: tuple[Hop, ...]) -> Verdict:
    return "refused" if hops[-1].why in {NO_RULE, MANAGED} else "unreachable"


def _hops(model: Model, way: Way, packet: Packet) -> Iterator[Hop]:
    """Up to the first that stops it."""
    for step in way.steps:
        last = step is way.steps[-1]
        hop = _hop(model, step, packet, arrives=last and way.end == "arrives")
        if last and not hop.why and way.end in ENDS:
            hop = Hop(step, hop.tried, ENDS[way.end])
        yield hop
        if hop.why:
            return


def _hop(model: Model, step: Step, packet: Packet, *, arrives: bool) -> Hop:
    """What a host makes of a packet that passes it, or is for it; the one where it began makes nothing of it."""
    if step.came is None or model.nodes[step.host].estate.policy is None:
        return Hop(step)
    if not arrives and _managed(model, step):
        return Hop(step, (), MANAGED)
    if not arrives and not model.polices(step.host):
        return Hop(step)
    rules = model.arriving(step.host) if arrives else model.passing(step.host)
    found = tuple(tried(rules, packet))
    rule = decided(found)
    return Hop(step, found, "" if rule and rule.accept else NO_RULE)


def _managed(model: Model, step: Step) -> bool:
    """Whether it came over management, or would go on over it."""
    out = step.route.interface if step.route else ""
    leaving = (leg.management for leg in model.nodes[step.host].legs if leg.interface == out)
    return bool(step.came and step.came.management) or any(leaving)


def _answered(model: Model, there: Way, back: Way) -> Iterator[Hop]:
    """The way of the answer: whoever remembers connections has to see both, the question and the answer (RFC 2979)."""
    saw = [one for one in there.passed if model.remembers(one)]
    for step in back.steps:
        stranger = step.host in back.passed and model.remembers(step.host) and step.host not in saw
        yield Hop(step, (), UNSEEN if stranger else "")
        if stranger:
            return
    if back.end != "arrives":
        yield Hop(back.steps[-1], (), ENDS.get(back.end, NO_RULE))
        return
    for step in there.steps:
        if step.host in saw and step.host not in back.passed:
            yield Hop(step, (), HALF)
            return
