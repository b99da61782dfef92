"""What is inside of each extension, read once: where it has no form, that is the finding."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from pki import certificate, codes, der, extensions
from pki.certificate import Certificate
from pki.lint import identities
from zhengyun.errors import N_, Words, ZhengyunError

DELTA: Final = "2.5.29.27"
NUMBER: Final = "2.5.29.20"
POINT: Final = "2.5.29.28"
FRESHEST: Final = "2.5.29.46"


class Opened(NamedTuple):
    """What an extension says, as far as rules ask: each fills in what it has. `broken` says why it has no form."""

    broken: str = ""
    words: tuple[str, ...] = ()
    names: tuple[tuple[int, bytes], ...] = ()
    authority: bool = False
    length: int | None = None
    octets: bytes = b""
    places: tuple[bool, ...] = ()


@lru_cache(512)
def opened(oid: str, value: bytes) -> Opened | None:
    """What it says; nothing where it is none that is known here."""
    if oid not in READERS:
        return None
    try:
        return READERS[oid](der.check(value))
    except ValueError as error:
        return Opened(broken=str(error))


def whole(data: bytes, what: str = "-") -> Certificate:
    """A certificate of which what is inside of its extensions has its form, too; `certificate.read` leaves them closed.

    Raises: ZhengyunError (ZY-PKI-002).
    """
    found = certificate.read(data, what)
    for one in found.extensions.values():
        inside = opened(one.oid, one.value)
        if inside and inside.broken:
            problem = Words(N_("extension {oid}: {problem}"), {"oid": one.oid, "problem": inside.broken})
            raise ZhengyunError(codes.BAD_FORM, what=what, form=Words(N_("certificate")), problem=problem)
    return found


def _usages(node: der.Node) -> Opened:
    content = node.expect(der.BIT_STRING).content
    size = len(content) * 8 - 8 - content[0]
    bits = int.from_bytes(content[1:], "big") >> content[0]
    if size > len(extensions.KEY_USAGES) or (size and not bits & 1):
        raise der.DerError(N_("named bits that are not in their shortest form"), node.offset)
    return Opened(
        words=tuple(word for at, word in enumerate(extensions.KEY_USAGES[:size]) if bits >> size - 1 - at & 1)
    )


def _basic(node: der.Node) -> Opened:
    found = extensions.constraints_of(node.raw)
    return Opened(authority=found.authority, length=found.path_length)


def _objects(node: der.Node) -> Opened:
    return Opened(words=tuple(map(der.dotted, node.expect(der.SEQUENCE).children())))


def _policies(node: der.Node) -> Opened:
    infos = [one.expect(der.SEQUENCE).children() for one in node.expect(der.SEQUENCE).children()]
    if not all(1 <= len(one) <= 2 for one in infos):
        raise der.DerError(N_("a policy is its name and its qualifiers"), node.offset)
    return Opened(words=tuple(der.dotted(one[0]) for one in infos))


def _names(node: der.Node) -> Opened:
    return Opened(names=tuple((one.tag, one.content) for one in node.expect(der.SEQUENCE).children()))


def _subject_key(node: der.Node) -> Opened:
    return Opened(octets=node.expect(der.OCTET_STRING).content)


def _authority_key(node: der.Node) -> Opened:
    parts = node.expect(der.SEQUENCE).children()
    tags = [one.tag for one in parts]
    if tags != sorted(set(tags), key=lambda tag: tag & 0x1F) or not set(tags) <= {0x80, 0xA1, 0x82}:
        raise der.DerError(N_("a key identifier of no form"), node.offset)
    return Opened(octets=parts[0].content if parts and tags[0] == 0x80 else b"")


def _information(node: der.Node) -> Opened:
    each = [one.expect(der.SEQUENCE).children() for one in node.expect(der.SEQUENCE).children()]
    if not all(len(one) == 2 for one in each):
        raise der.DerError(N_("a way and a place are needed"), node.offset)
    ways, places = (der.dotted(one[0]) for one in each), ((one[1].tag, one[1].content) for one in each)
    return Opened(words=tuple(ways), names=tuple(places))


def _points(node: der.Node) -> Opened:
    """`places` says of each point whether it says where, or whose list it is."""
    names: list[tuple[int, bytes]] = []
    places = []
    for point in node.expect(der.SEQUENCE).children():
        parts = {one.tag: one for one in point.expect(der.SEQUENCE).children()}
        if not set(parts) <= {0xA0, 0x81, 0xA2}:
            raise der.DerError(N_("a point of no form"), point.offset)
        for name in parts[0xA0].children() if 0xA0 in parts else []:
            if name.tag not in {0xA0, 0xA1}:
                raise der.DerError(N_("a point's name of no form"), name.offset)
            names += [(one.tag, one.content) for one in name.children() if name.tag == 0xA0]
        places.append(bool({0xA0, 0xA2} & set(parts)))
    return Opened(names=tuple(names), places=tuple(places))


def _trees(node: der.Node) -> Opened:
    """`places` says of each tree whether it has the distances 0 and none, as it must."""
    names: list[tuple[int, bytes]] = []
    places = []
    for side in node.expect(der.SEQUENCE).children():
        if side.tag not in {0xA0, 0xA1}:
            raise der.DerError(N_("constraints of no form"), side.offset)
        for tree in side.children():
            parts = tree.expect(der.SEQUENCE).children()
            names += [(base.tag, base.content) for base in parts[:1]]
            places.append(len(parts) == 1)
    return Opened(names=tuple(names), places=tuple(places))


def _number(node: der.Node) -> Opened:
    return Opened(length=der.number(node), octets=node.content)


def _mappings(node: der.Node) -> Opened:
    return Opened(words=tuple(one for pair in extensions.mappings_of(node.raw) for one in pair))


def _skips(node: der.Node) -> Opened:
    return Opened(places=tuple(True for one in extensions.policy_constraints_of(node.raw) if one is not None))


def _skip(node: der.Node) -> Opened:
    return Opened(length=extensions.skips_of(node.raw))


def _null(node: der.Node) -> Opened:
    node.expect(0x05)
    return Opened()


def _any_sequence(node: der.Node) -> Opened:
    return Opened(places=tuple(True for _ in node.expect(der.SEQUENCE).children()))


def _printable(node: der.Node) -> Opened:
    return Opened(octets=node.expect(der.PRINTABLE).content)


def _identity(node: der.Node) -> Opened:
    return Opened(words=tuple(text for _, text in identities.read(node)))


IDENTITY: Final = "1.2.156.10260.4.1.1"
# Insurance, business registration, organisation, taxation: a PrintableString each.
CODES: Final = tuple(f"1.2.156.10260.4.1.{number}" for number in range(2, 6))

READERS: Final[Mapping[str, Callable[[der.Node], Opened]]] = {
    extensions.SUBJECT_KEY: _subject_key,
    extensions.KEY_USAGE: _usages,
    extensions.ALTERNATIVE_NAMES: _names,
    extensions.ISSUER_NAMES: _names,
    extensions.BASIC: _basic,
    extensions.NAME_CONSTRAINTS: _trees,
    extensions.CRL_POINTS: _points,
    extensions.POLICIES: _policies,
    extensions.AUTHORITY_KEY: _authority_key,
    extensions.EXTENDED: _objects,
    extensions.INFORMATION: _information,
    extensions.NO_CHECK: _null,
    NUMBER: _number,
    DELTA: _number,
    POINT: _any_sequence,
    FRESHEST: _points,
    extensions.MAPPINGS: _mappings,
    extensions.POLICY_CONSTRAINTS: _skips,
    extensions.INHIBIT_ANY: _skip,
    IDENTITY: _identity,
    **dict.fromkeys(CODES, _printable),
}
