"""What an extension's octets say (RFC 5280 section 4.2; RFC 6960 section 4.2.2.2.1): one function each."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pki import der
from pki.certificate import Extension
from zhengyun.errors import N_

SUBJECT_KEY: Final = "2.5.29.14"
KEY_USAGE: Final = "2.5.29.15"
ALTERNATIVE_NAMES: Final = "2.5.29.17"
ISSUER_NAMES: Final = "2.5.29.18"
BASIC: Final = "2.5.29.19"
NAME_CONSTRAINTS: Final = "2.5.29.30"
CRL_POINTS: Final = "2.5.29.31"
POLICIES: Final = "2.5.29.32"
MAPPINGS: Final = "2.5.29.33"
AUTHORITY_KEY: Final = "2.5.29.35"
POLICY_CONSTRAINTS: Final = "2.5.29.36"
EXTENDED: Final = "2.5.29.37"
INHIBIT_ANY: Final = "2.5.29.54"
INFORMATION: Final = "1.3.6.1.5.5.7.1.1"
NO_CHECK: Final = "1.3.6.1.5.5.7.48.1.5"
OCSP: Final = "1.3.6.1.5.5.7.48.1"
ISSUERS: Final = "1.3.6.1.5.5.7.48.2"

# RFC 5280 section 4.2.1.3, in the order of the bits.
KEY_USAGES: Final = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
# RFC 5280 section 4.2.1.12, RFC 9336.
PURPOSES: Final = {
    "serverAuth": "1.3.6.1.5.5.7.3.1",
    "clientAuth": "1.3.6.1.5.5.7.3.2",
    "codeSigning": "1.3.6.1.5.5.7.3.3",
    "emailProtection": "1.3.6.1.5.5.7.3.4",
    "timeStamping": "1.3.6.1.5.5.7.3.8",
    "OCSPSigning": "1.3.6.1.5.5.7.3.9",
    "documentSigning": "1.3.6.1.5.5.7.3.36",
}
URI: Final = 0x86
# RFC 5280 section 4.2.1.4: it stands for each.
ANY_POLICY: Final = "2.5.29.32.0"


def key_identifier(key: bytes) -> bytes:
    """SHA-1 of the key's bits (RFC 5280 section 4.2.1.2 method 1): a short name, which nothing rests on."""
    return hashlib.sha1(key, usedforsecurity=False).digest()


def subject_key(identifier: bytes) -> Extension:
    """SubjectKeyIdentifier."""
    return Extension(SUBJECT_KEY, False, der.octets(identifier))


def authority_key(identifier: bytes) -> Extension:
    """AuthorityKeyIdentifier with the key's name alone."""
    return Extension(AUTHORITY_KEY, False, der.sequence(der.tlv(0x80, identifier)))


def key_usage(words: Iterable[str]) -> Extension:
    """KeyUsage, critical."""
    return Extension(KEY_USAGE, True, der.named_bits(tuple(map(KEY_USAGES.index, words))))


def extended(words: Sequence[str], critical: bool = False) -> Extension:
    """ExtKeyUsageSyntax, from words of `PURPOSES` or dotted identifiers."""
    return Extension(EXTENDED, critical, der.sequence(*(der.oid(PURPOSES.get(one, one)) for one in words)))


def basic(authority: bool, path_length: int | None = None) -> Extension:
    """BasicConstraints, critical; a path length counts for an authority alone."""
    length = der.integer(path_length) if authority and path_length is not None else b""
    return Extension(BASIC, True, der.sequence(der.boolean(True) if authority else b"", length))


def alternative_names(value: bytes, critical: bool = False) -> Extension:
    """SubjectAltName from GeneralNames; critical where the subject is empty."""
    return Extension(ALTERNATIVE_NAMES, critical, value)


def crl_points(urls: Sequence[str]) -> Extension:
    """CRLDistributionPoints: one point, reached at any of these addresses."""
    names = der.explicit(0, *(_uri(one) for one in urls))
    return Extension(CRL_POINTS, False, der.sequence(der.sequence(der.explicit(0, names))))


