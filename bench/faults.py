"""Faults of the town: what its routers take to find another way, and what a wire in user space adds and lets through."""

import subprocess
from typing import Final

from bench.hosts import place, town
from bench.measure import table
from lab.town.breaking import Breaking, of
from lab.town.standing import Town

NEAR: Final = "p-ih1"
ADDRESS: Final = "198.18.20.11"
ROUTER: Final = "p-c2"
EVERY, COUNT, BEFORE = 0.01, 800, 2.0
"""A packet each so many seconds, so many in all, and the fault after so many seconds."""
ASKED: Final = 10
# Receives until the other side ends, and says how many megabits a second those were.
RECEIVE: Final = (
    "import socket,time; s=socket.create_server(('',7001)); print('up',flush=True); c,_=s.accept(); n=len(c.recv(1)); t=time.monotonic()\n"
    "while d:=c.recv(1<<16): n+=len(d)\n"
    "print(n*8/(time.monotonic()-t)/1e6)"
)
SEND: Final = "import socket,sys; c=socket.create_connection((sys.argv[1],7001),60); c.sendall(bytes(100_000_000))"


def faults() -> None:
    """Each fault on the way between the sites that is taken; three times each, the middle one told."""
    with town() as up:
        breaking = of(place(), up)
        breaking.heal_all()
        rows: list[tuple[object, ...]] = [
            (f"{kind}: nothing arrives for", f"{sorted(_outage(up, breaking, silent) for _ in range(3))[1]:.2f} s")
            for kind, silent in (("a link of the ring is cut, carrier lost", False), ("the same, silently", True))
        ]
        rows.append(("LAN of two: round trip", f"{_pinged(up):.2f} ms"))
        plain = _sent(up)
        breaking.delay("lan-p1", ASKED)
        rows.append((f"the same over a wire of {ASKED} ms each way", f"{_pinged(up):.2f} ms"))
        breaking.delay("lan-p1", 0.1)
        rows += [
            ("stream over the LAN", f"{plain:.0f} Mbit/s"),
            ("the same over a wire of 0.1 ms", f"{_sent(up):.0f} Mbit/s"),
        ]
        breaking.heal_all()
    table("faults of the town", ("", ""), rows)


def _outage(up: Town, breaking: Breaking, silent: bool) -> float:
    """Seconds for which nothing came through, at most BEFORE less than COUNT packets take."""
    _until_reached(up)
    node = up.node(NEAR)
    words = node.words("ping", "-n", "-q", "-i", str(EVERY), "-c", str(COUNT), "-W", "1", ADDRESS)
    with subprocess.Popen(words, env=node.environment(), stdout=subprocess.PIPE, text=True) as pinging:
        try:
            pinging.wait(BEFORE)
        except subprocess.TimeoutExpired:
            breaking.cut(_taken(up), silent=silent)
        said = pinging.communicate()[0]
    breaking.heal_all()
    return _lost(said) * EVERY


def _taken(up: Town) -> str:
    """The segment over which the packets leave the first router; segments and interfaces are called alike."""
    words = up.node(ROUTER).run("ip", "route", "get", ADDRESS, "from", "198.18.10.11", "iif", "lan-p1").stdout.split()
    return words[words.index("dev") + 1]


def _lost(said: str) -> int:
    line = next(line for line in said.splitlines() if "packets transmitted" in line)
    sent, received = (int(part.split()[0]) for part in line.split(",")[:2])
    return sent - received


def _until_reached(up: Town) -> None:
    """Both ways between the sites are there, so that one is left when the other is cut."""
    for segment in ("core-12", "core-23"):
        while "Full" not in up.node(ROUTER).run("vtysh", "-c", f"show ip ospf neighbor {segment}").stdout:
            pass
    while up.node(NEAR).run("ping", "-c1", "-W1", ADDRESS).returncode:
        pass


def _pinged(up: Town) -> float:
    said = up.node(NEAR).run("ping", "-n", "-q", "-i", "0.01", "-c", "200", "198.18.10.1").stdout
    return float(said.rsplit("= ", 1)[1].split("/")[1])


def _sent(up: Town) -> float:
    """Megabits a second of a stream from a host to its router."""
    node = up.node(ROUTER)
    words = node.words("/usr/bin/python3", "-c", RECEIVE)
    with subprocess.Popen(words, env=node.environment(), stdout=subprocess.PIPE, text=True) as receiving:
        assert receiving.stdout
        receiving.stdout.readline()
        up.node(NEAR).run("/usr/bin/python3", "-c", SEND, "198.18.10.1")
        return float(receiving.communicate()[0])
