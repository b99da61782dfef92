"""Firewalls that see only one direction: of each conduit the question and the answer pass the same ones, or connections hang."""

from collections.abc import Iterator

from network import codes
from network.judging.finding import Finding
from network.judging.pairs import addresses, speakers
from network.model import Model
from network.travel import Way, ways

Guards = tuple[str, ...]


def asymmetric(model: Model) -> Iterator[Finding]:
    """Pairs of zones between which a conduit leads, with the firewalls that see the one way and those that see the other."""
    pairs = {
        (one.source, one.target): one.place
        for estate in model.estates
        for one in (estate.policy.on(model.day) if estate.policy else ())
    }
    for (source, target), place in sorted(pairs.items()):
        for there, back in sorted(set(_between(model, source, target))):
            facts = {"source": source, "target": target, "there": _told(there), "back": _told(back)}
            yield Finding(codes.ASYMMETRIC, facts, place)


def _between(model: Model, source: str, target: str) -> Iterator[tuple[Guards, Guards]]:
    """What questions pass and what their answers pass, where these differ."""
    for leg in speakers(model, source):
        for address in addresses(model, target, leg.version):
            if address not in model.topology.owners:
                continue
            there, back = (
                _seen(model, ways(model, leg.address, address)),
                _seen(model, ways(model, address, leg.address)),
            )
            yield from ((one, other) for one in there for other in back if set(one) != set(other))


def _seen(model: Model, found: tuple[Way, ...]) -> set[Guards]:
    """By each way that arrives, which firewalls it passes."""
    return {tuple(filter(model.remembers, way.passed)) for way in found if way.end == "arrives"}


def _told(guards: Guards) -> str:
    return ", ".join(guards) or "-"
