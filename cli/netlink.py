"""This machine's addresses and routes, as the kernel tells them over rtnetlink (rtnetlink(7)); nobody's rights are needed."""

import socket
import struct
import sys
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, NamedTuple

Range = IPv4Network | IPv6Network
NEW_ADDRESS, GET_ADDRESS, NEW_ROUTE, GET_ROUTE = 20, 22, 24, 26
ERROR, DONE = 2, 3
DUMP: Final = 0x301
INTERRUPTED: Final = 0x10
HEADER: Final = struct.Struct("=IHHII")
ADDRESS: Final = struct.Struct("=BBBBI")
ROUTE: Final = struct.Struct("=BBBBBBBBI")
ATTRIBUTE: Final = struct.Struct("=HH")
# IFA_ADDRESS, IFA_LOCAL; RTA_DST, RTA_OIF.
PEER, LOCAL, DESTINATION, OUT = 1, 2, 1, 4
# RTN_UNICAST, RTN_LOCAL, RTN_ANYCAST: by these something is reached; by blackhole, unreachable, prohibit and throw nothing is.
REACHING: Final = frozenset({1, 2, 4})
LENGTHS: Final = {socket.AF_INET: 4, socket.AF_INET6: 16}
PATIENCE: Final = 5.0
LARGEST: Final = 1 << 18
TRIES: Final = 5


class Reached(NamedTuple):
    """A range that a packet of this machine would go to: its own address, or a route's destination. `interface` may be empty."""

    kind: int
    range: Range
    interface: str


class BadMessageError(ValueError):
    """What came is no answer of rtnetlink."""


def seen() -> tuple[Reached, ...]:
    """Every address and every route of every table, of the network namespace that we are in.

    Raises: OSError where the kernel does not tell; BadMessageError.
    """
    return (*_dumped(GET_ADDRESS), *_dumped(GET_ROUTE))


def _dumped(question: int) -> tuple[Reached, ...]:
    for _ in range(TRIES):
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
            kernel.settimeout(PATIENCE)
            kernel.send(HEADER.pack(HEADER.size + 4, question, DUMP, 1, 0) + bytes(4))
            answer = whole(kernel)
        if answer is not None:
            return answer
    raise InterruptedError("the addresses and routes change faster than they can be read")


def whole(kernel: socket.socket) -> tuple[Reached, ...] | None:
    """All parts of an answer; nothing where something changed meanwhile, so that parts of it may be missing."""
    found: list[Reached] = []
    while True:
        for kind, flags, payload in messages(kernel.recv(LARGEST)):
            if flags & INTERRUPTED:
                return None
            if kind == DONE:
                return tuple(found)
            if kind == ERROR:
                raise OSError(-int.from_bytes(payload[:4], sys.byteorder, signed=True), "rtnetlink")
            if one := reached(kind, payload):
                found.append(one)


def messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (type, flags, payload) of each message. Raises: BadMessageError."""
    while data:
        if len(data) < HEADER.size:
            raise BadMessageError("a header is cut off")
        length, kind, flags, _sequence, _port = HEADER.unpack_from(data)
        if not HEADER.size <= length <= len(data):
            raise BadMessageError("a message is cut off")
        yield kind, flags, data[HEADER.size : length]
        data = data[_aligned(length) :]


def reached(kind: int, payload: bytes) -> Reached | None:
    """What one message says is reached, if anything. Raises: BadMessageError."""
    form = {NEW_ADDRESS: ADDRESS, NEW_ROUTE: ROUTE}.get(kind)
    if form is None:
        return None
    if len(payload) < form.size:
        raise BadMessageError("a message is too short")
    family, bits, *more = form.unpack_from(payload)
    if family not in LENGTHS or (kind == NEW_ROUTE and more[5] not in REACHING):
        return None
    told = dict(_attributes(payload[form.size :]))
    length = LENGTHS[family]
    if kind == NEW_ADDRESS:
        # Of a link between two ends, IFA_ADDRESS is the other one's.
        octets, bits, index = told.get(LOCAL, told.get(PEER, b"")), length * 8, more[-1]
    else:
        octets, index = told.get(DESTINATION, bytes(length)), int.from_bytes(told.get(OUT, b"")[:4], sys.byteorder)
    if len(octets) != length or bits > length * 8:
        raise BadMessageError("an address is of another length than its family's")
    return Reached(kind, ip_network((octets, bits), strict=False), _interface(index))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while data:
        if len(data) < ATTRIBUTE.size:
            raise BadMessageError("an attribute is cut off")
        length, kind = ATTRIBUTE.unpack_from(data)
        if not ATTRIBUTE.size <= length <= len(data):
            raise BadMessageError("an attribute is cut off")
        yield kind & 0x3FFF, data[ATTRIBUTE.size : length]
        data = data[_aligned(length) :]


def _aligned(length: int) -> int:
    return (length + 3) & ~3


def _interface(index: int) -> str:
    try:
        return socket.if_indextoname(index) if index else ""
    except OSError:
        return ""
