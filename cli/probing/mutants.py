"""Mutants in the town: the program that probes stays up on every node while guards are taken away, and is asked round by round."""

import json
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cli.probing import alone
from cli.probing.town import Instances
from cli.session import Session
from cli.text import _
from network.codes import proving as codes
from network.legs import Leg, legs
from network.probing import mutating, near
from network.probing.plan import PORTS, markers
from zhengyun.errors import ZhengyunError
from zhengyun.guarding import Guard

if TYPE_CHECKING:
    from lab.town.standing import Town
    from network.probing.certificate import Outcome

PROGRAM: Final = "/usr/local/libexec/zhengyun-probe"
SCHEMA: Final = "zhengyun-probe/1"
SOON, WINDOW = 400, 1_200
"""Milliseconds until a round begins, and that it lasts."""
LINE: Final = 4 << 20


def mutated(session: Session, instances: Instances, found: "Outcome") -> "Outcome":
    """The outcome, with what came of taking guards away. Raises: ZhengyunError (ZY-LAB-*, ZY-NET-172)."""
    from lab.town import guarding

    town = instances.town
    every, managers = _legs(instances)
    with ended_by_signals(), Rounds(town, every) as rounds:
        breaker = guarding.of(town)
        standing = breaker.guards()
        isolated = frozenset((one.host, one.name) for one in standing if one.kind == mutating.ISOLATION)
        packets = near.tries(every, managers), near.across(every, isolated)

        def tell(tried: int, count: int) -> None:
            session.say(_("guards tried: {tried} of {count}").format(tried=tried, count=count))

        told = mutating.mutate(breaker, *packets, rounds.ask, tell, _cuts(instances, standing))
        # What was proven before guards were taken away holds for as long as all of them stand again.
        alone.refuse_lifted(town)
        alone.refuse_missing(standing, breaker.guards())
        return replace(found, mutation=told)


def _cuts(instances: Instances, guards: Sequence[Guard]) -> list[mutating.Cut]:
    """Each border of a router that keeps ways away, cut for a while."""
    from cli.lab_faults import breaking

    breaker = breaking(instances.town)
    routers = {one.host for one in guards if one.kind == mutating.ROUTE}
    ends = [
        f"{one.segment}:{host.name}"
        for house in instances.houses.values()
        for host in house.estate().hosts.hosts.values()
        for one in host.interfaces
        if host.name in routers and house.estate().hosts.segments[one.segment].border
    ]

    @contextmanager
    def cut(link: str) -> Iterator[None]:
        breaker.cut(link)
        try:
            yield
        finally:
            breaker.heal(link)

    return [partial(cut, one) for one in ends]


def _legs(instances: Instances) -> tuple[tuple[Leg, ...], frozenset[str]]:
    """All legs of nodes that are up, and which of them are management hosts."""
    estates = [house.estate() for house in instances.houses.values()]
    up = {name for name in instances.town.nodes if instances.town.up(name)}
    managers = {one.name for each in estates for one in each.hosts.hosts.values() if one.kind == "management"}
    return tuple(one for each in estates for one in legs(each) if one.host in up), frozenset(managers)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let whoever ends us do so as Ctrl-C does: what is away is put back first."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Rounds:
    """The program on every node; leaving the block ends it there."""

    def __init__(self, town: "Town", every: Sequence[Leg]) -> None:
        self._town = town
        self._nonce, self._round = secrets.token_bytes(32), secrets.randbelow(len(PORTS))
        self._names = sorted({one.host for one in every})
        self._hardware = {(one.host, one.interface): self._mac(one) for one in every}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def _mac(self, leg: Leg) -> str:
        return self._town.node(leg.host).path(f"/sys/class/net/{leg.interface}/address").read_text("ascii").strip()

    def __enter__(self) -> "Rounds":
        for name in self._names:
            node = self._town.node(name)
            self._running[name] = subprocess.Popen(
                node.words(PROGRAM),
                env=node.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_raised: object) -> None:
        for one in self._running.values():
            one.kill()
        for one in self._running.values():
            one.communicate()

    def ask(self, tries: Sequence[near.Try]) -> mutating.Told:
        """Send these, all at once."""
        self._round += 1
        marks = markers(self._nonce + self._round.to_bytes(4, "big"), len(tries))
        sends = mutating.senders(tries)
        order = {
            "schema": SCHEMA,
            "port": PORTS[self._round % len(PORTS)],
            "begin": time.time_ns() + SOON * 1_000_000,
            "milliseconds": WINDOW,
            "counters": False,
            "strangers": True,
        }
        for name in self._names:
            rows = [self._row(number, marks[number], one) for number, one in sends.get(name, ())]
            _sure(self._running[name].stdin).write(json.dumps({**order, "sends": rows}).encode() + b"\n")
            _sure(self._running[name].stdin).flush()
        numbers = {mark: number for number, mark in enumerate(marks)}
        said = {name: self._said(name) for name in self._names}
        return mutating.told(tries, {name: _seen(one, numbers) for name, one in said.items()})

    def _said(self, name: str) -> Mapping[str, Any]:
        """What a node's program says of a round. Raises: ZhengyunError (ZY-NET-160)."""
        line = _sure(self._running[name].stdout).readline(LINE)
        said = json.loads(line) if line else {"problem": "it has ended"}
        if "problem" in said or said["lost"]:
            problem = said.get("problem") or f"{said['lost']} lost"
            raise ZhengyunError(codes.NO_ROUND, node=name, problem=problem)
        return said

    def _row(self, number: int, mark: int, one: near.Try) -> list[object]:
        at = number % 400
        via = self._hardware[one.neighbour or one.host, one.interface]
        return [at, mark, "udp", one.source, one.target, near.STRANGE, one.device, True, via]


def _seen(said: Mapping[str, Any], numbers: Mapping[int, int]) -> Mapping[str, frozenset[int]]:
    words = ("in", "out", "delivered")
    return {word: frozenset(numbers[one] for one in said.get(word, ()) if one in numbers) for word in words}


def _sure(pipe: Any) -> Any:
    assert pipe  # noqa: S101 - the process was started with it
    return pipe
