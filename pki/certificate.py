"""Certificates: put together from their fields, and taken apart without trusting a byte (RFC 5280 section 4.1, GM/T 0015 section 5.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from pki import der
from pki.algorithms import ALGORITHMS, written
from pki.der_rules import bad_form
from pki.names import Name, decode
from zhengyun.errors import N_

# The largest that anybody has use for; a chain of them is read before anything is known of who sent it.
LONGEST: Final = 64 * 1024
# RFC 5280 section 4.1.2.2: a positive number of at most twenty octets.
SERIAL_OCTETS: Final = 20
VERSION_3: Final = der.explicit(0, der.integer(2))


class Extension(NamedTuple):
    """One extension; `value` is the encoding of what is in its OCTET STRING."""

    oid: str
    critical: bool
    value: bytes

    def encoded(self) -> bytes:
        """RFC 5280 section 4.1: `critical` is left out where it is false."""
        return _extension(self)


# Most extensions are the same in every certificate of a profile.
@lru_cache(1024)
def _extension(one: Extension) -> bytes:
    critical = der.boolean(True) if one.critical else b""
    return der.sequence(der.oid(one.oid), critical, der.octets(one.value))


@dataclass(frozen=True, slots=True)
class Draft:
    """What an authority is about to sign. `issuer`, `subject` and `public_info` are encodings, `algorithm` the authority's."""

    serial: int
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    public_info: bytes
    extensions: tuple[Extension, ...]
    algorithm: str

    def to_be_signed(self) -> bytes:
        """TBSCertificate."""
        return der.sequence(
            VERSION_3,
            der.integer(self.serial),
            ALGORITHMS[self.algorithm].signature,
            self.issuer,
            der.sequence(der.time(self.not_before), der.time(self.not_after)),
            self.subject,
            self.public_info,
            der.explicit(3, encoded(self.extensions)),
        )


def encoded(extensions: Iterable[Extension]) -> bytes:
    """Extensions."""
    return der.sequence(*(one.encoded() for one in extensions))


def signed(to_be_signed: bytes, algorithm: str, signature: bytes) -> bytes:
    """What is signed, by which algorithm, and the signature of `keys`: a Certificate, a request or a list."""
    return der.sequence(to_be_signed, ALGORITHMS[algorithm].signature, der.bits(written(algorithm, signature)))


class Signed(NamedTuple):
    """The three parts of whatever is signed so. `signature` is in the form of certificates."""

    to_be_signed: der.Node
    algorithm: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was read; `raw` are the bytes that came."""

    raw: bytes
    to_be_signed: bytes
    algorithm: bytes
    signature: bytes
    serial: int
    issuer: Name
    subject: Name
    issuer_raw: bytes
    subject_raw: bytes
    not_before: datetime
    not_after: datetime
    public_info: bytes
    extensions: Mapping[str, Extension]


def read(data: bytes, what: str = "-") -> Certificate:
    """Take a certificate apart; `what` names it in an error.

    Raises: ZhengyunError (ZY-PKI-002).
    """
    try:
        return _certificate(data)
    except ValueError as error:
        raise bad_form(error, what, N_("certificate")) from error


def is_root(data: bytes) -> bool:
    """Whether it bears its own issuer's name. Raises: ZhengyunError (ZY-PKI-002)."""
    found = read(data)
    return found.subject_raw == found.issuer_raw


def parts(data: bytes, longest: int, *, whole: bool = True) -> Signed:
    """The three parts, after every element in them has been looked at unless not the `whole` of it is. Raises: DerError."""
    if len(data) > longest:
        raise der.DerError(N_("more than {most} bytes"), longest, most=longest)
    three = (der.check if whole else der.read)(data).expect(der.SEQUENCE).children()
    if len(three) != 3:
        raise der.DerError(N_("three parts are needed"), 0)
    bits = three[2].expect(der.BIT_STRING)
    if bits.content[:1] != b"\0":
        raise der.DerError(N_("a signature of broken octets"), bits.offset)
    return Signed(three[0].expect(der.SEQUENCE), three[1].expect(der.SEQUENCE).raw, bits.content[1:])


def instant(node: der.Node) -> datetime:
    """A time as certificates and lists have it (RFC 5280 section 4.1.2.5). Raises: DerError."""
    written = node.content
    if node.tag == der.UTC_TIME and len(written) == 13:
        return der.instant((b"19" if written[:2] >= b"50" else b"20") + written, node.offset)
    if node.tag == der.GENERALIZED_TIME and written[:4] >= b"%d" % der.SHORT_YEARS:
        return der.instant(written, node.offset)
    raise der.DerError(N_("no time in the form of RFC 5280"), node.offset)


def extensions_of(node: der.Node) -> Mapping[str, Extension]:
    """Extensions by their identifiers, none of them twice. Raises: DerError."""
    found: dict[str, Extension] = {}
    for one in node.expect(der.SEQUENCE).children():
        fields = one.expect(der.SEQUENCE).children()
        if not 2 <= len(fields) <= 3:
            raise der.DerError(N_("an extension of two or three fields is needed"), one.offset)
        oid = der.dotted(fields[0])
        critical = len(fields) == 3
        if critical and fields[1].expect(der.BOOLEAN).content != b"\xff":
            raise der.DerError(N_("a default value that is written"), fields[1].offset)
        if oid in found:
            raise der.DerError(N_("extension {oid} twice"), one.offset, oid=oid)
        found[oid] = Extension(oid, critical, fields[-1].expect(der.OCTET_STRING).content)
    if not found:
        raise der.DerError(N_("extensions that are none"), node.offset)
    return found


def _certificate(data: bytes) -> Certificate:
    three = parts(data, LONGEST)
    fields = three.to_be_signed.children()
    if len(fields) != 8 or fields[0].raw != VERSION_3:
        raise der.DerError(N_("the eight fields of version 3 are needed"), three.to_be_signed.offset)
    _, serial, algorithm, issuer, validity, subject, public, extensions = fields
    if algorithm.raw != three.algorithm:
        raise der.DerError(N_("two signature algorithms that differ"), algorithm.offset)
    times = [instant(one) for one in validity.expect(der.SEQUENCE).children()]
    if len(times) != 2:
        raise der.DerError(N_("a validity of two times is needed"), validity.offset)
    number = der.number(serial)
    if number <= 0 or len(serial.content) > SERIAL_OCTETS:
        raise der.DerError(N_("a positive serial number of at most 20 octets is needed"), serial.offset)
    inner = extensions.expect(0xA3).children()
    if len(inner) != 1:
        raise der.DerError(N_("one list of extensions is needed"), extensions.offset)
    return Certificate(
        data,
        three.to_be_signed.raw,
        three.algorithm,
        three.signature,
        number,
        decode(issuer),
        decode(subject),
        issuer.raw,
        subject.raw,
        times[0],
        times[1],
        public.expect(der.SEQUENCE).raw,
        extensions_of(inner[0]),
    )
