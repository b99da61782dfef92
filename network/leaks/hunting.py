"""The hunt: every host is asked at once, and what all of them tell is held against the files."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from network.codes import leaks as codes
from network.leaks import forwarding, interfaces, listening, strangers, ways
from network.leaks.declared import Declared
from network.leaks.facts import PROGRAM, State, read
from network.leaks.leak import Leak
from network.leaks.strangers import Everybody
from remote.port import Connector, Result, target
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate


@dataclass(frozen=True)
class Hunt:
    """What came of a hunt. `untold` are hosts that told nothing, and why; `blind` what a host could not read of itself."""

    looked: tuple[str, ...]
    leaks: tuple[Leak, ...]
    untold: Mapping[str, ZhengyunError]
    blind: Mapping[str, tuple[str, ...]]
    seconds: float


def hunt(estate: Estate, only: Collection[str], connector: Connector) -> Hunt:
    """Ask these hosts, and judge.

    Raises: ZhengyunError (ZY-SSH-011).
    """
    began = time.monotonic()
    chosen = [one for one in estate.hosts.hosts.values() if one.name in only]
    untold = {one.name: ZhengyunError(codes.NO_KEY, host=one.name) for one in chosen if not one.key}
    states = {}
    asked = [target(one) for one in chosen if one.key]
    for result in connector.run_all(asked, PROGRAM):
        try:
            states[result.host] = _told(result)
        except ZhengyunError as error:
            untold[result.host] = error
    found = judge(estate, states)
    blind = {name: one.problems for name, one in states.items() if one.problems}
    return Hunt(tuple(states), found, untold, blind, time.monotonic() - began)


def judge(estate: Estate, states: Mapping[str, State]) -> tuple[Leak, ...]:
    """All leaks of these hosts, in the order of their names. Raises: ZhengyunError (ZY-NET-180: a host told what nobody can read)."""
    everybody = Everybody(estate, states)
    return tuple(leak for name in sorted(states) for leak in _judged(name, states[name], everybody))


def _judged(name: str, state: State, everybody: Everybody) -> Iterator[Leak]:
    declared = Declared(everybody.estate, everybody.estate.hosts.hosts[name])
    try:
        for kind in (ways, interfaces, forwarding, listening):
            yield from kind.leaks(state, declared)
        yield from strangers.leaks(state, declared, everybody)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise ZhengyunError(codes.NO_STATE, host=name, problem=repr(error)[:200]) from error


def _told(result: Result) -> State:
    if result.trouble:
        raise result.trouble
    if result.status:
        said = result.err.decode(errors="replace").strip()[:200] or str(result.status)
        raise ZhengyunError(codes.NO_STATE, host=result.host, problem=said)
    return read(result.host, result.out)
