"""Whether every guard is missed: each stands alone once, while all others are held open, and is then taken away as well.

What a guard alone keeps away, and what passes once it is gone, is how it is missed. A guard that nothing tells of is a survivor: it may protect
nothing, or nobody tests it. Packets are such that only the guards of one host decide about each (`near`), so that all hosts are tried side by side;
isolated ports of a switch keep each other apart only together, and are tried by halves.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import zip_longest
from typing import Final, NamedTuple

from network.codes import proving as codes
from network.probing.certificate import Mutation
from network.probing.near import Try
from zhengyun.errors import ZhengyunError
from zhengyun.guarding import Guard, GuardBreaker

ISOLATION, ROUTE = "isolation", "route"
AGAIN: Final = 2
"""So often guards that nothing was seen to miss are tried again: on a busy machine the packet that misses one is lost now and then."""
ATTEMPTS: Final = 30
"""So often routers are asked again: what one of them tells the others needs its time to spread."""


class Told(NamedTuple):
    """What a round says: which packets came to the host that decides, and which of them got past it."""

    came: frozenset[Try]
    past: frozenset[Try]


Ask = Callable[[Sequence[Try]], Told]
"""Send these packets all at once."""
Tell = Callable[[int, int], None]
"""How many guards of how many were tried."""


Cut = Callable[[], AbstractContextManager[None]]
"""Take a router's first way away for a while: what another one would tell it counts only then."""


def mutate(
    breaker: GuardBreaker, near: Sequence[Try], across: Sequence[Try], ask: Ask, tell: Tell, cuts: Sequence[Cut] = ()
) -> Mutation:
    """Try every guard. Whatever was lifted is lowered again, however this ends.

    Raises: ZhengyunError (ZY-NET-161 besides what the breaker raises).
    """
    guards = breaker.guards()
    ports = [one for one in guards if one.kind == ISOLATION]
    others = [one for one in guards if one.kind != ISOLATION]
    local, routes = ([one for one in others if (one.kind == ROUTE) == held] for held in (False, True))
    missed: set[Guard] = set()
    try:
        breaker.lift(others)
        missed |= _ports(breaker, ports, across, ask)
        tell(len(ports), len(guards))
        breaker.lift(ports)
        tried = len(ports)
        for alone, told in _alone(breaker, local, near, ask):
            missed |= told
            tried += len(alone)
            tell(tried, len(guards))
        for _ in range(AGAIN):
            for _turn, told in _alone(breaker, [one for one in local if one not in missed], near, ask):
                missed |= told
        missed |= _routes(breaker, routes, near, ask, (nullcontext, *cuts))
        tell(len(guards), len(guards))
    finally:
        breaker.lower(guards)
    return Mutation(len(guards), tuple(one for one in guards if one not in missed))


def _alone(
    breaker: GuardBreaker, guards: Sequence[Guard], near: Sequence[Try], ask: Ask
) -> Iterator[tuple[Sequence[Guard], set[Guard]]]:
    """One guard of each host at a time, the rest of them away: those that were missed."""
    if not guards:
        return
    past = ask(near).past
    past |= _heard([one for one in near if one not in past], past, ask)
    passes = [one for one in near if one in past]
    before: Sequence[Guard] = ()
    for turn in _turns(guards):
        hosts = {one.host for one in turn}
        breaker.turn(turn, before)
        told = ask([one for one in passes if one.host in hosts])
        kept = _sure(told.came - told.past, ask)
        before = turn
        yield turn, {one for one in turn if one.host in kept}
    breaker.lift(before)


def _heard(others: Sequence[Try], past: frozenset[Try], ask: Ask) -> frozenset[Try]:
    """What gets past at the second time, of what is for hosts themselves. Raises: ZhengyunError (ZY-NET-161: where nothing does of what is for an address)."""
    own = [one for one in others if one.aim == "in"]
    again = ask(own).past if own else frozenset()
    known = {(one.host, one.target) for one in past | again}
    for one in own:
        if (one.host, one.target) not in known:
            raise ZhengyunError(codes.DEAF, host=one.host, sender=one.sender, address=one.target, segment=one.interface)
    return again


