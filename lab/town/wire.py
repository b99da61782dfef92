"""A wire as a process: it moves what passes between two interfaces of a network namespace, later, slower, and not all of it.

It stands in for the kernel's netem, which not every kernel has. It is started by file name and without this house's other modules, so
that it is there at once; it ends with the process whose namespace it works in. Checksums that are still to be made and segments that are still
to be cut are passed on as they are (PACKET_VNET_HDR, packet(7)).
"""

import ctypes
import json
import os
import random
import select
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

# Of linux/if_packet.h and linux/if_ether.h; Python names none of them.
SOL_PACKET, ADD_MEMBERSHIP, VNET_HEADER, BYPASS, NO_OUTGOING = 263, 1, 15, 20, 23
PROMISCUOUS, EVERY_PROTOCOL, NEW_NET = 1, 0x0003, 0x40000000
VNET_BYTES, MOST_BYTES = 10, 65_536
# What waits for its turn at most: as long as this where the rate holds it up, and as many bytes as that in any case.
HELD_UP, WAITING_BYTES, AT_ONCE = 0.1, 16_000_000, 64


class Quality(NamedTuple):
    """What is wrong with one direction: milliseconds later, per cent lost, megabits a second at most (0: as fast as it goes)."""

    delay: float = 0.0
    loss: float = 0.0
    rate: float = 0.0


class Pipe:
    """One direction of a wire: what came in and has not gone out yet. It knows no clock and no socket. Times in seconds."""

    def __init__(self, quality: Quality, chance: random.Random) -> None:
        self._quality, self._chance = quality, chance
        self._queue: deque[tuple[float, bytes]] = deque()
        self._bytes, self._free = 0, 0.0

    def take(self, frame: bytes, now: float) -> None:
        """Take a frame, or lose it."""
        if self._chance.random() * 100 < self._quality.loss or self._bytes > WAITING_BYTES:
            return
        begins = max(now, self._free)
        if begins - now > HELD_UP:
            return
        if self._quality.rate:
            self._free = begins = begins + len(frame) * 8 / (self._quality.rate * 1_000_000)
        self._queue.append((begins + self._quality.delay / 1000, frame))
        self._bytes += len(frame)

    def due(self) -> float | None:
        """When the next frame goes out; None where none waits."""
        return self._queue[0][0] if self._queue else None

    def give(self, now: float) -> bytes | None:
        """The next frame, if its time has come."""
        if not self._queue or self._queue[0][0] > now:
            return None
        _, frame = self._queue.popleft()
        self._bytes -= len(frame)
        return frame


def opened(interface: str) -> socket.socket:
    """Everything that an interface receives, and a way to send over it."""
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    made.setblocking(False)
    for option in (VNET_HEADER, BYPASS, NO_OUTGOING):
        made.setsockopt(SOL_PACKET, option, 1)
    with suppress(OSError):
        made.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_RCVBUFFORCE", 33), 8_000_000)
    member = struct.pack("iHH8s", socket.if_nametoindex(interface), PROMISCUOUS, 0, b"")
    made.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, member)
    made.bind((interface, EVERY_PROTOCOL))
    return made


class Way(NamedTuple):
    """One direction with its two ends."""

    taken: socket.socket
    given: socket.socket
    pipe: Pipe


def ways(pairs: Sequence[tuple[str, str, Quality, Quality]]) -> tuple[Way, ...]:
    """Both directions between each pair of interfaces: first to second, second to first."""
    made, chance = [], random.Random()  # noqa: S311 - which frames a bad cable loses is no secret
    for first, second, there, back in pairs:
        one, other = opened(first), opened(second)
        made += [Way(one, other, Pipe(there, chance)), Way(other, one, Pipe(back, chance))]
    return tuple(made)


def carry(every: Sequence[Way], until: int) -> None:
    """Move frames until the descriptor `until` can be read."""
    by_number = {way.taken.fileno(): way for way in every}
    while True:
        dues = [due for way in every if (due := way.pipe.due()) is not None]
        wait = max(0.0, min(dues) - time.monotonic()) if dues else None
        ready, _, _ = select.select([until, *by_number], [], [], wait)
        if until in ready:
            return
        for one in ready:
            _take(by_number[one])
        for way in every:
            _give(way)


def _take(way: Way) -> None:
    # An interface that is down says so once; what it would have received is lost, as on any wire.
    with suppress(OSError):
        for _ in range(AT_ONCE):
            way.pipe.take(way.taken.recv(VNET_BYTES + MOST_BYTES), time.monotonic())


def _give(way: Way) -> None:
    now = time.monotonic()
    while (frame := way.pipe.give(now)) is not None:
        with suppress(OSError):
            way.given.send(frame)


def drain(every: Sequence[Way]) -> None:
    """Forget what came before the wire was let go: another one has carried it."""
    for way in every:
        while select.select([way.taken], [], [], 0)[0]:
            with suppress(OSError):
                way.taken.recv(VNET_BYTES + MOST_BYTES)


def enter(pid: int) -> int:
    """Go into the network namespace of a process; the descriptor can be read when that process has ended."""
    until = os.pidfd_open(pid)
    space = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(space, NEW_NET):
        raise OSError(ctypes.get_errno(), "setns")
    os.close(space)
    return until


def main(order: Mapping[str, object]) -> None:
    """Say `ready` and its own number when all is open, begin when a line comes, end with the namespace's process."""
    until = enter(int(str(order["pid"])))
    pairs = order["pairs"]
    if not isinstance(pairs, list):
        raise TypeError("pairs")
    every = ways([(one, other, Quality(*there), Quality(*back)) for one, other, there, back in pairs])
    # Its starter waits for nothing but these words: the process that carries is nobody's child.
    if os.fork():
        os._exit(0)
    sys.stdout.write(f"ready {os.getpid()}\n")
    sys.stdout.flush()
    if not sys.stdin.readline():
        return
    empty = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(empty, standard)
    drain(every)
    carry(every, until)


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()))
