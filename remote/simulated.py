"""Hosts that are not there: for training and for tests of what stands above. Programs are functions."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from remote import codes, refusals
from remote.pins import pinned
from remote.port import Answer, Conversation, Identity, Limits, Result, Target, given
from remote.turns import answered, asked
from zhengyun.errors import N_, Words, ZhengyunError

Clock = Callable[[], int]


class Ran(NamedTuple):
    """What a program says and ends with; `fault` where it does not come to its end."""

    out: bytes = b""
    err: bytes = b""
    status: int = 0
    fault: Literal["", "cut off", "slow"] = ""


@dataclass(slots=True)
class SimulatedHost:
    """A host: its key, who is let in, what its programs say by command, and what is wrong with it."""

    key: str
    users: frozenset[str]
    programs: Mapping[str, Callable[[bytes], Ran]] = field(default_factory=dict)
    fault: Literal["", "unreachable", "silent"] = ""


class SimulatedConnector:
    """Speaks to simulated hosts, by address and port."""

    def __init__(
        self,
        hosts: Mapping[tuple[str, int], SimulatedHost],
        identity: Identity,
        limits: Limits | None = None,
        clock: Clock = time.time_ns,
    ) -> None:
        self._hosts, self._identity, self._limits, self._clock = hosts, identity, limits or Limits(), clock

    def run_all(
        self,
        targets: Sequence[Target],
        command: str,
        stdin: bytes | Mapping[str, bytes] = b"",
        *,
        each: Callable[[Result], None] | None = None,
    ) -> tuple[Result, ...]:
        """Run a command on every host, one after the other."""
        results = list[Result]()
        for target in targets:
            results.append(self._run(target, command, given(stdin, target)))
            if each:
                each(results[-1])
        return tuple(results)

    def ask_all(self, targets: Sequence[Target], command: str, questions: Sequence[bytes]) -> tuple[Conversation, ...]:
        """Ask a program on every host: it is given each question as its whole input."""
        return tuple(self._ask(target, command, questions) for target in targets)

    def _ask(self, target: Target, command: str, questions: Sequence[bytes]) -> Conversation:
        answers = list[Answer]()
        for question in questions:
            word, asked_so = asked(question)
            sent = self._clock()
            result = self._run(target, command, asked_so)
            if result.trouble:
                return Conversation(target.name, tuple(answers), result.trouble)
            line, end, more = result.out.partition(b"\n")
            if not end:
                return Conversation(target.name, tuple(answers), refusals.no_answer(target, result.err))
            told = answered(word, line)
            if more or told is None:
                return Conversation(target.name, tuple(answers), refusals.unasked(target))
            answers.append(Answer(sent, self._clock(), told))
        return Conversation(target.name, tuple(answers))

    def _run(self, target: Target, command: str, stdin: bytes) -> Result:
        try:
            host = self._entered(target)
        except ZhengyunError as error:
            return Result(target.name, trouble=error)
        began, most = self._clock(), self._limits.output
        ran = host.programs.get(command, _unknown)(stdin)
        trouble = self._trouble(target, ran)
        return Result(
            target.name, 0 if trouble else ran.status, ran.out[:most], ran.err[:most], trouble, began, self._clock()
        )

    def _entered(self, target: Target) -> SimulatedHost:
        """The host, where it is the pinned one and lets us in. Raises: ZhengyunError (ZY-SSH-001 to 005)."""
        pin = pinned(target)
        host = self._hosts.get((target.address, target.port))
        if host is None or host.fault == "unreachable":
            raise refusals.at(codes.UNREACHABLE, target, problem=Words(N_("no host is there")))
        if host.fault == "silent":
            raise refusals.silent(target, self._limits)
        shown = pinned(target._replace(key=host.key))
        if shown != pin:
            raise refusals.wrong_key(target, shown.fingerprint, pin)
        if self._identity.user not in host.users:
            raise refusals.not_let_in(target, self._identity.user)
        return host

    def _trouble(self, target: Target, ran: Ran) -> ZhengyunError | None:
        if ran.fault == "cut off":
            return refusals.torn(target)
        if ran.fault == "slow":
            return refusals.too_long(target, self._limits)
        return refusals.too_much(target, self._limits) if _size(ran) > self._limits.output else None


def _size(ran: Ran) -> int:
    return max(len(ran.out), len(ran.err))


def _unknown(_stdin: bytes) -> Ran:
    return Ran(err=b"command not found\n", status=127)
