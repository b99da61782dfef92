"""Many servers of time, each a real chronyd on the loopback: how long it takes to read all of them, and how wrong what was read is.

All have this machine's own clock, so that each is ahead by nothing: whatever is measured is the error. The peer asks as `ntplib` and
the like do: one server after the other, one packet each, stamps by the interpreter.
"""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from bench.measure import call
from clock.asking import Pace, Target, ask
from clock.packets import decode, encode, nanoseconds, request, stamp
from clock.reading import Reading, by_packets
from lab.packages import found, unpacked
from lab.place import Place
from lab.progress import silent

SERVERS: Final = 200
PORT: Final = 11_124
PACKAGES: Final = ("chrony", "libfaketime", "libedit2", "libseccomp2")
NEEDED: Final = ("chronyd", "chronyc", "libfaketime.so.1", "libseccomp.so.2*")
TURNS: Final = 5


def clocks() -> None:
    """200 servers."""
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder)) as targets:
        for _ in range(TURNS):
            _ours(targets)
        _peer(targets)


def _ours(targets: Sequence[Target]) -> None:
    readings: dict[str, Reading] = {}

    def read() -> None:
        readings.update(by_packets(ask(targets, Pace()), 100))

    took = call(read)
    errors = [abs(one.ahead.middle) for one in readings.values() if one.ahead]
    widths = [one.ahead.half for one in readings.values() if one.ahead]
    print(
        f"clocks: {len(errors)} of {len(targets)} servers in {took.wall:.2f} s ({took.cpu:.2f} s of processor); error: median "
        f"{median(errors) / 1000:.2f} µs, worst {max(errors) / 1000:.1f} µs; stated bound: ± {median(widths) / 1000:.1f} µs"
    )


def _peer(targets: Sequence[Target]) -> None:
    errors: list[float] = []
    took = call(lambda: errors.extend(_naive(one) for one in targets))
    print(
        f"clocks, a packet each, one server after the other: {took.wall:.2f} s ({took.cpu:.2f} s of processor); error: median "
        f"{median(errors) / 1000:.2f} µs, worst {max(errors) / 1000:.1f} µs"
    )


def _naive(target: Target) -> float:
    """The offset by one packet, as half the sum of both ways (RFC 5905 section 8)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.settimeout(5)
        asked = time.time_ns()
        opened.sendto(encode(request(stamp(asked))), (target.address, target.port))
        packet, came = decode(opened.recv(1024)), time.time_ns()
    received, sent = (nanoseconds(one, came) for one in (packet.received, packet.sent))
    return abs(((received - asked) + (sent - came)) / 2)


@contextmanager
def _servers(folder: Path) -> Iterator[Sequence[Target]]:
    files = unpacked(Place(folder / "lab"), PACKAGES, NEEDED, silent)
    program, library = found(files, "chronyd"), found(files, "libseccomp.so.2*")
    assert program
    assert library
    targets = [Target(f"s{number}", f"127.9.{number // 250}.{number % 250 + 1}", PORT) for number in range(SERVERS)]
    running = [_server(folder, program, library, one) for one in targets]
    try:
        deadline = time.monotonic() + 60
        while any(not one.samples for one in ask(targets, Pace(1, wait=0.5)).values()):
            assert time.monotonic() < deadline, "a server does not answer"
        yield targets
    finally:
        for process in running:
            process.kill()
            process.wait()


def _server(folder: Path, program: Path, library: Path, target: Target) -> "subprocess.Popen[bytes]":
    file = folder / target.name
    file.write_text(
        f"local stratum 1\nallow 127.0.0.0/8\nbindaddress {target.address}\nport {PORT}\ncmdport 0\nbindcmdaddress /\npidfile {file}.pid\n"
    )
    words = [
        str(program),
        "-x",
        "-d",
        "-U",
        "-u",
        "root" if os.geteuid() == 0 else str(os.environ.get("USER")),
        "-f",
        str(file),
    ]
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LD_LIBRARY_PATH": str(library.parent)},
    )
