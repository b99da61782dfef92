"""Conduits that no longer count, will soon, were never needed, or lead nowhere."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from network import codes
from network.judging.covering import superfluous
from network.judging.finding import Finding
from network.judging.pairs import Pair, reached
from network.model import Model
from network.rules import Policing
from zhengyun.estate import Estate
from zhengyun.estate.policy import Conduit

SOON: Final = 30
"""So many days before it expires a conduit is told of."""
FEW: Final = 5

Counters = Mapping[str, Mapping[str, int]]
"""By guard and rule, how many packets it has let through."""


def dated(estate: Estate, day: date) -> Iterator[Finding]:
    """Those whose last day is over, or near."""
    for one in estate.policy.conduits if estate.policy else ():
        left = (date.fromisoformat(one.expires) - day).days if one.expires else SOON + 1
        if left < 0:
            yield Finding(codes.EXPIRED, {"conduit": one.name, "expires": one.expires}, one.place)
        elif left <= SOON:
            yield Finding(
                codes.EXPIRING, {"conduit": one.name, "expires": one.expires, "days": left}, one.place, told=True
            )


def needless(estate: Estate, day: date) -> Iterator[Finding]:
    """Rules that others before them decide about, or that others make superfluous."""
    for one in superfluous(Policing(estate, day).permitted):
        code = codes.SHADOWED if one.kind == "shadowed" else codes.REDUNDANT
        names = [other.name for other in one.others]
        listed = ", ".join((*names[:FEW], *(["..."] if len(names) > FEW else [])))
        yield Finding(code, {"rule": one.rule.name, "others": listed}, one.rule.place)


def unused(model: Model, counters: Counters) -> Iterator[Finding]:
    """Conduits of which no guard that was asked has counted a packet; where none of theirs was asked nothing is said."""
    for estate in model.estates:
        for one in estate.policy.on(model.day) if estate.policy else ():
            counted = {guard: rules[one.name] for guard, rules in counters.items() if one.name in rules}
            if counted and not any(counted.values()):
                yield Finding(codes.NEVER_HIT, {"rule": one.name, "guards": ", ".join(sorted(counted))}, one.place)


def leading_nowhere(model: Model) -> Iterator[Finding]:
    """Conduits of whose source nobody comes to anybody of their target."""
    pairs: dict[tuple[str, str], Pair] = {}
    for estate in model.estates:
        for one in estate.policy.on(model.day) if estate.policy else ():
            key = one.source, one.target
            pair = pairs.setdefault(key, reached(model, *key)) if key not in pairs else pairs[key]
            if pair.ways and not pair.arrives:
                yield _nowhere(one, pair)


def _nowhere(one: Conduit, pair: Pair) -> Finding:
    way = pair.ways[0]
    facts = {"conduit": one.name, "source": one.source, "target": one.target}
    return Finding(codes.UNREACHED, {**facts, "way": " → ".join(step.host for step in way.steps)}, one.place)
