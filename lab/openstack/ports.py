"""Ports on 127.0.0.1: the same from boot to boot, unless a stranger has taken one meanwhile.

A service gets its port as a socket that already listens. Between the choice of a port and its first use
there is no moment in which somebody else could take it, and a client that comes early waits instead of failing.
"""

import hashlib
import socket
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from lab import codes
from lab.openstack.services import ADDRESS
from zhengyun.errors import ZhengyunError

FIRST, LAST = 15_000, 32_000
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_BACKLOG = 512
_PATIENCE, _POLL = 3.0, 0.05


def claim(
    services: Iterable[str], kept: Mapping[str, int], *, seed: str, reserved: Collection[int] = ()
) -> dict[str, socket.socket]:
    """A listening socket for each of `services`: on its kept port, or on a new one where that is not free.

    New ports are searched from a start that depends on `seed`, so that two labs seldom meet; `reserved` are
    never chosen. Whoever gets the sockets closes them.

    Raises: ZhengyunError ZY-LAB-007 where no port is left.
    """
    sockets: dict[str, socket.socket] = {}
    deadline = time.monotonic() + _PATIENCE
    search = _free(seed, {*reserved, *kept.values()})
    try:
        for service in services:
            held = _listen_soon(kept[service], deadline) if service in kept else None
            sockets[service] = held or next(search)
    except BaseException:
        close(sockets)
        raise
    return sockets


def close(sockets: Mapping[str, socket.socket]) -> None:
    """Close this process's copies of the sockets."""
    for held in sockets.values():
        held.close()


def numbers(sockets: Mapping[str, socket.socket]) -> dict[str, int]:
    """The port of each socket."""
    return {service: held.getsockname()[1] for service, held in sockets.items()}


def listen(port: int) -> socket.socket | None:
    """A socket that listens on `port` of the loopback, or None where the port is taken."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A port whose last connections are in TIME_WAIT is free; one that somebody listens on is not.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((ADDRESS, port))
        held.listen(_BACKLOG)
    except OSError:
        held.close()
        return None
    return held


def _listen_soon(port: int, deadline: float) -> socket.socket | None:
    """As `listen`, but patient: the threads of a process that was just killed hold its ports a little longer than it."""
    while (held := listen(port)) is None and time.monotonic() < deadline:
        time.sleep(_POLL)
    return held


def candidates(seed: str, avoid: Collection[int]) -> Iterator[int]:
    """Every port that may be chosen, once, from a start that depends on `seed`."""
    span = LAST - FIRST
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % span
    outgoing = ephemeral()
    for offset in range(span):
        port = FIRST + (start + offset) % span
        if port not in outgoing and port not in avoid:
            yield port


def ephemeral(setting: Path = _EPHEMERAL) -> range:
    """The ports that the kernel takes for outgoing connections: a listener there would fail now and then."""
    try:
        first, last = map(int, setting.read_text().split())
    except (OSError, ValueError):
        first, last = 32_768, 60_999
    return range(first, last + 1)


def _free(seed: str, avoid: Collection[int]) -> Iterator[socket.socket]:
    for port in candidates(seed, avoid):
        held = listen(port)
        if held:
            yield held
    raise ZhengyunError(codes.NO_PORT, first=FIRST, last=LAST)
