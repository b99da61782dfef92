"""Distinguished names: as text, most general first, and as they are signed (RFC 5280 section 4.1.2.4, RFC 4514, GM/T 0015 section 5.2.3)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from pki import codes, der
from zhengyun.errors import N_, Words, ZhengyunError

# RFC 5280 appendix A.1: the upper bounds, in characters.
TYPES: Final = {
    "C": ("2.5.4.6", 2),
    "ST": ("2.5.4.8", 128),
    "L": ("2.5.4.7", 128),
    "O": ("2.5.4.10", 64),
    "OU": ("2.5.4.11", 64),
    "CN": ("2.5.4.3", 64),
    "SN": ("2.5.4.5", 64),
    "T": ("2.5.4.12", 64),
    "GN": ("2.5.4.42", 64),
    "SUR": ("2.5.4.4", 64),
    "UID": ("0.9.2342.19200300.100.1.1", 256),
    "DC": ("0.9.2342.19200300.100.1.25", 63),
    "E": ("1.2.840.113549.1.9.1", 128),
}
WORDS: Final = {oid: word for word, (oid, _) in TYPES.items()}
# A country and a serial number are PrintableString, an e-mail address and a domain's label IA5String, all else UTF8String.
PRINTED: Final = frozenset({"C", "SN"})
ASCII: Final = frozenset({"E", "DC"})
PRINTABLE: Final = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]+")
ESCAPED: Final = r"\\\1"
PIECE: Final = re.compile(r"((?:\\.|[^,])*)(,|$)", re.DOTALL)
SPECIAL: Final = re.compile(r'([,+"\\<>;=])')
READERS: Final = {der.UTF8: "utf-8", der.PRINTABLE: "ascii", der.IA5: "ascii", 0x1E: "utf-16-be", 0x14: "latin-1"}
LONGEST_KNOWN: Final = 128
# A name of more parts than this is nobody's.
MOST: Final = 32


class Part(NamedTuple):
    """One attribute of a name; `word` as in `TYPES`, or the dotted identifier of a type that has no word here."""

    word: str
    value: str


Name = tuple[Part, ...]


def parse(text: str) -> Name:
    """Read `C=CN,O=...,CN=...`; a backslash takes the meaning from the character after it.

    Raises: ZhengyunError (ZY-PKI-001).
    """
    parts = []
    for written in _pieces(text) if text.strip() else ():
        word, equal, value = written.strip().partition("=")
        value = re.sub(r"\\(.)", r"\1", value.strip())
        word = word.strip().upper()
        if not equal or word not in TYPES:
            raise _wrong(text, N_("{part} is not one of {legal} and a value"), part=written, legal=", ".join(TYPES))
        parts.append(Part(word, value))
    return checked(tuple(parts), text)


def checked(name: Name, text: str = "") -> Name:
    """The name, if it can be written.

    Raises: ZhengyunError (ZY-PKI-001).
    """
    if not name:
        raise _wrong(text, N_("it has no part"))
    for word, value in name:
        most = TYPES[word][1] if word in TYPES else 256
        if not value.strip() or len(value) > most or not value.isprintable():
            raise _wrong(text or show(name), N_("{word} takes 1 to {most} printable characters"), word=word, most=most)
        if word in PRINTED and not PRINTABLE.fullmatch(value):
            raise _wrong(text or show(name), N_("{word} takes letters, digits and simple signs"), word=word)
        if word == "C" and not re.fullmatch("[A-Z]{2}", value):
            raise _wrong(text or show(name), N_("C takes the two letters of ISO 3166"))
        if word in ASCII and not value.isascii():
            raise _wrong(text or show(name), N_("{word} takes ASCII"), word=word)
    return name


def show(name: Name) -> str:
    """The text that `parse` reads."""
    return ",".join(f"{word}={SPECIAL.sub(ESCAPED, value)}" for word, value in name)


def encode(name: Name) -> bytes:
    """RDNSequence, one attribute each."""
    return der.sequence(*(der.set_of(_attribute(part)) for part in name))


def decode(node: der.Node) -> Name:
    """The name that these bytes are; a part of several attributes becomes several. Raises: DerError."""
    parts = tuple(_parts(node))
    if len(parts) > MOST:
        raise der.DerError(N_("a name of too many parts"), node.offset)
    return parts


def value_of(name: Name, word: str) -> str:
    """The last value of that word, which is the most special one; empty where there is none."""
    return next((part.value for part in reversed(name) if part.word == word), "")


def _pieces(text: str) -> Iterator[str]:
    """What stands between the commas that no backslash is before."""
    for piece in PIECE.finditer(text):
        yield piece[1]
        if not piece[2]:
            return


def _parts(node: der.Node) -> Iterator[Part]:
    for relative in node.expect(der.SEQUENCE).children():
        known = _known(relative.raw) if len(relative.raw) <= LONGEST_KNOWN else ()
        yield from known or map(_part, relative.expect(der.SET).children())


@lru_cache(1024)
def _known(raw: bytes) -> tuple[Part, ...]:
    """A short part of a name, which stands in one name after the other; nothing where it has no form."""
    try:
        return tuple(map(_part, der.read(raw).expect(der.SET).children()))
    except der.DerError:
        return ()


def _part(attribute: der.Node) -> Part:
    pair = attribute.expect(der.SEQUENCE).children()
    if len(pair) != 2:
        raise der.DerError(N_("an attribute is its type and a value"), attribute.offset)
    kind, value = pair
    oid = der.dotted(kind)
    if value.tag not in READERS:
        raise der.DerError(N_("a string of an unknown type"), value.offset)
    try:
        text = value.content.decode(READERS[value.tag])
    except UnicodeDecodeError:
        raise der.DerError(N_("a string that its type cannot hold"), value.offset) from None
    return Part(WORDS.get(oid, oid), text)


# Most parts of a name are the profile's.
@lru_cache(1024)
def _attribute(part: Part) -> bytes:
    word, value = part
    write = der.printable if word in PRINTED else der.ia5 if word in ASCII else der.utf8
    return der.sequence(der.oid(TYPES[word][0] if word in TYPES else word), write(value))


def _wrong(text: str, what: str, **facts: object) -> ZhengyunError:
    return ZhengyunError(codes.BAD_NAME, name=text, what=Words(what, facts))
