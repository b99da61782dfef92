"""Subtrees of names, a kind each: what lies within one for certain, and what may touch it (RFC 5280 section 4.2.1.10).

What is permitted must hold for all that a name stands for, and what is excluded for nothing of it: `*.city.example` touches
`vault.city.example` and does not lie within it. What has no form is refused, wherever names of its kind are constrained at all.
"""

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from pki import der
from pki.domains import LOCAL
from pki.names import READERS
from zhengyun.errors import N_

MAILBOX, DOMAIN, DIRECTORY, PLACE, ADDRESS = 0x81, 0x82, 0xA4, 0x86, 0x87
"""Tags of GeneralName."""
# ::ffff:0:0/96 (RFC 4291 section 2.5.5.2), in which addresses of version 4 are written as those of version 6.
MAPPED: Final = 0xFFFF << 32
MAPPED_MASK: Final = (1 << 128) - (1 << 32)
LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class Mailbox(NamedTuple):
    """An address, or as a subtree without a local part every one of a host."""

    local: str
    host: str


class Network(NamedTuple):
    """Addresses of so many octets; a single one has the mask of all ones."""

    octets: int
    number: int
    mask: int


class Kind(NamedTuple):
    """How names and subtrees of a kind are read, each raising DerError, and how they lie to each other."""

    name: Callable[[bytes], Any]
    tree: Callable[[bytes], Any]
    within: Callable[[Any, Any], bool]
    touches: Callable[[Any, Any], bool]


def _text(content: bytes) -> str:
    if not content.isascii():
        raise der.DerError(N_("a name that is not written in ASCII"), 0)
    return content.decode("ascii")


def _host(text: str) -> str:
    """A domain name in lower case. Raises: DerError."""
    text = text.lower()
    if len(text) > 253 or not all(0 < len(label) < 64 and LETTERS.issuperset(label) for label in text.split(".")):
        raise der.DerError(N_("a domain name of no form"), 0)
    return text


def _domain(content: bytes) -> str:
    text = _text(content)
    return "*." + _host(text[2:]) if text.startswith("*.") else _host(text)


def _below(content: bytes) -> str:
    """A domain, with a dot before it where only what is below it is meant; nothing stands for all."""
    text = _text(content)
    return text and ("." + _host(text[1:]) if text.startswith(".") else _host(text))


def _in_domain(name: str, tree: str) -> bool:
    return name.endswith(tree) if not tree or tree.startswith(".") else ("." + name).endswith("." + tree)


def _touches_domain(name: str, tree: str) -> bool:
    """A wildcard stands for any first label, that of the subtree among them."""
    return _in_domain(name, tree) or (name.startswith("*.") and tree.partition(".")[2] == name[2:])


def _mailbox(content: bytes) -> Mailbox:
    local, _, host = _text(content).rpartition("@")
    if not LOCAL.fullmatch(local):
        raise der.DerError(N_("a mailbox of no form"), 0)
    return Mailbox(local, _host(host))


def _mailboxes(content: bytes) -> Mailbox:
    return _mailbox(content) if b"@" in content else Mailbox("", _below(content))


def _in_host(host: str, tree: str) -> bool:
    """A host stands for itself alone here, and one with a dot before it for all below."""
    return host == tree or not tree or (tree.startswith(".") and host.endswith(tree))


def _in_mailboxes(name: Mailbox, tree: Mailbox) -> bool:
    return name == tree if tree.local else _in_host(name.host, tree.host)


def _touches_mailboxes(name: Mailbox, tree: Mailbox) -> bool:
    """Hardly any host tells capital letters in a local part from others."""
    return _in_host(name.host, tree.host) and tree.local.lower() in {"", name.local.lower()}


def _place(content: bytes) -> str:
    """The host of a URI, which has to have one with a name. Raises: DerError."""
    text = _text(content)
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        host = ""
    # What some read as the end of a host, and others as a part of it, is none.
    if not text.isprintable() or {" ", "\\"} & set(text) or "." not in host or host.rpartition(".")[2].isdigit():
        raise der.DerError(N_("a URI without the name of a host"), 0)
    return _host(host)


def _address(content: bytes) -> Network:
    if len(content) not in {4, 16}:
        raise der.DerError(N_("an address of 4 or 16 octets is needed"), 0)
    return Network(len(content), int.from_bytes(content, "big"), (1 << 8 * len(content)) - 1)


def _network(content: bytes) -> Network:
    half = len(content) // 2
    number, mask = (int.from_bytes(part, "big") for part in (content[:half], content[half:]))
    rest = (1 << 8 * half) - 1 - mask
    if len(content) not in {8, 32} or rest & rest + 1:
        raise der.DerError(N_("a network is an address and a mask of ones and then zeros"), 0)
    return Network(half, number & mask, mask)


def _in_network(name: Network, tree: Network) -> bool:
    return name.octets == tree.octets and name.number & tree.mask == tree.number


def _touches_network(name: Network, tree: Network) -> bool:
    """An address of version 4 is the same machine's when it is written in version 6; all of version 6 does not mean it."""
    if name.octets == tree.octets:
        return _in_network(name, tree)
    wide = _wide(tree)
    return wide.mask & MAPPED_MASK == MAPPED_MASK and _in_network(_wide(name), wide)


def _wide(one: Network) -> Network:
    """The same in version 6."""
    return one if one.octets == 16 else Network(16, MAPPED | one.number, MAPPED_MASK | one.mask)


def directory(content: bytes) -> tuple[frozenset[tuple[bytes, object]], ...]:
    """A Name, part after part, in the form in which they are compared. Raises: DerError."""
    return tuple(_part(one.raw) for one in der.read(content).expect(der.SEQUENCE).children())


@lru_cache(1024)
def _part(raw: bytes) -> frozenset[tuple[bytes, object]]:
    """RFC 5280 section 7.1: neither capital letters nor spaces tell names apart."""
    found = set()
    for one in der.read(raw).expect(der.SET).children():
        pair = one.expect(der.SEQUENCE).children()
        if len(pair) != 2:
            raise der.DerError(N_("an attribute is its type and a value"), one.offset)
        found.add((pair[0].raw, _folded(pair[1])))
    return frozenset(found)


def _folded(value: der.Node) -> object:
    try:
        text = value.content.decode(READERS[value.tag])
    except (KeyError, UnicodeDecodeError):
        return value.raw
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _in_directory(name: tuple[object, ...], tree: tuple[object, ...]) -> bool:
    return name[: len(tree)] == tree


KINDS: Final[Mapping[int, Kind]] = {
    MAILBOX: Kind(_mailbox, _mailboxes, _in_mailboxes, _touches_mailboxes),
    DOMAIN: Kind(_domain, _below, _in_domain, _touches_domain),
    DIRECTORY: Kind(directory, directory, _in_directory, _in_directory),
    PLACE: Kind(_place, _below, _in_host, _in_host),
    ADDRESS: Kind(_address, _network, _in_network, _touches_network),
}
