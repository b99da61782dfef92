"""Asking many servers for the time at once, by packets that the kernel stamps when they come in."""

import secrets
import selectors
import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from clock.packets import BILLION, LONGEST, SERVER, Packet, decode, encode, nanoseconds, request
from zhengyun.errors import Words, why

# Linux: SO_TIMESTAMPNS, and the control message that bears the stamp; Python does not name them.
STAMPED: Final = 35
STAMP: Final = struct.Struct("@qq")
BUFFER: Final = 1 << 20


class Target(NamedTuple):
    """A server to be asked, by a name of ours."""

    name: str
    address: str
    port: int = 123


class Pace(NamedTuple):
    """How often: so many packets to each, so many seconds apart, at least `gap` between any two, and how long to wait for the last."""

    packets: int = 4
    apart: float = 0.25
    gap: float = 0.0005
    wait: float = 1.0


class Sample(NamedTuple):
    """One answer, with our own clock when we asked and when it came in, nanoseconds since 1970."""

    asked: int
    came: int
    packet: Packet


@dataclass(slots=True)
class Heard:
    """What a server has said, in order. `strange` is what came from it and was no answer."""

    samples: list[Sample] = field(default_factory=list)
    asked: int = 0
    strange: Words | str = ""


def ask(targets: Sequence[Target], pace: Pace | None = None) -> Mapping[str, Heard]:
    """Ask all servers, each as often as the pace says, and listen until all have answered or the wait is over.

    An answer counts that came from where the question went and repeats its number. What cannot be sent is no answer.
    """
    with ExitStack() as stack:
        return _Round(stack, targets, pace or Pace()).run()


class _Round:
    def __init__(self, stack: ExitStack, targets: Sequence[Target], pace: Pace) -> None:
        self._pace = pace
        self._targets = targets
        self._heard = {one.name: Heard() for one in targets}
        self._open: dict[int, tuple[Target, int]] = {}
        self._selector = stack.enter_context(selectors.DefaultSelector())
        self._sockets = {one: self._socket(stack, one) for one in {_family(each.address) for each in targets}}

    def _socket(self, stack: ExitStack, family: socket.AddressFamily) -> socket.socket:
        opened = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        opened.setsockopt(socket.SOL_SOCKET, STAMPED, 1)
        self._selector.register(opened, selectors.EVENT_READ)
        return opened

    def run(self) -> Mapping[str, Heard]:
        started = time.monotonic()
        for due, target in self._schedule():
            self._listen(lambda due=due: started + due - time.monotonic())  # type: ignore[misc]
            self._send(target)
        ended = time.monotonic() + self._pace.wait
        self._listen(lambda: ended - time.monotonic() if self._open else 0)
        return self._heard

    def _schedule(self) -> Iterator[tuple[float, Target]]:
        """When to ask whom, in seconds from the start."""
        gap = max(self._pace.gap, 0)
        whole = max(self._pace.apart, gap * len(self._targets))
        for turn in range(self._pace.packets):
            for place, target in enumerate(self._targets):
                yield turn * whole + place * gap, target

    def _listen(self, left: Callable[[], float]) -> None:
        """Take in what comes, until there is no time left."""
        while True:
            remaining = max(left(), 0)
            for key, _ in self._selector.select(remaining):
                self._receive(self._sockets[key.fileobj.family])  # type: ignore[union-attr]
            if remaining <= 0:
                return

    def _send(self, target: Target) -> None:
        nonce = secrets.randbits(64)
        data = encode(request(nonce))
        self._heard[target.name].asked += 1
        self._open[nonce] = target, time.time_ns()
        try:
            self._sockets[_family(target.address)].sendto(data, (target.address, target.port))
        except OSError as failed:
            self._open.pop(nonce)
            self._heard[target.name].strange = failed.strerror or str(failed)

    def _receive(self, opened: socket.socket) -> None:
        while True:
            try:
                data, extra, _, peer = opened.recvmsg(LONGEST + 1, socket.CMSG_SPACE(STAMP.size))
            except BlockingIOError:
                return
            except OSError:
                continue
            self._take(data, _stamp(extra) or time.time_ns(), peer[0], peer[1])

    def _take(self, data: bytes, came: int, address: str, port: int) -> None:
        try:
            packet = decode(data)
        except ValueError as wrong:
            self._tell_strange(address, port, why(wrong))
            return
        target, asked = self._open.get(packet.origin, (None, 0))
        if target and (target.address, target.port) == (address, port) and packet.mode == SERVER:
            del self._open[packet.origin]
            self._heard[target.name].samples.append(Sample(asked, came, packet))

    def _tell_strange(self, address: str, port: int, said: Words | str) -> None:
        for one in self._targets:
            if (one.address, one.port) == (address, port):
                self._heard[one.name].strange = said


def _stamp(extra: Sequence[tuple[int, int, bytes]]) -> int:
    """When the kernel took a packet in, where it says so."""
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == STAMPED and len(data) >= STAMP.size:
            seconds, rest = STAMP.unpack_from(data)
            return int(seconds) * BILLION + int(rest)
    return 0


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def offset_of(sample: Sample) -> tuple[int, int]:
    """The least and the most by which the server's clock can be ahead of ours: nothing comes in before it is sent."""
    packet = sample.packet
    fuzz = _resolution(packet.precision)
    low = nanoseconds(packet.sent, sample.came) - sample.came
    high = nanoseconds(packet.received, sample.asked) - sample.asked
    return low - fuzz, high + fuzz


def _resolution(precision: int) -> int:
    """The step of a clock that says that it is 2^precision s, in nanoseconds, at least one; nobody's is worth more than a second."""
    return max(1, BILLION >> -precision) if precision < 0 else BILLION
