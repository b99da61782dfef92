"""What can be wrong with a list of what is revoked."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from pki import crl, der
from pki import extensions as x
from pki.certificate import Extension
from pki.lint.opened import DELTA, FRESHEST, NUMBER, POINT
from pki.revocation import Reason, Revoked
from tests.authorities import NOW, house, sign
from tests.corpus import encodings
from tests.corpus.case import Case
from tests.corpus.changes import Change, both, explicit_default, general, given, instead, utc, without
from tests.corpus.signatures import forged, signatures
from tests.corpus.tree import Tree, extensions, grow


def entry(serial: bytes = der.integer(9), at: bytes = utc("261122070000Z"), *more: Extension) -> Change:
    """One entry more."""
    said = der.sequence(*(one.encoded() for one in more)) if more else b""
    return lambda body: body[5].parts.append(grow(der.sequence(serial, at, said)))


def reason(code: bytes, critical: bool = False) -> Change:
    """One entry more, with this reason."""
    return entry(der.integer(9), utc("261122070000Z"), Extension(crl.REASON, critical, code))


def delta(base: bytes, critical: bool = True) -> Change:
    """A delta that goes with another list."""
    return given(Extension(DELTA, critical, base))


CHANGES: dict[str, tuple[Change, str]] = {
    "version-1": (lambda body: body.parts.pop(0), "list-version"),
    "version-3": (instead(0, der.integer(2)), "list-version"),
    "algorithm-differs-inside": (instead(1, der.sequence(der.oid("1.2.840.10045.4.1"))), "differ"),
    "issuer-of-nothing": (instead(2, der.sequence()), "list-issuer"),
    "issuer-in-teletex": (lambda body: body[2][1][0][1].become(der.tlv(0x14, b"City")), "string-directory"),
    "next-missing": (lambda body: body.parts.pop(4), "list-next"),
    "next-before-this": (instead(4, utc("201122075900Z")), "list-order"),
    "this-on-no-calendar": (instead(3, utc("261322075900Z")), "list-times"),
    "this-in-the-other-form": (instead(3, general("20261122075900Z")), "list-times"),
    "three-times": (lambda body: body.parts.insert(4, grow(utc("261122075900Z"))), "fields that no list has"),
    "entries-of-nothing": (lambda body: setattr(body[5], "parts", []), "list-empty"),
    "entries-twice": (lambda body: body.parts.insert(5, body[5]), "fields that no list has"),
    "entry-of-one-field": (lambda body: body[5].parts.append(grow(der.sequence(der.integer(1)))), "entry-form"),
    "entry-that-is-a-number": (lambda body: body[5].parts.append(grow(der.integer(1))), "entry-form"),
    "entry-serial-0": (entry(der.integer(0)), "entry-serial"),
    "entry-serial-negative": (entry(der.integer(-1)), "entry-serial"),
    "entry-serial-of-21-octets": (entry(der.integer(1 << 160)), "entry-serial"),
    "entry-twice": (lambda body: body[5].parts.append(body[5][0]), "entry-twice"),
    "entry-time-of-no-form": (entry(der.integer(9), utc("2611220759Z")), "entry-time"),
    "entry-after-the-list": (entry(der.integer(9), utc("271122075900Z")), "entry-later"),
    "entry-reason-7": (reason(der.enumerated(7)), "entry-reason"),
    "entry-reason-11": (reason(der.enumerated(11)), "entry-reason"),
    "entry-reason-as-an-integer": (reason(der.integer(1)), "entry-reason"),
    "entry-to-be-removed": (reason(der.enumerated(8)), "entry-removed"),
    "entry-with-what-nobody-knows": (entry(der.integer(9), utc("261122070000Z"), Extension("1.2.3", True, der.NULL)), "entry-critical"),
    "extension-twice": (lambda body: extensions(body).parts.append(extensions(body)[0]), "twice"),
    "extension-unknown-and-critical": (given(Extension("1.2.3.4", True, der.NULL)), "extension-critical"),
    "extension-default-written": (both(given(x.subject_key(b"a")), explicit_default), "default value"),
    "number-missing": (without(NUMBER), "list-number"),
    "number-negative": (given(Extension(NUMBER, False, der.integer(-1))), "list-number"),
    "number-of-21-octets": (given(Extension(NUMBER, False, der.integer(1 << 168))), "list-number-octets"),
    "number-critical": (given(Extension(NUMBER, True, der.integer(5))), "list-number-critical"),
    "number-as-octets": (given(Extension(NUMBER, False, der.octets(b"\5"))), "extension-form"),
    "key-missing": (without(x.AUTHORITY_KEY), "list-key"),
    "delta-not-critical": (delta(der.integer(1), critical=False), "list-delta-critical"),
    "delta-of-a-later-list": (delta(der.integer(9)), "list-delta-base"),
    "delta-that-says-where-deltas-are": (given(Extension(DELTA, True, der.integer(1)), Extension(FRESHEST, False, x.crl_points(("http://city.example/",)).value)), "list-freshest"),
    "freshest-critical": (given(Extension(FRESHEST, True, x.crl_points(("http://city.example/",)).value)), "list-freshest"),
    "point-not-critical": (given(Extension(POINT, False, der.sequence(der.tlv(0x81, b"\xff")))), "list-point"),
    "field-that-no-list-has": (lambda body: body.parts.append(Tree(0xA1)), "fields that no list has"),
}  # fmt: skip
CHINESE: dict[str, tuple[Change, str]] = {
    "algorithm-with-null": (instead(1, der.sequence(der.oid("1.2.156.10197.1.501"), der.NULL)), "sm2-list-signature"),
}


def sound(family: str) -> bytes:
    """The list that everything is done to."""
    city = house(family)
    head = crl.Head(city.certificate.subject_raw, family, b"a" * 20, 5, NOW, NOW + timedelta(days=7))
    revoked = [Revoked(7, NOW - timedelta(days=1), Reason.KEY_COMPROMISE), Revoked(8, NOW - timedelta(days=2))]
    return sign(crl.to_be_signed(head, revoked), family, city.issuing_key)


def cases(family: str) -> Iterator[Case]:
    """All of them."""
    signer = house(family).issuing_key
    whole = sound(family)
    yield from encodings.cases("list", family, whole, lambda body: sign(body, family, signer))
    for name, (change, why) in (CHANGES | (CHINESE if family == "sm2" else {})).items():
        yield Case("list", family, name, partial(altered, family, change), why)
    for name, (forge, why) in signatures(family, "signature").items():
        yield Case("list", family, name, partial(forged, whole, forge, signer), why)


def altered(family: str, change: Change) -> bytes:
    """The list, altered and then signed by its authority."""
    body = grow(sound(family))[0]
    change(body)
    return sign(body.written(), family, house(family).issuing_key)
