"""What the distinguished encoding asks of lengths (X.690 section 10.1) and of each type's content (sections 8.3, 8.19, 10 and 11)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from pki import codes
from zhengyun.errors import N_, Words, ZhengyunError

# No object has a longer name; a number of any length would take time without end.
LONGEST_NAME: Final = 64


class DerError(ValueError):
    """Bytes that are no distinguished encoding; `offset` is where, from the beginning of what was read."""

    def __init__(self, what: str, offset: int, **facts: object) -> None:
        self.what, self.offset = Words(what, facts), offset
        super().__init__(f"{self.what} at byte {offset}")

    @property
    def words(self) -> Words:
        """What is wrong and where, for people."""
        return Words(N_("{problem} at byte {offset}"), {"problem": self.what, "offset": self.offset})


def bad_form(error: ValueError, what: str, form: str) -> ZhengyunError:
    """The refusal of something that cannot be read as what it should be; `form` is marked for the catalogue."""
    problem = error.words if isinstance(error, DerError) else str(error)
    return ZhengyunError(codes.BAD_FORM, what=what, form=Words(form), problem=problem)


def head(data: bytes, at: int, end: int, base: int) -> tuple[int, int, int]:
    """The tag of the element at `at`, and where its content begins and ends, which is at `end` at the latest."""
    if end - at < 2:
        raise DerError(N_("it breaks off"), base + at)
    tag, size = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise DerError(N_("a tag of several octets"), base + at)
    begin = at + 2
    if size >= 0x80:
        if size == 0x80:
            raise DerError(N_("an indefinite length"), base + at)
        width = size & 0x7F
        size = int.from_bytes(data[begin : begin + width], "big")
        begin += width
        if width > 4 or size < 0x80 or size >> 8 * (width - 1) == 0:
            raise DerError(N_("a length that is not the shortest"), base + at)
    if begin + size > end:
        raise DerError(N_("it breaks off"), base + at)
    return tag, begin, begin + size


def number(content: bytes) -> str:
    """INTEGER and ENUMERATED: as few octets as can be."""
    if not content or (len(content) > 1 and content[0] in {0, 0xFF} and content[0] >> 7 == content[1] >> 7):
        return N_("a number that is not in its shortest form")
    return ""


def truth(content: bytes) -> str:
    """BOOLEAN: all bits or none."""
    return "" if content in {b"\0", b"\xff"} else N_("a truth value of another form")


def bits(content: bytes) -> str:
    """BIT STRING: as many unused bits as it says, none of them set."""
    if not content or content[0] > 7 or (len(content) == 1 and content[0]):
        return N_("a bit string of no form")
    if content[0] and content[-1] & (1 << content[0]) - 1:
        return N_("a bit string whose unused bits are set")
    return ""


def name(content: bytes) -> str:
    """OBJECT IDENTIFIER: each arc in as few septets as can be."""
    return _name(content) if len(content) <= LONGEST_NAME else N_("a name of an object that is too long")


def null(content: bytes) -> str:
    """NULL: nothing."""
    return N_("a null that says something") if content else ""


# There are few names, and they are everywhere.
@lru_cache(1024)
def _name(content: bytes) -> str:
    if not content or content[-1] & 0x80 or content[0] == 0x80 or _padded(content):
        return N_("a name of an object that is not in its shortest form")
    return ""


def _padded(content: bytes) -> bool:
    """Whether an arc begins with an empty septet."""
    return b"\x80" in content and any(not before & 0x80 and after == 0x80 for before, after in pairwise(content))


def _flat(_: bytes) -> str:
    return N_("a sequence that is not constructed")


def _end(_: bytes) -> str:
    return N_("an end of contents, which only an indefinite length has")


RULES: Final[Mapping[int, Callable[[bytes], str]]] = {
    0x00: _end,
    0x01: truth,
    0x02: number,
    0x03: bits,
    0x05: null,
    0x06: name,
    0x0A: number,
    0x10: _flat,
    0x11: _flat,
}