def information(ocsp: Sequence[str], issuers: Sequence[str]) -> Extension:
    """AuthorityInfoAccess: where answers of OCSP and the authority's own certificate are."""
    each = [(OCSP, one) for one in ocsp] + [(ISSUERS, one) for one in issuers]
    return Extension(INFORMATION, False, der.sequence(*(der.sequence(der.oid(how), _uri(at)) for how, at in each)))


def policies(oids: Iterable[str]) -> Extension:
    """CertificatePolicies without qualifiers."""
    return Extension(POLICIES, False, der.sequence(*(der.sequence(der.oid(one)) for one in oids)))


def name_constraints(permitted: Iterable[str]) -> Extension:
    """NameConstraints, critical: DNS suffixes that begin with a dot, e-mail domains that begin with `@`.

    RFC 5280 section 4.2.1.10 writes both without that sign; a DNS name stands for itself and every name below it.
    """
    trees = (der.tlv(0x81 if one.startswith("@") else 0x82, one.lstrip("@.").encode("ascii")) for one in permitted)
    return Extension(NAME_CONSTRAINTS, True, der.sequence(der.explicit(0, *map(der.sequence, trees))))


def no_check() -> Extension:
    """OCSPNoCheck: the signer's own certificate is not asked about."""
    return Extension(NO_CHECK, False, der.NULL)


class Constraints(NamedTuple):
    """BasicConstraints: whether it is an authority's, and how many authorities may follow below it."""

    authority: bool
    path_length: int | None


def constraints_of(value: bytes) -> Constraints:
    """BasicConstraints. Raises: DerError."""
    parts = der.check(value).expect(der.SEQUENCE).children()
    authority = bool(parts) and parts[0].tag == der.BOOLEAN
    if authority and parts.pop(0).content != b"\xff":
        raise der.DerError(N_("a default value that is written"), 0)
    length = der.number(parts.pop(0)) if parts else None
    if parts or (length is not None and length < 0):
        raise der.DerError(N_("basic constraints of no form"), 0)
    return Constraints(authority, length)


class Skips(NamedTuple):
    """PolicyConstraints: after how many certificates a policy is demanded, and mapping ends; nothing where neither is said."""

    explicit: int | None = None
    mapping: int | None = None


def policy_constraints_of(value: bytes) -> Skips:
    """PolicyConstraints. Raises: DerError."""
    parts = {one.tag: one for one in der.check(value).expect(der.SEQUENCE).children()}
    if list(parts) not in ([], [0x80], [0x81], [0x80, 0x81]):
        raise der.DerError(N_("policy constraints of no form"), 0)
    return Skips(
        *(skips_of(der.tlv(der.INTEGER, parts[tag].content)) if tag in parts else None for tag in (0x80, 0x81))
    )


def skips_of(value: bytes) -> int:
    """SkipCerts, which is all that InhibitAnyPolicy says. Raises: DerError."""
    found = der.number(der.read(value))
    if found < 0:
        raise der.DerError(N_("a number of certificates below zero"), 0)
    return found


def mappings_of(value: bytes) -> tuple[tuple[str, str], ...]:
    """PolicyMappings: a policy of the issuer's, and one of the subject's that stands for it. Raises: DerError."""
    pairs = [one.expect(der.SEQUENCE).children() for one in der.check(value).expect(der.SEQUENCE).children()]
    if not all(len(pair) == 2 for pair in pairs):
        raise der.DerError(N_("a mapping is of two policies"), 0)
    return tuple((der.dotted(first), der.dotted(second)) for first, second in pairs)


def identifier_of(value: bytes) -> bytes:
    """SubjectKeyIdentifier. Raises: DerError."""
    return der.read(value).expect(der.OCTET_STRING).content


def _uri(text: str) -> bytes:
    return der.tlv(URI, text.encode("ascii"))
