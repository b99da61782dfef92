"""Alternative names: who a certificate is for, beside its subject (RFC 5280 section 4.2.1.6)."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Final, NamedTuple

from pki import der
from pki.domains import mailbox_flaw, name_flaw
from zhengyun.errors import N_

# GeneralName, context tags: rfc822Name, dNSName, uniformResourceIdentifier, iPAddress.
TAGS: Final = {"email": 0x81, "dns": 0x82, "uri": 0x86, "address": 0x87}
KINDS: Final = {tag: kind for kind, tag in TAGS.items()}
# One request never needs more; each is looked at.
MOST: Final = 100


class Alternative(NamedTuple):
    """One of them. `kind` is `dns`, `email`, `address` or `uri`; an address is written as `ipaddress` writes it."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


def encode(names: Iterable[Alternative]) -> bytes:
    """GeneralNames; the names are sound."""
    return der.sequence(*map(general, names))


def general(name: Alternative) -> bytes:
    """GeneralName."""
    kind, value = name
    return der.tlv(TAGS[kind], ip_address(value).packed if kind == "address" else value.encode("ascii"))


def decode(data: bytes) -> tuple[Alternative, ...]:
    """The names in a subjectAltName. Raises: DerError, also for a kind that nobody here is asked for."""
    nodes = der.read(data).expect(der.SEQUENCE).children()
    if not 0 < len(nodes) <= MOST:
        raise der.DerError(N_("1 to {most} alternative names are needed"), 0, most=MOST)
    return tuple(map(_name, nodes))


def flaw(name: Alternative) -> str:
    """What is wrong with a name, whoever asks for it, or nothing."""
    return FLAWS[name.kind](name.value) if name.kind in FLAWS else N_("names of this kind are not certified here")


def normal(name: Alternative) -> Alternative:
    """The one way in which the name is written: domains in lower case, addresses in their shortest form."""
    kind, value = name
    if kind == "dns":
        return Alternative(kind, value.lower())
    if kind == "email":
        local, at, domain = value.rpartition("@")
        return Alternative(kind, local + at + domain.lower())
    try:
        return Alternative(kind, str(ip_address(value))) if kind == "address" else name
    except ValueError:
        return name


def _name(node: der.Node) -> Alternative:
    if node.tag not in KINDS:
        raise der.DerError(N_("an alternative name of the kind {tag}"), node.offset, tag=f"{node.tag:#04x}")
    kind = KINDS[node.tag]
    if kind == "address":
        if len(node.content) not in {4, 16}:
            raise der.DerError(N_("an address of 4 or 16 octets is needed"), node.offset)
        return Alternative(kind, str(ip_address(node.content)))
    try:
        text = node.content.decode("ascii")
    except UnicodeDecodeError:
        raise der.DerError(N_("a string that its type cannot hold"), node.offset) from None
    if not text.isprintable():
        raise der.DerError(N_("a name with a character that cannot be seen"), node.offset)
    return normal(Alternative(kind, text))


def _address_flaw(value: str) -> str:
    try:
        address = ip_address(value)
    except ValueError:
        return N_("it is no address")
    if "%" in value:
        return N_("an address is for everybody, and its zone for one machine")
    if address.is_unspecified or address.is_multicast or address.is_link_local:
        return N_("nobody is reached at it from elsewhere")
    return ""


FLAWS: Final[dict[str, Callable[[str], str]]] = {
    "dns": name_flaw,
    "email": mailbox_flaw,
    "address": _address_flaw,
}
