"""Lists of what is revoked, full and delta (RFC 5280 section 5, GM/T 0015 section 6), and taking them apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from pki import der
from pki.algorithms import ALGORITHMS
from pki.certificate import Extension, encoded, extensions_of, instant, parts
from pki.der_rules import bad_form
from pki.extensions import AUTHORITY_KEY, authority_key
from pki.names import Name, decode
from pki.revocation import BY_NUMBER, NUMBERS, Reason, Revoked
from zhengyun.errors import N_

VERSION_2: Final = der.integer(1)
# Two million certificates revoked.
LONGEST: Final = 128 * 1024 * 1024
REASON: Final = "2.5.29.21"
INVALIDITY: Final = "2.5.29.24"
NUMBER: Final = "2.5.29.20"
DELTA: Final = "2.5.29.27"
FRESHEST: Final = "2.5.29.46"
# RFC 5280 section 5.2.3.
NUMBER_OCTETS: Final = 20


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before and after the entries. `issuer` is the encoded name, `key_id` the authority's key identifier.

    `base` is the number of the full list that a delta goes with; a full list has none. `freshest` are the addresses of deltas.
    """

    issuer: bytes
    algorithm: str
    key_id: bytes
    number: int
    this_update: datetime
    next_update: datetime
    base: int | None = None
    freshest: tuple[str, ...] = ()


