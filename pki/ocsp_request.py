"""Questions about the status of certificates (RFC 6960 section 4.1), as strangers send them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pki import der
from pki.certificate import Extension, extensions_of
from pki.der_rules import bad_form
from zhengyun.errors import N_

# A question about one certificate has a hundred bytes; one about this many is answered, a longer one refused unread.
LONGEST: Final = 16 * 1024
MOST: Final = 64
NONCE: Final = "1.3.6.1.5.5.7.48.1.2"
# RFC 9654 section 2.1.
NONCE_OCTETS: Final = 128
# What a question may name its issuer by; SM3 by GM/T 0015's companion GM/T 0014 section 5.
HASHES: Final = {
    der.sequence(der.oid(oid), null): name
    for oid, name in (("1.3.14.3.2.26", "sha1"), ("2.16.840.1.101.3.4.2.1", "sha256"), ("1.2.156.10197.1.401", "sm3"))
    for null in (der.NULL, b"")
}


class CertId(NamedTuple):
    """Which certificate is asked for: its issuer's name and key by their digests, and its number. `raw` goes back as it came."""

    raw: bytes
    digest: str
    name_hash: bytes
    key_hash: bytes
    serial: int


class Question(NamedTuple):
    """Some certificates, and the nonce, which is empty where there is none; `nonce` is the encoding to be sent back."""

    about: tuple[CertId, ...]
    nonce: bytes = b""


def read(data: bytes, what: str = "-") -> Question:
    """Take a question apart. A signature on it is not looked at: answers are the same for everybody.

    Raises: ZhengyunError (ZY-PKI-002).
    """
    try:
        return _question(data)
    except ValueError as error:
        raise bad_form(error, what, N_("OCSP request")) from error


def ask(about: tuple[CertId, ...], nonce: bytes = b"") -> bytes:
    """The question, written; `nonce` are its bare octets."""
    requests = der.sequence(*(der.sequence(one.raw) for one in about))
    extension = Extension(NONCE, False, der.octets(nonce)).encoded() if nonce else b""
    return der.sequence(der.sequence(requests, der.explicit(2, der.sequence(extension)) if nonce else b""))


def cert_id(digest: str, name_hash: bytes, key_hash: bytes, serial: int) -> CertId:
    """A certificate by the digest of that word."""
    algorithm = next(encoded for encoded, name in HASHES.items() if name == digest)
    raw = der.sequence(algorithm, der.octets(name_hash), der.octets(key_hash), der.integer(serial))
    return CertId(raw, digest, name_hash, key_hash, serial)


def _question(data: bytes) -> Question:
    if len(data) > LONGEST:
        raise der.DerError(N_("more than {most} bytes"), LONGEST, most=LONGEST)
    parts = der.check(data).expect(der.SEQUENCE).children()
    if not 1 <= len(parts) <= 2:
        raise der.DerError(N_("one or two fields are needed"), 0)
    children = parts[0].expect(der.SEQUENCE).children()
    fields = {one.tag: one for one in children}
    if (
        len(fields) != len(children)
        or not set(fields) <= {0xA0, 0xA1, 0xA2, der.SEQUENCE}
        or der.SEQUENCE not in fields
    ):
        raise der.DerError(N_("fields that a question does not have"), parts[0].offset)
    if 0xA0 in fields:
        raise der.DerError(N_("a version other than the first"), fields[0xA0].offset)
    requests = fields[der.SEQUENCE].children()
    if not 1 <= len(requests) <= MOST:
        raise der.DerError(N_("it asks for none, or for more than {most}"), fields[der.SEQUENCE].offset, most=MOST)
    about = tuple(_about(one) for one in requests)
    return Question(about, _nonce(fields[0xA2]) if 0xA2 in fields else b"")


def _about(request: der.Node) -> CertId:
    fields = request.expect(der.SEQUENCE).children()
    if not 1 <= len(fields) <= 2:
        raise der.DerError(N_("one or two fields are needed"), request.offset)
    if len(fields) == 2:
        _no_critical(_inner(fields[1].expect(0xA0)), fields[1].offset)
    return named(fields[0])


def named(node: der.Node) -> CertId:
    """The certificate that questions and answers name so. Raises: DerError."""
    parts = node.expect(der.SEQUENCE).children()
    if len(parts) != 4:
        raise der.DerError(N_("four fields name a certificate"), node.offset)
    algorithm, name_hash, key_hash, serial = parts
    digest = HASHES.get(algorithm.raw, "")
    number = der.number(serial)
    return CertId(
        node.raw,
        digest,
        name_hash.expect(der.OCTET_STRING).content,
        key_hash.expect(der.OCTET_STRING).content,
        number,
    )


def _nonce(field: der.Node) -> bytes:
    found = _inner(field)
    _no_critical({oid: one for oid, one in found.items() if oid != NONCE}, field.offset)
    if NONCE not in found:
        return b""
    value = found[NONCE].value
    try:
        bare = der.read(value).expect(der.OCTET_STRING).content
    except der.DerError:
        # Clients older than RFC 6960's errata send the octets as they are.
        bare = value
    if not 1 <= len(bare) <= NONCE_OCTETS:
        raise der.DerError(N_("a nonce of 1 to {most} octets is needed"), field.offset, most=NONCE_OCTETS)
    return value


def _inner(field: der.Node) -> Mapping[str, Extension]:
    inner = field.children()
    if len(inner) != 1:
        raise der.DerError(N_("one list of extensions is needed"), field.offset)
    return extensions_of(inner[0])


def _no_critical(found: Mapping[str, Extension], offset: int) -> None:
    unknown = [one.oid for one in found.values() if one.critical]
    if unknown:
        raise der.DerError(N_("critical extension {oid}"), offset, oid=unknown[0])
