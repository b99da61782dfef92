"""Streams between hosts of a town: a packet of UDP each millisecond, each way, and for how long none of them came through.

What is lost is told by the packets' numbers, and how long by the sender's clock: a machine that is busy looks like no outage. All
nodes have one clock.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Final, NamedTuple

from lab.town import codes
from lab.town.node import Node
from zhengyun.errors import ZhengyunError

PORT: Final = 5999
SECONDS: Final = 30

# Sends to each address a packet a millisecond, with its number and the time; tells on each line of its input what it has received.
PROGRAM: Final = r"""
import json, select, socket, struct, sys, threading, time
own, port, *peers = sys.argv[1:]
port, family = int(port), socket.AF_INET6 if ":" in own else socket.AF_INET
s = socket.socket(family, socket.SOCK_DGRAM); s.bind((own, port)); s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
form = struct.Struct("!QQ"); seen = {}; sent = 0; over = False
def send():
    global sent
    due = time.monotonic()
    while not over:
        packet = form.pack(sent, time.time_ns())
        for one in peers:
            try: s.sendto(packet, (one, port))
            except OSError: pass
        sent += 1; due += 0.001
        left = due - time.monotonic()
        if left > 0: time.sleep(left)
        elif left < -1: due = time.monotonic()
def receive():
    while not over:
        if not select.select([s], [], [], 0.2)[0]: continue
        packet, where = s.recvfrom(64)
        if len(packet) != form.size: continue
        number, at = form.unpack(packet)
        one = seen.setdefault(where[0], {"received": 0, "lost": 0, "gap": 0, "number": number - 1, "at": at})
        if number <= one["number"]: continue
        missing = number - one["number"] - 1
        if missing: one["lost"] += missing; one["gap"] = max(one["gap"], at - one["at"])
        one.update(received=one["received"] + 1, number=number, at=at)
for one in (send, receive): threading.Thread(target=one, daemon=True).start()
print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps({"now": time.time_ns(), "sent": sent, "seen": seen}), flush=True)
    if line.strip() == "anew": seen.clear()
over = True
"""


class Flow(NamedTuple):
    """What came of a stream from a host to another: packets, and nanoseconds. `gap` is the longest outage that has ended, `silent` for how
    long nothing has come now."""

    source: str
    target: str
    received: int
    lost: int
    gap: int
    silent: int


class Streams:
    """Streams among hosts, each to all others; leaving the block ends them."""

    def __init__(self, nodes: Mapping[str, Node], addresses: Mapping[str, str]) -> None:
        self._names = {address: name for name, address in addresses.items()}
        self._addresses, self._nodes = addresses, nodes
        self._running: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> "Streams":
        try:
            for name, node in self._nodes.items():
                peers = [address for other, address in self._addresses.items() if other != name]
                words = ["/usr/bin/python3", "-I", "-c", PROGRAM, self._addresses[name], str(PORT), *peers]
                self._running[name] = subprocess.Popen(
                    node.words(*words),
                    env=node.environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    start_new_session=True,
                )
            for name in self._nodes:
                self._line(name)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def look(self, *, anew: bool = False) -> tuple[Flow, ...]:
        """How every stream stands; `anew` forgets afterwards what was. Raises: ZhengyunError ZY-LAB-062."""
        for one in self._running.values():
            with suppress(OSError):
                _sure(one.stdin).write("anew\n" if anew else "tell\n")
                _sure(one.stdin).flush()
        return tuple(flow for name in self._nodes for flow in self._told(name))

    def _told(self, name: str) -> Sequence[Flow]:
        told = json.loads(self._line(name))
        seen = {self._names[where]: one for where, one in told["seen"].items() if where in self._names}
        nothing = {"received": 0, "lost": 0, "gap": 0, "at": 0}
        flows = []
        for other in self._nodes:
            if other != name:
                one = seen.get(other, nothing)
                flows.append(Flow(other, name, one["received"], one["lost"], one["gap"], told["now"] - one["at"]))
        return flows

    def _line(self, name: str) -> str:
        line = _sure(self._running[name].stdout).readline()
        if not line:
            raise ZhengyunError(codes.NODE_FAILED, command="python3", node=name, problem="?")
        return line

    def _end(self) -> None:
        for one in self._running.values():
            with suppress(OSError):
                _sure(one.stdin).close()
        for one in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                one.wait(SECONDS)
            if one.poll() is None:
                one.kill()
                one.wait()
            _sure(one.stdout).close()


def _sure(pipe: IO[str] | None) -> IO[str]:
    assert pipe  # noqa: S101 - the process was started with it
    return pipe
