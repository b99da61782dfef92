"""A certificate, a list or a request laid open for the rules: nothing of it is refused here but what has no form at all.

Unlike `pki.certificate.read`, which takes nothing that is not sound, this shows what is wrong as well as what is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final, Literal, NamedTuple

from pki import der, extensions
from pki.algorithms import key_of
from pki.csr import EXTENSION_REQUEST
from pki.lint.opened import Opened, opened
from zhengyun.errors import N_
from zhengyun.estate.trust import Family

Kind = Literal["certificate", "authority", "holder", "list", "request"]
TIMES: Final = frozenset({der.UTC_TIME, der.GENERALIZED_TIME})
# Every object of GM/T 0006 begins so: 1.2.156.10197.
CHINESE: Final = bytes.fromhex("2a811ccf55")
# Most extensions are the same in one certificate after the other.
LONGEST_KNOWN: Final = 512
# Of a longer list so many entries are looked at.
MOST_ENTRIES: Final = 10_000


class Attribute(NamedTuple):
    """One attribute of a name as it is written."""

    oid: str
    tag: int
    content: bytes


class Written(NamedTuple):
    """One extension as it is written; `critical` is nothing where it is left out."""

    oid: str
    critical: bytes | None
    value: bytes


@dataclass(frozen=True)
class Paper:
    """All of it. `outer` and `algorithm` are the AlgorithmIdentifiers outside and inside of what is signed."""

    kind: Literal["certificate", "list", "request"]
    outer: bytes | None
    version: int
    algorithm: bytes
    serial: bytes
    issuer: tuple[Attribute, ...]
    subject: tuple[Attribute, ...]
    times: tuple[der.Node, ...]
    public_info: bytes
    extensions: tuple[Written, ...]
    identifiers: bool = False
    empty: bool = False
    entries: tuple[der.Node, ...] = ()
    same_names: bool = False
    content: Mapping[str, Opened] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)
    """What several rules ask for, and one of them has worked out."""

    @cached_property
    def oids(self) -> Mapping[str, Written]:
        """The extensions by identifier; of one that is there twice, the last."""
        return {one.oid: one for one in self.extensions}

    @cached_property
    def family(self) -> Family:
        """Whose standards it keeps, by its signature, or a request's key."""
        return "sm2" if CHINESE in (self.algorithm or self.public_info) else "international"

    @cached_property
    def key(self) -> tuple[str, bytes] | None:
        """The word and the bytes of its key, if it is one of ours."""
        try:
            return key_of(self.public_info)
        except ValueError:
            return None

    @property
    def algorithm_of_key(self) -> str:
        """The key's word, or nothing."""
        return self.key[0] if self.key else ""

    def get(self, oid: str) -> Opened | None:
        """What an extension says, where it is there and has a form."""
        return self.content.get(oid)

    @cached_property
    def usages(self) -> frozenset[str]:
        """The key usages."""
        found = self.get(extensions.KEY_USAGE)
        return frozenset(found.words) if found else frozenset()

    @cached_property
    def purposes(self) -> tuple[str, ...]:
        """The extended key usages, dotted."""
        found = self.get(extensions.EXTENDED)
        return found.words if found else ()

    @cached_property
    def is_authority(self) -> bool:
        """Whether it says that it is an authority's."""
        found = self.get(extensions.BASIC)
        return bool(found and found.authority)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All that it is."""
        if self.kind != "certificate":
            return (self.kind,)
        return ("certificate", "authority" if self.is_authority else "holder")

    def is_critical(self, oid: str) -> bool:
        """Whether an extension is there and says that it is critical."""
        return oid in self.oids and bool(self.oids[oid].critical)


def lay_open(data: bytes) -> Paper:
    """The paper: signed, or what is about to be signed; all of its encoding is looked at. Raises: DerError."""
    fields = (der.read if len(data) > 1 << 20 else der.check)(data).expect(der.SEQUENCE).children()
    outer = None
    if len(fields) == 3 and fields[0].tag == fields[1].tag == der.SEQUENCE and fields[2].tag == der.BIT_STRING:
        outer = fields[1].raw
        fields = fields[0].children()
    if not fields:
        raise der.DerError(N_("nothing that is signed"), 0)
    if fields[0].tag != 0xA0 and len(fields) > 3 and {fields[2].tag, fields[3].tag} & TIMES:
        return _list(fields, outer)
    if fields[0].tag == der.INTEGER and len(fields) in {3, 4} and fields[-1].tag in {0xA0, der.SEQUENCE}:
        return _request(fields, outer)
    return _certificate(fields, outer)


def attributes(node: der.Node) -> tuple[Attribute, ...]:
    """The attributes of a name. Raises: DerError."""
    return _attributes(node.expect(der.SEQUENCE).raw)


@lru_cache(256)
def _attributes(raw: bytes) -> tuple[Attribute, ...]:
    relatives = der.read(raw).children()
    return tuple(one for relative in relatives for one in _known_part(relative.raw) or _part(relative))


@lru_cache(1024)
def _known_part(raw: bytes) -> tuple[Attribute, ...]:
    """A short part of a name, which stands in one name after the other; nothing where it is long or has no form."""
    try:
        return _part(der.read(raw)) if len(raw) <= LONGEST_KNOWN else ()
    except der.DerError:
        return ()


def _part(relative: der.Node) -> tuple[Attribute, ...]:
    return tuple(_attribute(one) for one in relative.expect(der.SET).children())


def _attribute(one: der.Node) -> Attribute:
    pair = one.expect(der.SEQUENCE).children()
    if len(pair) != 2:
        raise der.DerError(N_("an attribute is its type and a value"), one.offset)
    return Attribute(der.dotted(pair[0]), pair[1].tag, pair[1].content)


def written(node: der.Node) -> tuple[Written, ...]:
    """The extensions as they stand. Raises: DerError."""
    return tuple(_written(one) for one in node.expect(der.SEQUENCE).children())


def _written(node: der.Node) -> Written:
    if len(node.raw) > LONGEST_KNOWN:
        return _extension(node)
    try:
        return _known(node.raw)
    except der.DerError:
        # Where it is wrong in the whole paper.
        return _extension(node)


@lru_cache(256)
def _known(raw: bytes) -> Written:
    return _extension(der.read(raw))


def _extension(node: der.Node) -> Written:
    parts = node.expect(der.SEQUENCE).children()
    if not 2 <= len(parts) <= 3:
        raise der.DerError(N_("an extension of two or three fields is needed"), node.offset)
    critical = parts[1].expect(der.BOOLEAN).content != b"\0" if len(parts) == 3 else False
    stands = None if len(parts) == 2 else (b"\xff" if critical else b"")
    return Written(der.dotted(parts[0]), stands, parts[-1].expect(der.OCTET_STRING).content)


def _contents(found: tuple[Written, ...]) -> dict[str, Opened]:
    return {one.oid: content for one in found if (content := opened(one.oid, one.value))}


def _certificate(fields: list[der.Node], outer: bytes | None) -> Paper:
    version = 0
    if fields[0].tag == 0xA0:
        version = _only(fields.pop(0))
    if len(fields) < 6:
        raise der.DerError(N_("the fields of a certificate are needed"), 0)
    serial, algorithm, issuer, validity, subject, public, *rest = fields
    tags = [one.tag for one in rest]
    if tags != sorted(set(tags)) or not set(tags) <= {0x81, 0x82, 0xA3}:
        raise der.DerError(N_("fields that no certificate has"), rest[0].offset)
    found: tuple[Written, ...] = ()
    if 0xA3 in tags:
        found = _inner(rest[-1])
    return Paper(
        "certificate",
        outer,
        version,
        algorithm.expect(der.SEQUENCE).raw,
        serial.expect(der.INTEGER).content,
        attributes(issuer),
        attributes(subject),
        _both(validity),
        public.expect(der.SEQUENCE).raw,
        found,
        identifiers=bool({0x81, 0x82} & set(tags)),
        empty=0xA3 in tags and not found,
        same_names=issuer.raw == subject.raw,
        content=_contents(found),
    )


def _request(fields: list[der.Node], outer: bytes | None) -> Paper:
    found: tuple[Written, ...] = ()
    for one in fields[3].children() if len(fields) == 4 else []:
        pair = one.expect(der.SEQUENCE).children()
        if len(pair) == 2 and der.dotted(pair[0]) == EXTENSION_REQUEST:
            found += tuple(each for value in pair[1].children() for each in written(value))
    subject = attributes(fields[1])
    info = fields[2].expect(der.SEQUENCE).raw
    version = der.number(fields[0])
    return Paper("request", outer, version, b"", b"", (), subject, (), info, found, content=_contents(found))


def _list(fields: list[der.Node], outer: bytes | None) -> Paper:
    version = der.number(fields.pop(0)) if fields[0].tag == der.INTEGER else 0
    if len(fields) < 3:
        raise der.DerError(N_("the fields of a list are needed"), 0)
    algorithm, issuer, *rest = fields
    times = tuple(one for one in rest if one.tag in TIMES)
    entries = [one for one in rest if one.tag == der.SEQUENCE]
    found = [one for one in rest if one.tag == 0xA0]
    if len(times) + len(entries) + len(found) != len(rest) or len(times) > 2 or len(entries) > 1 or len(found) > 1:
        raise der.DerError(N_("fields that no list has"), rest[0].offset)
    inside = _inner(found[0]) if found else ()
    return Paper(
        "list",
        outer,
        version,
        algorithm.expect(der.SEQUENCE).raw,
        b"",
        attributes(issuer),
        (),
        times,
        b"",
        inside,
        empty=any(not one.content for one in entries) or bool(found and not inside),
        entries=_first(entries),
        content=_contents(inside),
    )


def _first(entries: list[der.Node]) -> tuple[der.Node, ...]:
    if not entries:
        return ()
    each = der.each(entries[0].content)
    return tuple(one for one, _ in zip(each, range(MOST_ENTRIES), strict=False))


def _inner(node: der.Node) -> tuple[Written, ...]:
    inside = node.children()
    if len(inside) != 1:
        raise der.DerError(N_("one list of extensions is needed"), node.offset)
    return written(inside[0])


def _only(node: der.Node) -> int:
    inside = node.children()
    if len(inside) != 1:
        raise der.DerError(N_("one version is needed"), node.offset)
    return der.number(inside[0])


def _both(validity: der.Node) -> tuple[der.Node, ...]:
    times = tuple(validity.expect(der.SEQUENCE).children())
    if len(times) != 2 or not {one.tag for one in times} <= TIMES:
        raise der.DerError(N_("a validity of two times is needed"), validity.offset)
    return times
