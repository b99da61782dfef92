"""What can be wrong with a certificate whose encoding is sound."""

from collections.abc import Iterator
from functools import partial

from pki import csr, der
from pki import extensions as x
from pki.algorithms import ALGORITHMS
from pki.certificate import Extension, signed
from tests.authorities import NOW, house, sign, wish
from tests.corpus import encodings
from tests.corpus.case import Case
from tests.corpus.changes import (
    Change,
    attribute,
    both,
    explicit_default,
    general,
    given,
    instead,
    named,
    names,
    not_critical,
    swapped,
    times,
    utc,
    without,
)
from tests.corpus.signatures import forged, signatures
from tests.corpus.tree import Tree, extensions, grow


def key(info: bytes) -> Change:
    return instead(6, info)


AUTHORITY = given(x.basic(True, 0), x.key_usage(("keyCertSign", "cRLSign")))
USAGES = x.KEY_USAGE
CHANGES: dict[str, tuple[Change, str]] = {
    "version-1": (lambda body: body.parts.pop(0), "eight fields of version 3"),
    "version-2": (instead(0, der.explicit(0, der.integer(1))), "version"),
    "version-4": (instead(0, der.explicit(0, der.integer(3))), "version"),
    "version-1-written": (instead(0, der.explicit(0, der.integer(0))), "version"),
    "serial-0": (instead(1, der.integer(0)), "positive serial number"),
    "serial-negative": (instead(1, der.integer(-5)), "positive serial number"),
    "serial-of-21-octets": (instead(1, der.integer(1 << 160)), "at most 20 octets"),
    "serial-of-20-octets-with-a-sign": (instead(1, der.integer((1 << 160) - 1)), "at most 20 octets"),
    "algorithm-differs-inside": (instead(2, ALGORITHMS["ed25519"].signature), "differ"),
    "issuer-of-nothing": (instead(3, der.sequence()), "issuer-named"),
    "issuer-is-another": (instead(3, der.sequence(der.set_of(der.sequence(der.oid("2.5.4.3"), der.utf8("Other"))))), "path"),
    "time-without-seconds": (times(utc("2611220759Z"), utc("2711220759Z")), "no time in the form"),
    "time-with-an-offset": (times(utc("261122075900+0800"), utc("271122075900Z")), "no time in the form"),
    "time-with-a-fraction": (times(utc("261122075900Z"), general("20501122075900.5Z")), "no time in the form"),
    "time-on-no-calendar": (times(utc("260230075900Z"), utc("271122075900Z")), "no time in the form"),
    "time-of-hour-25": (times(utc("261122255900Z"), utc("271122075900Z")), "no time in the form"),
    "time-of-local": (times(utc("261122075900"), utc("271122075900Z")), "no time in the form"),
    "time-general-before-2050": (times(utc("261122075900Z"), general("20491122075900Z")), "no time in the form"),
    "time-in-letters": (times(utc("26112207590OZ"), utc("271122075900Z")), "no time in the form"),
    "ends-before-it-begins": (times(utc("271122075900Z"), utc("261122075900Z")), "validity-order"),
    "one-time-alone": (instead(4, der.sequence(utc("261122075900Z"))), "two times"),
    "three-times": (instead(4, der.sequence(*[utc("261122075900Z")] * 3)), "two times"),
    "times-as-octets": (times(der.octets(b"261122075900Z"), utc("271122075900Z")), "no time in the form"),
    "subject-of-nothing": (both(instead(5, der.sequence()), without(x.ALTERNATIVE_NAMES)), "subject-or-names"),
    "subject-of-nothing-and-names-not-critical": (instead(5, der.sequence()), "names-critical"),
    "subject-as-a-set": (lambda body: setattr(body[5], "tag", der.SET), "tag 0x30 is needed"),
    "subject-of-33-parts": (lambda body: body[5].parts.extend([attribute("2.5.4.11", der.utf8("a"))] * 33), "too many parts"),
    "attribute-of-three": (lambda body: body[5][0][0].parts.append(Tree(5)), "type and a value"),
    "attribute-of-an-integer": (named("2.5.4.11", der.integer(5)), "unknown type"),
    "country-of-three": (named("2.5.4.6", der.printable("CHN")), "country"),
    "country-in-small-letters": (named("2.5.4.6", der.printable("cn")), "country"),
    "country-in-utf8": (named("2.5.4.6", der.utf8("CN")), "string-printed"),
    "serial-number-in-utf8": (named("2.5.4.5", der.utf8("1")), "string-printed"),
    "email-in-utf8": (named("1.2.840.113549.1.9.1", der.utf8("a@city.example")), "string-ia5"),
    "email-not-among-the-names": (named("1.2.840.113549.1.9.1", der.ia5("a@city.example")), "names-mail"),
    "domain-label-in-utf8": (named("0.9.2342.19200300.100.1.25", der.utf8("city")), "string-ia5"),
    "name-in-teletex": (named("2.5.4.11", der.tlv(0x14, b"a")), "string-directory"),
    "name-in-bmp": (named("2.5.4.11", der.tlv(0x1E, b"\0a")), "string-directory"),
    "name-in-ia5": (named("2.5.4.11", der.ia5("a")), "string-directory"),
    "name-of-broken-utf8": (named("2.5.4.11", der.tlv(der.UTF8, b"\xff\xfe")), "cannot hold"),
    "name-of-broken-ascii": (named("2.5.4.11", der.tlv(der.PRINTABLE, b"\xff")), "cannot hold"),
    "name-of-nothing": (named("2.5.4.11", der.utf8("")), "string-empty"),
    "name-with-a-nul": (named("2.5.4.11", der.utf8("a\0b")), "string-unseen"),
    "name-with-a-line-end": (named("2.5.4.11", der.utf8("a\nb")), "string-unseen"),
    "name-turned-around": (named("2.5.4.11", der.utf8("a\u202eb")), "string-unseen"),
    "name-too-long": (named("2.5.4.11", der.utf8("a" * 65)), "string-bounds"),
    "name-printable-with-other-signs": (named("2.5.4.11", der.printable("a*b@c")), "string-signs"),
    "key-off-the-curve": (lambda body: setattr(body[6][1], "content", body[6][1].content[:-1] + bytes([body[6][1].content[-1] ^ 1])), "key-sound"),
    "key-compressed": (lambda body: setattr(body[6][1], "content", b"\0\x02" + body[6][1].content[2:34]), "key-sound"),
    "key-of-another-curve": (lambda body: body[6][0][1].become(der.oid("1.3.132.0.10")), "key-known"),
    "key-of-rsa-1024": (key(der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL), der.bits(der.sequence(der.integer((1 << 1023) | 1), der.integer(65537))))), "key-known"),
    "key-of-rsa-with-exponent-3": (key(der.sequence(der.sequence(der.oid("1.2.840.113549.1.1.1"), der.NULL), der.bits(der.sequence(der.integer((1 << 3071) | 1), der.integer(3))))), "key-sound"),
    "key-of-nothing": (key(der.sequence()), "key-known"),
    "key-with-unused-bits": (lambda body: setattr(body[6][1], "content", b"\x01" + body[6][1].content[1:-1] + b"\0"), "key-known"),
    "unique-identifier": (lambda body: body.parts.insert(7, Tree(0x81, b"\0\1")), "eight fields"),
    "extensions-of-nothing": (lambda body: body[7].become(der.explicit(3, der.sequence())), "extensions that are none"),
    "extensions-missing": (lambda body: body.parts.pop(), "eight fields"),
    "extensions-twice": (lambda body: body[7].parts.append(body[7][0]), "one list of extensions"),
    "extension-twice": (lambda body: extensions(body).parts.append(extensions(body)[0]), "twice"),
    "extension-of-four": (lambda body: extensions(body)[0].parts.extend([Tree(4), Tree(4)]), "two or three fields"),
    "extension-without-a-value": (lambda body: extensions(body)[0].parts.pop(), "two or three fields"),
    "extension-value-as-bits": (lambda body: setattr(extensions(body)[0][-1], "tag", der.IA5), "needed"),
    "extension-default-written": (explicit_default, "default value"),
    "extension-unknown-and-critical": (given(Extension("1.2.3.4", True, der.NULL)), "extension-critical"),
    "extension-under-another-name": (swapped(x.SUBJECT_KEY, x.KEY_USAGE), "twice"),
    "policies-under-another-name": (swapped(x.POLICIES, x.NO_CHECK), "extension-form"),
    "authority-key-missing": (without(x.AUTHORITY_KEY), "authority-key"),
    "authority-key-critical": (given(Extension(x.AUTHORITY_KEY, True, x.authority_key(b"a" * 20).value)), "extension-not-critical"),
    "authority-key-of-another": (given(x.authority_key(b"a" * 20)), "path"),
    "authority-key-of-no-form": (given(Extension(x.AUTHORITY_KEY, False, der.octets(b"a" * 20))), "extension-form"),
    "subject-key-critical": (given(Extension(x.SUBJECT_KEY, True, der.octets(b"a" * 20))), "extension-not-critical"),
    "subject-key-as-integer": (given(Extension(x.SUBJECT_KEY, False, der.integer(5))), "extension-form"),
    "subject-key-with-more-after": (given(Extension(x.SUBJECT_KEY, False, der.octets(b"a" * 20) + b"\0")), "extension-form"),
    "usage-not-critical": (not_critical(x.KEY_USAGE), "usage-critical"),
    "usage-of-nothing": (given(Extension(USAGES, True, der.bits(b""))), "usage-some"),
    "usage-with-trailing-zeros": (given(Extension(USAGES, True, der.bits(b"\x80\0", 7))), "extension-form"),
    "usage-of-ten-bits": (given(Extension(USAGES, True, der.bits(b"\x80\x40", 6))), "extension-form"),
    "usage-as-octets": (given(Extension(USAGES, True, der.octets(b"\x80"))), "extension-form"),
    "usage-signs-certificates": (given(x.key_usage(("digitalSignature", "keyCertSign"))), "usage-signs"),
    "usage-encipher-only": (given(x.key_usage(("digitalSignature", "nonRepudiation", "encipherOnly"))), "usage-encipher-only"),
    "usage-decipher-only": (given(x.key_usage(("digitalSignature", "nonRepudiation", "decipherOnly"))), "usage-decipher-only"),
    "usages-of-secrecy-for-a-server": (given(x.key_usage(("dataEncipherment",))), "purpose-fits"),
    "basic-says-false": (given(Extension(x.BASIC, True, der.sequence(der.boolean(False)))), "extension-form"),
    "basic-length-without-authority": (given(Extension(x.BASIC, True, der.sequence(der.integer(0)))), "basic-length"),
    "basic-length-negative": (given(Extension(x.BASIC, True, der.sequence(der.boolean(True), der.integer(-1)))), "extension-form"),
    "basic-says-more": (given(Extension(x.BASIC, True, der.sequence(der.boolean(True), der.integer(1), der.NULL))), "extension-form"),
    "authority-not-critical": (both(AUTHORITY, not_critical(x.BASIC)), "basic-critical"),
    "authority-that-signs-nothing": (given(x.basic(True)), "usage-authority-signs"),
    "authority-without-usage": (both(given(x.basic(True)), without(x.KEY_USAGE)), "usage-authority"),
    "authority-for-secrecy-too": (given(x.basic(True), x.key_usage(("keyCertSign", "keyAgreement"))), "usage-authority-only"),
    "authority-without-a-name": (both(AUTHORITY, instead(5, der.sequence())), "authority-named"),
    "authority-without-its-key": (both(AUTHORITY, without(x.SUBJECT_KEY)), "subject-key-authority"),
    "name-constraints-of-a-holder": (given(x.name_constraints((".example",))), "extension-authorities"),
    "authority-key-is-its-own": (given(x.subject_key(b"a" * 20), x.authority_key(b"a" * 20)), "authority-key-other"),
    "signs-certificates-and-says-nothing-of-it": (both(without(x.BASIC), given(x.key_usage(("keyCertSign",)))), "basic-usage"),
    "name-constraints-not-critical": (both(AUTHORITY, given(Extension(x.NAME_CONSTRAINTS, False, x.name_constraints((".example",)).value))), "extension-always-critical"),
    "name-constraints-of-nothing": (both(AUTHORITY, given(Extension(x.NAME_CONSTRAINTS, True, der.sequence()))), "extension-empty"),
    "name-constraints-with-a-distance": (both(AUTHORITY, given(Extension(x.NAME_CONSTRAINTS, True, der.sequence(der.explicit(0, der.sequence(der.tlv(0x82, b"example"), der.tlv(0x80, b"\1"))))))), "constraints-distance"),
    "policy-constraints-of-a-holder": (given(Extension("2.5.29.36", True, der.sequence(der.tlv(0x80, b"\0")))), "extension-authorities"),
    "policy-mapped-to-any": (both(AUTHORITY, given(Extension(x.MAPPINGS, True, der.sequence(der.sequence(der.oid("1.2.3"), der.oid(x.ANY_POLICY)))))), "mappings-any"),
    "policy-mappings-of-nothing": (both(AUTHORITY, given(Extension(x.MAPPINGS, True, der.sequence()))), "extension-empty"),
    "policy-mapping-of-one": (both(AUTHORITY, given(Extension(x.MAPPINGS, True, der.sequence(der.sequence(der.oid("1.2.3")))))), "extension-form"),
    "policy-demanded-after-less-than-none": (both(AUTHORITY, given(Extension(x.POLICY_CONSTRAINTS, True, der.sequence(der.tlv(0x80, b"\xff"))))), "extension-form"),
    "inhibit-any-not-critical": (both(AUTHORITY, given(Extension("2.5.29.54", False, der.integer(0)))), "extension-always-critical"),
    "policy-twice": (given(x.policies(("1.2.3", "1.2.3"))), "policies-twice"),
    "policies-of-nothing": (given(x.policies(())), "extension-empty"),
    "policy-of-three": (given(Extension(x.POLICIES, False, der.sequence(der.sequence(der.oid("1.2"), der.NULL, der.NULL)))), "extension-form"),
    "purposes-of-nothing": (given(x.extended(())), "extension-empty"),
    "purpose-twice": (given(x.extended(("serverAuth", "serverAuth"))), "purpose-twice"),
    "purpose-of-any": (given(x.extended(("2.5.29.37.0",))), "purpose-any"),
    "purpose-as-an-integer": (given(Extension(x.EXTENDED, False, der.sequence(der.integer(1)))), "extension-form"),
    "time-stamping-not-critical": (given(x.extended(("timeStamping",))), "purpose-time"),
    "time-stamping-among-others": (given(x.extended(("timeStamping", "serverAuth"), critical=True)), "purpose-time"),
    "no-check-of-a-server": (given(x.no_check()), "no-check-signer"),
    "no-check-that-says-something": (given(Extension(x.NO_CHECK, False, der.octets(b""))), "extension-form"),
    "server-without-a-name": (without(x.ALTERNATIVE_NAMES), "names-server"),
    "names-of-nothing": (names(), "names-some"),
    "names-with-a-dot-at-the-end": (names(der.tlv(0x82, b"www.city.example.")), "names-dns"),
    "names-with-a-nul": (names(der.tlv(0x82, b"www.city.example\0.other.example")), "names-dns"),
    "names-in-utf8": (names(der.tlv(0x82, "政务.example".encode())), "names-dns"),
    "names-with-a-space": (names(der.tlv(0x82, b"www city.example")), "names-dns"),
    "names-with-two-wildcards": (names(der.tlv(0x82, b"*.*.example")), "names-dns"),
    "names-with-an-address-in-letters": (names(der.tlv(0x82, b"10.1.2.3")), "names-dns"),
    "names-with-a-false-a-label": (names(der.tlv(0x82, b"xn--a.example")), "names-dns"),
    "names-with-an-address-of-5": (names(der.tlv(0x87, b"12345")), "names-address"),
    "names-with-an-address-and-its-mask": (names(der.tlv(0x87, b"12345678")), "names-address"),
    "names-with-no-mailbox": (names(der.tlv(0x82, b"www.city.example"), der.tlv(0x81, b"a b@city.example")), "names-email"),
    "names-with-a-relative-uri": (names(der.tlv(0x82, b"www.city.example"), der.tlv(0x86, b"/x")), "names-uri"),
    "names-outside-the-constraints": (names(der.tlv(0x82, b"www.other.example")), "path"),
    "points-of-nothing": (given(Extension(x.CRL_POINTS, False, der.sequence())), "extension-empty"),
    "point-that-says-nothing": (given(Extension(x.CRL_POINTS, False, der.sequence(der.sequence()))), "points-place"),
    "point-of-reasons-alone": (given(Extension(x.CRL_POINTS, False, der.sequence(der.sequence(der.tlv(0x81, b"\1\6"))))), "points-place"),
    "point-by-another-way": (given(x.crl_points(("file:///etc/passwd",))), "points-reached"),
    "point-of-no-form": (given(Extension(x.CRL_POINTS, False, der.sequence(der.octets(b"")))), "extension-form"),
    "points-critical": (given(Extension(x.CRL_POINTS, True, x.crl_points(("http://city.example/",)).value)), "extension-not-critical"),
    "information-critical": (given(Extension(x.INFORMATION, True, x.information(("http://city.example/",), ()).value)), "extension-not-critical"),
    "information-of-nothing": (given(Extension(x.INFORMATION, False, der.sequence())), "extension-empty"),
    "information-by-another-way": (given(x.information(("ftp://city.example/",), ())), "information-reached"),
    "identity-code-critical": (given(Extension("1.2.156.10260.4.1.1", True, der.set_of(der.tlv(0x80, b"1")))), "extension-not-critical"),
    "identity-code-of-another-kind": (given(Extension("1.2.156.10260.4.1.1", False, der.tlv(0x83, b"1"))), "extension-form"),
    "identity-code-of-nothing": (given(Extension("1.2.156.10260.4.1.1", False, der.tlv(0x80, b""))), "extension-form"),
    "identity-code-of-no-form": (given(Extension("1.2.156.10260.4.1.1", False, der.set_of(der.utf8("1")))), "extension-form"),
    "organisation-code-in-utf8": (given(Extension("1.2.156.10260.4.1.4", False, der.utf8("1"))), "extension-form"),
}  # fmt: skip
CHINESE: dict[str, tuple[Change, str]] = {
    "key-of-p256": (lambda body: body[6][0][1].become(der.oid("1.2.840.10045.3.1.7")), "sm2-key"),
    "key-under-the-name-of-sm2": (lambda body: body[6][0].become(der.sequence(der.oid("1.2.156.10197.1.301"))), "sm2-key"),
    "usage-missing": (without(x.KEY_USAGE), "sm2-usage"),
    "usage-of-both-halves": (given(x.key_usage(("digitalSignature", "nonRepudiation", "keyEncipherment"))), "sm2-usage-dual"),
    "usage-of-signing-alone": (given(x.key_usage(("digitalSignature",))), "sm2-usage-signing"),
    "own-key-missing": (without(x.SUBJECT_KEY), "sm2-subject-key"),
    "issuers-key-missing": (without(x.AUTHORITY_KEY), "sm2-authority-key"),
    "name-printable": (named("2.5.4.11", der.printable("a")), "sm2-utf8"),
    "algorithm-with-null": (instead(2, der.sequence(der.oid("1.2.156.10197.1.501"), der.NULL)), "sm2-signature"),
    "algorithm-is-sm2-alone": (instead(2, der.sequence(der.oid("1.2.156.10197.1.301.1"))), "sm2-signature"),
}  # fmt: skip
INTERNATIONAL: dict[str, tuple[Change, str]] = {
    "key-of-sm2": (lambda body: body[6].become(_info("sm2")), "family"),
    "usage-that-a-curve-does-not-do": (given(x.key_usage(("digitalSignature", "keyEncipherment"))), "usage-algorithm"),
    "algorithm-with-null": (instead(2, der.sequence(der.oid("1.2.840.10045.4.3.2"), der.NULL)), "signature-known"),
    "algorithm-with-sha1": (instead(2, der.sequence(der.oid("1.2.840.10045.4.1"))), "signature-known"),
}  # fmt: skip


