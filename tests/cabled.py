"""Three hosts on one segment, each in a network namespace of its own with nothing else in it, and the switch between them in another."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from lab.town.breaking import Breaking
from lab.town.faults import Port

SEGMENT: Final = "quay"
HOSTS: Final = ("pier", "crane", "barge")
ADDRESS: Final = {host: f"192.0.2.{number}" for number, host in enumerate(HOSTS, 1)}

# Answers each datagram with the same, and a stream with how many bytes it had.
ECHO: Final = """
import socket, threading
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("", 7000))
t = socket.create_server(("", 7001))
def echo():
    while True:
        d, a = u.recvfrom(2000); u.sendto(d, a)
threading.Thread(target=echo, daemon=True).start()
print("up", flush=True)
while True:
    c, _ = t.accept(); n = 0
    while d := c.recv(65536): n += len(d)
    c.sendall(b"%d" % n); c.close()
"""
ASK: Final = """
import json, select, socket, sys, time
to, count, gap, seconds, enough = sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:])
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.connect((to, 7000)); u.setblocking(False)
sent, came, i, stop = {}, {}, 0, None
while len(came) < enough and (stop is None or time.monotonic() < stop):
    now = time.monotonic()
    if i < count and now >= min([9e18] if not i else [sent[i - 1] + gap]) or i == 0:
        sent[i] = now
        try: u.send(b"%d " % i)
        except OSError: pass
        i += 1
        if i == count: stop = time.monotonic() + seconds
    if select.select([u], [], [], gap / 4 if i < count else 0.05)[0]:
        try: k = int(u.recv(2000)); came.setdefault(k, []).append(time.monotonic() - sent[k])
        except OSError: pass
print(json.dumps([x for v in came.values() for x in v]))
"""
# Timed from before the first byte until it is known that the last has arrived: whoever is slow makes it no faster.
SEND: Final = """
import socket, sys, time
c = socket.create_connection((sys.argv[1], 7001), 60); began = time.monotonic()
c.sendall(b"x" * int(sys.argv[2])); c.shutdown(socket.SHUT_WR)
print(c.recv(100).decode(), time.monotonic() - began)
"""


@dataclass(frozen=True)
class Cabled:
    """The hosts, the ports of their switch, and what breaks them."""

    ports: Sequence[Port]
    spaces: dict[str, int]
    folder: Path

    @property
    def breaking(self) -> Breaking:
        """What breaks the segment; each time anew, as each command has its own."""
        return Breaking(self.ports, self.folder, self.killed)

    def killed(self, host: str) -> None:
        """Nothing here can be killed."""
        raise AssertionError(host)

    def inside(self, name: str, *words: str) -> str:
        """What a command in a namespace says."""
        return said(self.spaces[name], *words)

    def asked(
        self, one: str, other: str, count: int = 20, gap: float = 0.005, seconds: float = 1.0, enough: int = 0
    ) -> list[float]:
        """Round trips in seconds of datagrams from one host to another, for each that came back before there were enough."""
        figures = map(str, (count, gap, seconds, enough or count))
        words = (sys.executable, "-I", "-S", "-c", ASK, ADDRESS[other], *figures)
        found: list[float] = json.loads(self.inside(one, *words))
        return found

    def reaches(self, one: str, other: str) -> bool:
        """Whether one host has an answer of another within a while."""
        return bool(self.asked(one, other, 400, 0.02, 30.0, 1))

    def silent(self, one: str, other: str) -> bool:
        """Whether one host has no answer of another, however often it asks."""
        return not self.asked(one, other, 10, 0.02, 0.3, 1)

    def sent(self, one: str, other: str, size: int) -> float:
        """Megabits a second at which so many bytes arrived over a stream."""
        count, seconds = self.inside(one, sys.executable, "-I", "-S", "-c", SEND, ADDRESS[other], str(size)).split()
        assert int(count) == size
        return size * 8 / float(seconds) / 1_000_000

    def carrier(self, host: str) -> bool:
        """Whether a host's interface has carrier."""
        (found,) = json.loads(self.inside(host, "ip", "-j", "link", "show", SEGMENT))
        return "LOWER_UP" in found["flags"]

    def wires(self) -> list[int]:
        """The processes in the switch's namespace but the one that holds it."""
        own, holder = space_of(self.spaces["switch"]), self.spaces["switch"]
        every = (int(one.name) for one in Path("/proc").iterdir() if one.name.isdecimal())
        return [pid for pid in every if pid != holder and space_of(pid) == own]

    def interfaces(self) -> list[str]:
        """The interfaces of the switch."""
        return sorted(one["ifname"] for one in json.loads(self.inside("switch", "ip", "-j", "link", "show")))


def space_of(pid: int) -> int:
    """The network namespace of a process; 0 where it has ended."""
    try:
        return Path(f"/proc/{pid}/ns/net").stat().st_ino
    except OSError:
        return 0


def said(pid: int, *words: str, stdin: str = "") -> str:
    """What a command says in a process's network namespace."""
    done = subprocess.run(
        ["nsenter", f"--target={pid}", "--net", *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def space() -> Iterator[int]:
    """A bare network namespace, and the process that holds it."""
    words = ["unshare", "--net", "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6; echo up; exec cat"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stdout
            assert holder.stdout.readline() == "up\n"
            yield holder.pid
        finally:
            holder.communicate(timeout=60)


@contextmanager
def cabled(folder: Path, isolated: bool = False) -> Iterator[Cabled]:
    """The hosts on their segment, whole."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("ip", "unshare", "nsenter"))):
        pytest.skip("no network namespaces here; to run them: as root, with util-linux and iproute2")
    with ExitStack() as opened:
        spaces = {name: opened.enter_context(space()) for name in ("switch", *HOSTS)}
        ports = [
            Port(SEGMENT, host, spaces["switch"], SEGMENT, f"v{number}", isolated and number > 0)
            for number, host in enumerate(HOSTS)
        ]
        said(spaces["switch"], "ip", "-batch", "-", stdin="\n".join(_switch(ports, spaces)) + "\n")
        for host in HOSTS:
            lines = [f"addr add {ADDRESS[host]}/24 dev {SEGMENT}", f"link set {SEGMENT} up", "link set lo up"]
            said(spaces[host], "ip", "-batch", "-", stdin="\n".join(lines) + "\n")
            opened.enter_context(_answering(spaces[host]))
        yield Cabled(ports, spaces, folder)


def _switch(ports: Sequence[Port], spaces: dict[str, int]) -> Iterator[str]:
    yield f"link add {SEGMENT} type bridge stp_state 0 forward_delay 0 mcast_snooping 0"
    yield f"link set {SEGMENT} up"
    for port in ports:
        yield f"link add {port.name} type veth peer name {SEGMENT} netns {spaces[port.host]}"
        yield f"link set {port.name} up master {SEGMENT}"
        yield f"link set {port.name} type bridge_slave isolated {'on' if port.isolated else 'off'}"


@contextmanager
def _answering(pid: int) -> Iterator[None]:
    words = ["nsenter", f"--target={pid}", "--net", sys.executable, "-I", "-S", "-c", ECHO]
    held: subprocess.Popen[Any]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as held:
        try:
            assert held.stdout
            assert held.stdout.readline() == "up\n"
            yield
        finally:
            held.kill()
