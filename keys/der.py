"""The little of DER (X.690 section 10) that sealed keys are written in: strict, so that of one value there is one text."""

from typing import Final, NamedTuple

INTEGER: Final = 0x02
BITS: Final = 0x03
OCTETS: Final = 0x04
SEQUENCE: Final = 0x30


class Element(NamedTuple):
    """An element's content, and what follows it."""

    content: bytes
    rest: bytes


def element(tag: int, *content: bytes) -> bytes:
    """An element of that content."""
    inside = b"".join(content)
    if len(inside) < 0x80:
        return bytes((tag, len(inside))) + inside
    length = len(inside).to_bytes((len(inside).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + inside


def integer(number: int) -> bytes:
    """A number that is not negative."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def taken(data: bytes, tag: int) -> Element:
    """The element that data begins with. Raises: ValueError where it is another one, cut off, or in a longer form."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError(f"no element {tag:#04x}")
    begin, length = 2, data[1]
    if length >= 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[2:begin], "big")
    content = data[begin : begin + length]
    if len(content) != length or element(tag, content) != data[: begin + length]:
        raise ValueError(f"element {tag:#04x} is cut off, or not in its one form")
    return Element(content, data[begin + length :])


def number(data: bytes) -> tuple[int, bytes]:
    """The number that data begins with, and what follows. Raises: ValueError where it is negative, too."""
    content, rest = taken(data, INTEGER)
    found = int.from_bytes(content, "big", signed=True)
    if found < 0 or integer(found) != element(INTEGER, content):
        raise ValueError("no number in its one form")
    return found, rest


def only(data: bytes, tag: int) -> bytes:
    """The content of the one element that data is. Raises: ValueError."""
    content, rest = taken(data, tag)
    if rest:
        raise ValueError("more than was expected")
    return content


def after(data: bytes, beginning: bytes) -> bytes:
    """What follows a beginning. Raises: ValueError where data begins otherwise."""
    if not data.startswith(beginning):
        raise ValueError("something else than was expected")
    return data[len(beginning) :]
