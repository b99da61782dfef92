"""The distinguished encoding (X.690): a writer, and a reader that takes no other."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from pki import der_rules as rules
from pki.der_rules import RULES, DerError, head
from zhengyun.errors import N_

__all__ = ["DerError"]

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = b"\x05\x00"
OID: Final = 0x06
ENUMERATED: Final = 0x0A
UTF8: Final = 0x0C
PRINTABLE: Final = 0x13
IA5: Final = 0x16
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31
# RFC 5280 section 4.1.2.5: through 2049 in two digits of the year.
SHORT_YEARS: Final = 2050
# Nothing of ours nests deeper; a hostile input must not nest without end.
DEEPEST: Final = 32


# Writing


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length and content (X.690 sections 8.1 and 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE."""
    return tlv(SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """SET OF, in the order of X.690 section 11.6."""
    return tlv(SET, b"".join(sorted(parts)))


def explicit(number: int, *parts: bytes) -> bytes:
    """[number] EXPLICIT."""
    return tlv(0xA0 | number, b"".join(parts))


def integer(value: int) -> bytes:
    """INTEGER."""
    return tlv(INTEGER, _number(value))


def enumerated(value: int) -> bytes:
    """ENUMERATED."""
    return tlv(ENUMERATED, _number(value))


def _number(value: int) -> bytes:
    """In as few octets as can be (X.690 section 8.3.2); below zero -128 still takes one."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return value.to_bytes(size, "big", signed=True)


def boolean(value: bool) -> bytes:
    """BOOLEAN."""
    return tlv(BOOLEAN, b"\xff" if value else b"\0")


def octets(content: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(OCTET_STRING, content)


def bits(content: bytes, unused: int = 0) -> bytes:
    """BIT STRING."""
    return tlv(BIT_STRING, bytes((unused,)) + content)


def named_bits(numbers: Iterator[int] | tuple[int, ...]) -> bytes:
    """BIT STRING of named bits, without trailing zeros (X.690 section 11.2.2)."""
    value = 0
    highest = -1
    for number in numbers:
        value |= 1 << number
        highest = max(highest, number)
    if highest < 0:
        return bits(b"")
    size = highest // 8 + 1
    # Bit 0 is the first, that is the highest, of the first octet.
    turned = int(f"{value:0{size * 8}b}"[::-1], 2)
    return bits(turned.to_bytes(size, "big"), size * 8 - 1 - highest)


@lru_cache(1024)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for arc in (first * 40 + second, *rest):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        content += bytes(reversed(septets))
    return tlv(OID, bytes(content))


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(UTF8, text.encode())


def printable(text: str) -> bytes:
    """PrintableString; the caller knows that it is one."""
    return tlv(PRINTABLE, text.encode("ascii"))


def ia5(text: str) -> bytes:
    """IA5String."""
    return tlv(IA5, text.encode("ascii"))


def time(at: datetime) -> bytes:
    """UTCTime through 2049 and GeneralizedTime from 2050 on, as certificates and lists have it (RFC 5280 section 4.1.2.5)."""
    digits = _digits(at)
    return tlv(UTC_TIME, digits[2:]) if digits < b"%d" % SHORT_YEARS else tlv(GENERALIZED_TIME, digits)


def generalized(at: datetime) -> bytes:
    """GeneralizedTime in whole seconds."""
    return tlv(GENERALIZED_TIME, _digits(at))


def _digits(at: datetime) -> bytes:
    at = at.astimezone(UTC)
    return b"%04d%02d%02d%02d%02d%02dZ" % (at.year, at.month, at.day, at.hour, at.minute, at.second)


# Reading


class Node(NamedTuple):
    """One element: its tag, its content, and all of its bytes as they came."""

    tag: int
    content: bytes
    raw: bytes
    offset: int

    def children(self) -> "list[Node]":
        """What a constructed element holds. Raises: DerError."""
        if not self.tag & 0x20:
            raise DerError(N_("a constructed element is needed"), self.offset)
        inner = self.offset + len(self.raw) - len(self.content)
        return list(each(self.content, inner))

    def expect(self, tag: int) -> "Node":
        """This, if it has that tag. Raises: DerError."""
        if self.tag != tag:
            raise DerError(
                N_("tag {needed} is needed, not {tag}"), self.offset, needed=f"{tag:#04x}", tag=f"{self.tag:#04x}"
            )
        return self


# A tuple's own constructor, which takes half as long as a NamedTuple's.
_node: Final = tuple.__new__


def each(data: bytes, base: int = 0) -> Iterator[Node]:
    """The elements that these bytes are, one after the other; `base` is where they begin. Raises: DerError."""
    at, end = 0, len(data)
    while at < end:
        tag, begin = data[at], at + 2
        # What is short, which is nearly everything, needs no call.
        if begin > end or (stop := begin + data[at + 1]) > end or data[at + 1] >= 0x80 or tag & 0x1F == 0x1F:
            tag, begin, stop = head(data, at, end, base)
        yield _node(Node, (tag, data[begin:stop], data[at:stop], base + at))
        at = stop


def moment(node: Node) -> datetime:
    """The instant of a GeneralizedTime in whole seconds (RFC 5280 section 4.1.2.5.2). Raises: DerError."""
    return instant(node.expect(GENERALIZED_TIME).content, node.offset)


def instant(written: bytes, offset: int) -> datetime:
    """The instant that fourteen digits and a Z say. Raises: DerError."""
    if len(written) == 15 and written[:14].isdigit() and written[14:] == b"Z":
        digits = written.decode()
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
        with suppress(ValueError):
            return datetime(year, month, day, int(digits[8:10]), int(digits[10:12]), int(digits[12:14]), tzinfo=UTC)
    raise DerError(N_("no time in the form of RFC 5280"), offset)


def read(data: bytes) -> Node:
    """The one element that these bytes are. Raises: DerError, also for anything after it."""
    tag, begin, stop = head(data, 0, len(data), 0)
    if stop != len(data):
        raise DerError(N_("bytes after the end"), stop)
    return Node(tag, data[begin:], data, 0)


def check(data: bytes) -> Node:
    """The element, after every element in it has been looked at: lengths, depth, numbers, truths, bit strings, names, sets.

    Raises: DerError.
    """
    node = read(data)
    at, limit = 0, len(data)
    # Where each of the constructed elements that are open begins, its content begins, and what it stands in ends.
    open_: list[tuple[int, int, int]] = []
    while True:
        if at == limit:
            if not open_:
                return node
            start, begin, limit = open_.pop()
            if data[start] == SET and not _in_order(data[begin:at]):
                raise DerError(N_("a set that is not in order"), start)
            continue
        tag, begin = data[at], at + 2
        # What is short, which is nearly everything, needs no call.
        if begin > limit or (stop := begin + data[at + 1]) > limit or data[at + 1] >= 0x80 or tag & 0x1F == 0x1F:
            tag, begin, stop = head(data, at, limit, 0)
        if tag & 0x20:
            if tag < 0x40 and tag not in {SEQUENCE, SET}:
                raise DerError(N_("a string in several pieces"), at)
            if len(open_) == DEEPEST:
                raise DerError(N_("nested too deeply"), at)
            open_.append((at, begin, limit))
            at, limit = begin, stop
        else:
            if tag in RULES and (problem := RULES[tag](data[begin:stop])):
                raise DerError(problem, at)
            at = stop


def number(node: Node) -> int:
    """The value of an INTEGER in its shortest form. Raises: DerError."""
    if problem := rules.number(node.expect(INTEGER).content):
        raise DerError(problem, node.offset)
    return int.from_bytes(node.content, "big", signed=True)


def dotted(node: Node) -> str:
    """The value of an OBJECT IDENTIFIER. Raises: DerError."""
    if problem := rules.name(node.expect(OID).content):
        raise DerError(problem, node.offset)
    return _arcs(node.content)


@lru_cache(1024)
def _arcs(content: bytes) -> str:
    arcs: list[int] = []
    value = 0
    for octet in content:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - first * 40, *arcs[1:])))


def _in_order(content: bytes) -> bool:
    """Whether the elements of a SET OF stand in the order of X.690 section 11.6."""
    if not content or head(content, 0, len(content), 0)[2] == len(content):
        # Names are sets of one.
        return True
    parts = [one.raw for one in each(content)]
    return parts == sorted(parts)