def _sure(kept: frozenset[Try], ask: Ask) -> set[str]:
    """The hosts that have kept something away. Where one packet alone says so it is sent again: it may have been lost on its way."""
    counted = Counter(one.host for one in kept)
    lone = [one for one in kept if counted[one.host] == 1]
    again = ask(lone) if lone else Told(frozenset(), frozenset())
    return {one.host for one in kept.difference(lone) | (again.came - again.past)}


def _routes(
    breaker: GuardBreaker, routes: Sequence[Guard], near: Sequence[Try], ask: Ask, cuts: Sequence[Cut]
) -> set[Guard]:
    """What keeps ways away: missed at its own host or at another one that it tells nothing, perhaps only where that has lost its first way."""
    missed: set[Guard] = set()
    hosts = {one.host for one in routes}
    own = [one for one in near if one.aim == "on" and one.host in hosts]
    for cut in cuts:
        if missed.issuperset(routes):
            break
        with cut():
            for one in routes:
                if one not in missed and _kept(breaker, one, own, ask):
                    missed.add(one)
    return missed


def _kept(breaker: GuardBreaker, route: Guard, own: Sequence[Try], ask: Ask) -> bool:
    """Whether something passes while a route guard is away, does not while it stands, and passes again once it is away."""
    before = ask(own).past | ask(own).past
    breaker.lower([route])
    kept = _until(lambda told: before & (told.came - told.past), own, ask)
    if kept:
        again = ask(own)
        kept &= again.came - again.past
    breaker.lift([route])
    return bool(kept and _until(lambda told: kept & told.past, own, ask))


def _until(what: Callable[[Told], frozenset[Try]], own: Sequence[Try], ask: Ask) -> frozenset[Try]:
    """What a round says of this, once it says anything."""
    for _ in range(ATTEMPTS):
        if found := what(ask(own)):
            return found
    return frozenset()


def _turns(guards: Sequence[Guard]) -> Iterator[list[Guard]]:
    """One guard of each host, then the next of each."""
    by_host: dict[str, list[Guard]] = {}
    for one in guards:
        by_host.setdefault(one.host, []).append(one)
    for turn in zip_longest(*by_host.values()):
        yield [one for one in turn if one is not None]


def _ports(breaker: GuardBreaker, ports: Sequence[Guard], across: Sequence[Try], ask: Ask) -> set[Guard]:
    """Ports whose isolation is missed: nothing passed between two of them, and passes once one is open."""
    shut = ask(across)
    closed = [one for one in across if one not in shut.past]
    missed: set[Guard] = set()
    for half in (ports[::2], ports[1::2]):
        opened = {one.host for one in half}
        breaker.lift(half)
        told = ask([one for one in closed if one.host in opened and one.neighbour not in opened])
        breaker.lower(half)
        missed |= _named(half, told.past)
    return missed


def _named(ports: Sequence[Guard], past: frozenset[Try]) -> set[Guard]:
    """A port's guard is called as its segment; the interface of a host there is, too."""
    ways = {(one.host, one.device) for one in past}
    return {one for one in ports if (one.host, one.name) in ways}


def senders(tries: Sequence[Try]) -> Mapping[str, Sequence[tuple[int, Try]]]:
    """By host, what it sends, each with its number."""
    found: dict[str, list[tuple[int, Try]]] = {}
    for number, one in enumerate(tries):
        found.setdefault(one.sender, []).append((number, one))
    return found


def told(tries: Sequence[Try], heard: Mapping[str, Mapping[str, frozenset[int]]]) -> Told:
    """What a round says, of the numbers that each host has seen by the words of the program (`in`, `out`, `delivered`, `late`)."""
    nothing: Mapping[str, frozenset[int]] = {}
    came, past = set(), set()
    for number, one in enumerate(tries):
        at = heard.get(one.neighbour or one.host, nothing)
        if number not in at.get("in", ()):
            continue
        if one.aim == "across" or number in at["delivered" if one.aim == "in" else "out"]:
            past.add(one)
        if one in past or number not in heard.get(one.sender, nothing).get("late", ()):
            came.add(one)
    return Told(frozenset(came), frozenset(past))