def to_be_signed(head: Head, revoked: Iterable[Revoked]) -> bytes:
    """TBSCertList. The entries come one by one: a million of them take no more memory than the list itself."""
    entries = bytearray()
    for one in revoked:
        entries += _entry(one)
    return der.sequence(
        VERSION_2,
        ALGORITHMS[head.algorithm].signature,
        head.issuer,
        der.time(head.this_update),
        der.time(head.next_update),
        # RFC 5280 section 5.1.2.6: an empty list is left out.
        der.tlv(der.SEQUENCE, bytes(entries)) if entries else b"",
        der.explicit(0, encoded(_extensions(head))),
    )


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list as it was read. `entries` is their encoding, which `each` takes apart."""

    raw: bytes
    to_be_signed: bytes
    algorithm: bytes
    signature: bytes
    issuer: Name
    issuer_raw: bytes
    this_update: datetime
    next_update: datetime
    number: int
    base: int | None
    key_id: bytes
    entries: bytes
    extensions: Mapping[str, Extension]


def read(data: bytes, what: str = "-") -> RevocationList:
    """Take a list apart, all but its entries; `what` names it in an error.

    Raises: ZhengyunError (ZY-PKI-002).
    """
    try:
        return _list(data)
    except ValueError as error:
        raise bad_form(error, what, N_("revocation list")) from error


def each(found: RevocationList) -> Iterator[Revoked]:
    """The entries in their order. Raises: DerError where one is none."""
    for node in der.each(found.entries):
        yield _revoked(node)


def _entry(one: Revoked) -> bytes:
    """RFC 5280 section 5.3."""
    serial = one.serial.to_bytes(one.serial.bit_length() // 8 + 1, "big")
    said = _said(one.at, one.reason) if one.invalid is None else _said_since(one)
    # By hand, as `der` does it: this is what a list of a million consists of, and none of it is ever long.
    return b"\x30%c\x02%c%b%b" % (len(serial) + len(said) + 2, len(serial), serial, said)


# Many are revoked in the same second, and there are ten reasons.
@lru_cache(4096)
def _said(at: datetime, reason: Reason) -> bytes:
    """When and why; an unspecified reason is left out."""
    return der.time(at) + (der.sequence(_reason_extension(reason)) if NUMBERS[reason] else b"")


def _said_since(one: Revoked) -> bytes:
    assert one.invalid is not None  # noqa: S101 - whoever calls has looked
    invalid = Extension(INVALIDITY, False, der.generalized(one.invalid)).encoded()
    reason = _reason_extension(one.reason) if NUMBERS[one.reason] else b""
    return der.time(one.at) + der.sequence(reason, invalid)


@lru_cache
def _reason_extension(reason: Reason) -> bytes:
    return Extension(REASON, False, der.enumerated(NUMBERS[reason])).encoded()


def _extensions(head: Head) -> Iterator[Extension]:
    yield authority_key(head.key_id)
    yield Extension(NUMBER, False, der.integer(head.number))
    if head.base is not None:
        yield Extension(DELTA, True, der.integer(head.base))
    if head.freshest and head.base is None:
        yield Extension(FRESHEST, False, points(head.freshest))


def points(addresses: Iterable[str]) -> bytes:
    """CRLDistributionPoints, one address each (RFC 5280 section 4.2.1.13)."""
    names = (der.tlv(0xA0, der.tlv(0xA0, der.tlv(0x86, one.encode("ascii")))) for one in addresses)
    return der.sequence(*(der.sequence(one) for one in names))


def _list(data: bytes) -> RevocationList:
    three = parts(data, LONGEST, whole=False)
    fields = three.to_be_signed.children()
    if not 5 <= len(fields) <= 7 or fields[0].raw != VERSION_2:
        raise der.DerError(N_("the fields of version 2 are needed"), three.to_be_signed.offset)
    _, algorithm, issuer, this_update, next_update, *rest = fields
    if algorithm.raw != three.algorithm:
        raise der.DerError(N_("two signature algorithms that differ"), algorithm.offset)
    entries = rest.pop(0).content if len(rest) == 2 else b""
    inner = rest[0].expect(0xA0).children() if rest else []
    if len(inner) != 1:
        raise der.DerError(N_("one list of extensions is needed"), three.to_be_signed.offset)
    for field in (issuer, inner[0]):
        der.check(field.raw)
    found = extensions_of(inner[0])
    if rest and NUMBER not in found:
        raise der.DerError(N_("a number is needed (RFC 5280 section 5.2.3)"), inner[0].offset)
    return RevocationList(
        data,
        three.to_be_signed.raw,
        three.algorithm,
        three.signature,
        decode(issuer),
        issuer.raw,
        instant(this_update),
        instant(next_update),
        _number(found[NUMBER]),
        _number(found[DELTA]) if DELTA in found else None,
        _key_id(found.get(AUTHORITY_KEY)),
        entries,
        found,
    )


def _number(extension: Extension) -> int:
    node = der.read(extension.value)
    value = der.number(node)
    if value < 0 or len(node.content) > NUMBER_OCTETS:
        raise der.DerError(N_("a number of at most 20 octets is needed"), node.offset)
    return value


def _key_id(extension: Extension | None) -> bytes:
    if extension is None:
        return b""
    fields = der.read(extension.value).expect(der.SEQUENCE).children()
    return next((one.content for one in fields if one.tag == 0x80), b"")


def _revoked(node: der.Node) -> Revoked:
    fields = node.expect(der.SEQUENCE).children()
    if not 2 <= len(fields) <= 3:
        raise der.DerError(N_("an entry of two or three fields is needed"), node.offset)
    found = extensions_of(der.check(fields[2].raw)) if len(fields) == 3 else {}
    unknown = [oid for oid, one in found.items() if one.critical and oid not in {REASON, INVALIDITY}]
    if unknown:
        raise der.DerError(N_("critical extension {oid}"), node.offset, oid=unknown[0])
    reason = Reason.UNSPECIFIED
    if REASON in found:
        number = int.from_bytes(der.read(found[REASON].value).expect(der.ENUMERATED).content, "big", signed=True)
        if number not in BY_NUMBER:
            raise der.DerError(N_("a reason that there is not"), node.offset)
        reason = BY_NUMBER[number]
    invalid = _generalized(found[INVALIDITY]) if INVALIDITY in found else None
    return Revoked(der.number(fields[0]), instant(fields[1]), reason, invalid)


def _generalized(extension: Extension) -> datetime:
    """RFC 5280 section 5.3.2: GeneralizedTime whatever the year."""
    return der.moment(der.read(extension.value))
