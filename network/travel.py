"""From address to address, host by host, as their routes lead: what a packet passes, whatever rules say of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from network.legs import Leg
from network.model import Model
from network.routing.table import Route

End = Literal["arrives", "no route", "nobody", "nowhere", "beyond", "does not forward", "in a circle"]
LONGEST: Final = 32
MOST: Final = 64
"""So many ways are followed at most where several are equally short."""


@dataclass(frozen=True, slots=True)
class Step:
    """A host on the way: by which leg the packet came in (none where it began), and by which route it goes on (none where it ends)."""

    host: str
    came: Leg | None
    route: Route | None

    @property
    def segment(self) -> str:
        """Over which segment it came."""
        return self.came.segment if self.came else ""


@dataclass(frozen=True, slots=True)
class Way:
    """The hosts that a packet passes, and how it ends."""

    steps: tuple[Step, ...]
    end: End

    @property
    def passed(self) -> tuple[str, ...]:
        """Those between the first and, where it arrives, the last."""
        return tuple(one.host for one in (self.steps[1:-1] if self.end == "arrives" else self.steps[1:]))


def ways(model: Model, source: str, target: str) -> tuple[Way, ...]:
    """All ways from a leg's address to an address, the first that which is taken where one has to be; none where nobody has the first."""
    leg = model.topology.owners.get(source)
    if leg is None:
        return ()
    found = _onward(model, leg.host, None, target, ())
    return tuple(way for way, _ in zip(found, range(MOST), strict=False))


def _onward(model: Model, host: str, came: Leg | None, target: str, before: tuple[Step, ...]) -> Iterator[Way]:
    owner = model.topology.owners.get(target)
    if owner is not None and owner.host == host:
        yield Way((*before, Step(host, came, None)), "arrives")
        return
    stops = _stops(model, host, came, before)
    routes = () if stops else model.tables[host].towards(target)
    if stops or not routes:
        yield Way((*before, Step(host, came, None)), stops or "no route")
    for route in routes:
        steps = (*before, Step(host, came, route))
        if not route.interface:
            yield Way(steps, "nowhere")
            continue
        next_ = _next(model, host, route, target)
        if next_ is None:
            yield Way(steps, "beyond" if _leaves(model, host, route) else "nobody")
        else:
            yield from _onward(model, next_.host, next_, target, steps)


def _stops(model: Model, host: str, came: Leg | None, before: tuple[Step, ...]) -> End | None:
    """Why it goes no further from here."""
    if came is not None and not model.nodes[host].forwards:
        return "does not forward"
    if any(one.host == host for one in before) or len(before) > LONGEST:
        return "in a circle"
    return None


def _next(model: Model, host: str, route: Route, target: str) -> Leg | None:
    leg = next(one for one in model.nodes[host].legs if one.interface == route.interface)
    return model.topology.at(route.via or target, leg.segment)


def _leaves(model: Model, host: str, route: Route) -> bool:
    """Whether it goes over a border, behind which nobody is known."""
    return any(one.border for one in model.nodes[host].legs if one.interface == route.interface)
