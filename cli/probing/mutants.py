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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
    from lab.town.returning import Watch
    from lab.town.standing import Town
    from network.probing.certificate import Outcome

PROGRAM: Final = "/usr/local/libexec/zhengyun-probe"
SCHEMA: Final = "zhengyun-probe/1"
SOON, WINDOW = 200, 300
"""Milliseconds until a round begins, and that it lasts, where nobody is late."""
SLOWEST: Final = 16
"""So many times as long it takes at most: each time that a node was late all have twice as long from then on."""
AGAIN: Final = 3
"""So often in a row a round may fail that is the slowest already."""
LINE: Final = 4 << 20


def mutated(session: Session, instances: Instances, found: "Outcome", held: int) -> "Outcome":
    """The outcome, with what came of taking guards away; by the descriptor `held` the town is ours. Raises: ZhengyunError (ZY-LAB-*, ZY-NET-160, ZY-NET-161,
    ZY-NET-172)."""
    from cli.lab import place
    from lab.town import guarding
    from lab.town.returning import watched

    town = instances.town
    every, managers = _legs(instances)
    with ended_by_signals(), watched(place(), (held,)) as watch, Rounds(town, every) as rounds:
        breaker = guarding.of(town)
        standing = breaker.guards()
        isolated = frozenset((one.host, one.name) for one in standing if one.kind == mutating.ISOLATION)
        packets = near.tries(every, managers), near.across(every, isolated)

        def tell(tried: int, count: int) -> None:
            session.say(_("guards tried: {tried} of {count}").format(tried=tried, count=count))

        told = mutating.mutate(breaker, *packets, rounds.ask, tell, _cuts(instances, standing, watch))
        # What was proven before guards were taken away holds for as long as all of them stand again.
        alone.refuse_lifted(town)
        alone.refuse_missing(standing, breaker.guards())
        return replace(found, mutation=told)


def _cuts(instances: Instances, guards: Sequence[Guard], watch: "Watch") -> list[mutating.Cut]:
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
        watch.cut(link)
        breaker.cut(link)
        try:
            yield
        finally:
            breaker.heal(link)
            watch.whole(link)

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


class Said(NamedTuple):
    """What a node says of a round: the numbers of what it has seen, by the program's words; and why nothing follows of what it has not."""

    seen: Mapping[str, frozenset[int]]
    problem: str


class Rounds:
    """The program on every node; leaving the block ends it there."""

    def __init__(self, town: "Town", every: Sequence[Leg]) -> None:
        self._town = town
        self._nonce, self._round = secrets.token_bytes(32), secrets.randbelow(len(PORTS))
        self._names = sorted({one.host for one in every})
        self._hardware = {(one.host, one.interface): self._mac(one) for one in every}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._slower = 1

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
        """Send these, all at once; anew where a node was late or has lost something. Raises: ZhengyunError (ZY-NET-160)."""
        failed = 0
        while True:
            said = self._asked(tries)
            problems = [(name, told.problem) for name, told in said.items() if told.problem]
            if not problems:
                return mutating.told(tries, {name: told.seen for name, told in said.items()})
            failed += self._slower >= SLOWEST
            if failed >= AGAIN:
                name, problem = problems[0]
                raise ZhengyunError(codes.NO_ROUND, node=name, problem=problem)
            self._slower = min(2 * self._slower, SLOWEST)

    def _asked(self, tries: Sequence[near.Try]) -> Mapping[str, Said]:
        """What the nodes say that take part."""
        self._round += 1
        marks = markers(self._nonce + self._round.to_bytes(4, "big"), len(tries))
        sends = mutating.senders(tries)
        begin = time.time_ns() + self._slower * SOON * 1_000_000
        order = {
            "schema": SCHEMA,
            "port": PORTS[self._round % len(PORTS)],
            "begin": begin,
            "milliseconds": self._slower * WINDOW,
            "counters": False,
            "strangers": True,
        }
        names = sorted({name for one in tries for name in (one.sender, one.host, one.neighbour) if name})
        for name in names:
            rows = [self._row(number, marks[number], one) for number, one in sends.get(name, ())]
            _sure(self._running[name].stdin).write(json.dumps({**order, "sends": rows}).encode() + b"\n")
            _sure(self._running[name].stdin).flush()
        numbers = {mark: number for number, mark in enumerate(marks)}
        return {name: _said(self._line(name), begin, numbers) for name in names}

    def _line(self, name: str) -> Mapping[str, Any]:
        """What a node's program says of a round. Raises: ZhengyunError (ZY-NET-160)."""
        line = _sure(self._running[name].stdout).readline(LINE)
        said = json.loads(line) if line else {"problem": "it has ended"}
        if "problem" in said:
            raise ZhengyunError(codes.NO_ROUND, node=name, problem=said["problem"])
        return said

    def _row(self, number: int, mark: int, one: near.Try) -> list[object]:
        at = number % (self._slower * WINDOW // 3)
        via = self._hardware[one.neighbour or one.host, one.interface]
        return [at, mark, "udp", one.source, one.target, near.STRANGE, one.device, True, via]


def _said(said: Mapping[str, Any], begin: int, numbers: Mapping[int, int]) -> Said:
    words = ("in", "out", "delivered", "late")
    seen = {word: frozenset(numbers[one] for one in said[word] if one in numbers) for word in words}
    late = max(0, said["began"] - begin) // 1_000_000
    return Said(seen, f"{said['lost']} lost" if said["lost"] else f"{late} ms late" if late or seen["late"] else "")


def _sure(pipe: Any) -> Any:
    assert pipe  # noqa: S101 - the process was started with it
    return pipe
