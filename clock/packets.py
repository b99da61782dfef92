"""Packets of the Network Time Protocol, version 4 (RFC 5905 section 7.3; extension fields by RFC 7822)."""

import struct
from dataclasses import dataclass
from typing import Final

from zhengyun.errors import N_, Words

CLIENT: Final = 3
SERVER: Final = 4
VERSION: Final = 4
ALARM: Final = 3
"""The leap indicator of a clock that is not synchronised."""

BILLION: Final = 10**9
# From 1900 to 1970; 64-bit stamps begin anew every 2^32 seconds, next in 2036 (RFC 5905 section 6).
EPOCH: Final = 2_208_988_800
ERA: Final = 1 << 32
HEADER: Final = struct.Struct("!BBbb II4sQQQQ")
LONGEST: Final = 2048
FIELD: Final = struct.Struct("!HH")
# A message authentication code at the end is a key's number alone, or with a digest of 16 or 20 bytes (RFC 7822 section 7.5.1.4).
CODES: Final = frozenset({4, 20, 24})


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet as it is on the wire: stamps in units of 2^-32 s since 1900, delay and dispersion in 2^-16 s, poll and precision as
    exponents of two. `fields` are extension fields by type, `code` a message authentication code."""

    leap: int
    version: int
    mode: int
    stratum: int
    poll: int
    precision: int
    delay: int
    dispersion: int
    reference: bytes
    updated: int
    origin: int
    received: int
    sent: int
    fields: tuple[tuple[int, bytes], ...] = ()
    code: bytes = b""

    @property
    def distance(self) -> int:
        """How far its clock may be from the reference by its own account: half the root delay and the root dispersion, nanoseconds."""
        return ((self.delay // 2 + self.dispersion) * BILLION) >> 16

    @property
    def kiss(self) -> str:
        """The word with which a server sends somebody away (RFC 5905 section 7.4), or nothing."""
        word = self.reference.rstrip(b"\0")
        return word.decode("ascii") if not self.stratum and word.isalnum() and word.isascii() else ""


def request(nonce: int, fields: tuple[tuple[int, bytes], ...] = ()) -> Packet:
    """A client's packet that tells nothing of the client: in the place of its time stands a number that only the answer can know."""
    return Packet(0, VERSION, CLIENT, 0, 0, 0x20, 0, 0, bytes(4), 0, 0, 0, nonce, fields)


def encode(packet: Packet) -> bytes:
    """The bytes of a packet."""
    first = packet.leap << 6 | packet.version << 3 | packet.mode
    header = HEADER.pack(
        first,
        packet.stratum,
        packet.poll,
        packet.precision,
        packet.delay,
        packet.dispersion,
        packet.reference,
        packet.updated,
        packet.origin,
        packet.received,
        packet.sent,
    )
    return header + b"".join(FIELD.pack(kind, len(body) + 4) + body for kind, body in packet.fields) + packet.code


def decode(data: bytes) -> Packet:
    """Read a packet. Raises: ValueError with our own words where it is none."""
    if not HEADER.size <= len(data) <= LONGEST:
        raise ValueError(Words(N_("a packet of {size} bytes"), {"size": len(data)}))
    first, *others = HEADER.unpack_from(data)
    return Packet(first >> 6, first >> 3 & 7, first & 7, *others, *_fields(data[HEADER.size :]))  # type: ignore[call-arg]


def _fields(rest: bytes) -> tuple[tuple[tuple[int, bytes], ...], bytes]:
    found: list[tuple[int, bytes]] = []
    while rest and len(rest) not in CODES:
        kind, length = FIELD.unpack_from(rest) if len(rest) >= FIELD.size else (0, 0)
        if length < 16 or length % 4 or length > len(rest):
            raise ValueError(Words(N_("an extension field of {size} bytes"), {"size": length}))
        found.append((kind, rest[4:length]))
        rest = rest[length:]
    return tuple(found), rest


def nanoseconds(stamp: int, near: int) -> int:
    """A stamp as nanoseconds since 1970, in the era in which it lies next to `near` (RFC 5905 section 6)."""
    seconds, fraction = stamp >> 32, stamp & 0xFFFF_FFFF
    whole = near // BILLION + EPOCH
    era = round((whole - seconds) / ERA)
    return (seconds + era * ERA - EPOCH) * BILLION + (fraction * BILLION >> 32)


def stamp(instant: int) -> int:
    """Nanoseconds since 1970 as a stamp, in whatever era; rounded up, so that reading it gives the instant again."""
    seconds, rest = divmod(instant, BILLION)
    return ((seconds + EPOCH) % ERA) << 32 | -(-(rest << 32) // BILLION)