def _info(algorithm: str) -> bytes:
    return csr.read(wish(algorithm)).public_info


def sound(family: str) -> bytes:
    """The certificate that everything is done to."""
    city = house(family)
    return city.issue(city.template().of_request(csr.read(wish(family)), NOW))


def altered(family: str, change: Change) -> bytes:
    """The certificate, altered and then signed by its authority: nothing is wrong but this."""
    city = house(family)
    body = grow(sound(family))[0]
    change(body)
    whole = body.written()
    inner = ALGORITHMS[family].signature if body[2].tag >= 0 else body[2].content
    signature = city.issuing_key.sign(whole)
    if inner == ALGORITHMS["ed25519"].signature:
        inner = ALGORITHMS[family].signature
    return der.sequence(whole, inner, grow(signed(whole, family, signature))[2].written())


def cases(family: str) -> Iterator[Case]:
    """All of them."""
    signer, whole = house(family).issuing_key, sound(family)
    yield from encodings.cases("certificate", family, whole, lambda body: sign(body, family, signer))
    for name, (change, reason) in {**CHANGES, **(CHINESE if family == "sm2" else INTERNATIONAL)}.items():
        yield Case("certificate", family, name, partial(altered, family, change), reason)
    for name, (forge, reason) in signatures(family).items():
        yield Case("certificate", family, name, partial(forged, whole, forge, signer), reason)
