"""Whom a certificate of GM/T 0015 means by a number: an identity card [0], an officer's card [1] or a passport [2] (IdentifyCode).

The standard's editions have it as a choice and as a set, and leave open whether the tags are explicit; authorities write each of
these, and all are read. What they hold is held against its type: PrintableString, UTF8String, PrintableString.
"""

from typing import Final

from pki import der
from pki.names import PRINTABLE, READERS
from zhengyun.errors import N_

TYPES: Final = {0: der.PRINTABLE, 1: der.UTF8, 2: der.PRINTABLE}


def read(node: der.Node) -> tuple[tuple[int, str], ...]:
    """The numbers, each with its tag. Raises: DerError, also for one tag twice."""
    codes = node.children() if node.tag in {der.SET, der.SEQUENCE} else [node]
    found = tuple(map(_code, codes))
    if not found or len({tag for tag, _ in found}) != len(found):
        raise der.DerError(N_("an identity code of no form"), node.offset)
    return found


def _code(node: der.Node) -> tuple[int, str]:
    tag = node.tag & 0x1F
    if node.tag & 0xC0 != 0x80 or tag not in TYPES:
        raise der.DerError(N_("an identity code of no form"), node.offset)
    content = node.content
    if node.tag & 0x20:
        inner = node.children()
        if len(inner) != 1:
            raise der.DerError(N_("an identity code of no form"), node.offset)
        content = inner[0].expect(TYPES[tag]).content
    try:
        text = content.decode(READERS[TYPES[tag]])
    except UnicodeDecodeError:
        raise der.DerError(N_("a string that its type cannot hold"), node.offset) from None
    if not text.strip() or not text.isprintable() or (tag != 1 and not PRINTABLE.fullmatch(text)):
        raise der.DerError(N_("a string that its type cannot hold"), node.offset)
    return tag, text
