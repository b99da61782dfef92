"""What can be wrong with an answer about the status of a certificate, and with who gives it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial

from keys.algorithm import Private
from pki import certificate, csr, der, names, ocsp_request
from pki import extensions as x
from pki.algorithms import ALGORITHMS, public_info
from pki.certificate import Certificate, Draft, Extension, encoded
from pki.ocsp import BASIC
from pki.revocation import Revoked
from tests.authorities import ANSWERS, NOW, holder, house, public, question, responder, sign, wish
from tests.corpus import encodings
from tests.corpus.case import Case
from tests.corpus.changes import Change, general, utc
from tests.corpus.signatures import forged, signatures
from tests.corpus.tree import Tree, grow

NONCE = der.octets(b"0123456789abcdef")
DAY = timedelta(days=1)
UNSIGNED = "neither the issuer nor a delegate of his has signed"


@cache
def leaf(family: str) -> Certificate:
    """The certificate that answers are about."""
    made = house(family)
    return certificate.read(made.issue(made.template().of_request(csr.read(wish(family)), NOW)))


def draft(family: str) -> Draft:
    """A delegate as the issuing authority certifies him; his key is the holder's."""
    info = public_info(public(family, holder(family)))
    return house(family).template(ANSWERS).draft(info, names.parse("CN=Answers"), (), NOW)


@cache
def sound(family: str) -> bytes:
    """The answer that everything is done to: good, by a delegate."""
    return given(family, house(family).issue(draft(family)))


def given(family: str, delegate: bytes, key: Private | None = None) -> bytes:
    """An answer by whoever has that certificate."""
    by = responder(house(family), delegate, key or holder(family), Revoked(0, NOW))
    return by.answer(ocsp_request.read(question(by, leaf(family).serial, b"0123456789abcdef")), NOW)


def single(change: Callable[[Tree], object]) -> Change:
    """This, done to what is said of the certificate."""
    return lambda body: change(body[2][0])


def stands(status: bytes) -> Change:
    """This in the place of its status."""
    return single(lambda said: said[1].become(status))


def revoked(*parts: bytes) -> Change:
    """The same, revoked."""
    return stands(der.tlv(0xA1, b"".join(parts)))


def times(begins: bytes, ends: bytes) -> Change:
    """These instants."""

    def change(said: Tree) -> None:
        said[2].become(begins)
        said[3].become(der.explicit(0, ends) if ends else b"")

    return single(change)


def extended(*found: Extension) -> Change:
    """These extensions of the whole."""
    return lambda body: body[3][0].become(encoded(found))


AT = general("20261122070000Z")
# What is said, signed anew.
INSIDE: dict[str, tuple[Change, str]] = {
    "version-1-written": (lambda body: body.parts.insert(0, grow(der.explicit(0, der.integer(0)))), "a version other"),
    "version-2": (lambda body: body.parts.insert(0, grow(der.explicit(0, der.integer(1)))), "a version other"),
    "fields-missing": (lambda body: setattr(body, "parts", body.parts[:2]), "fields of an answer"),
    "fields-too-many": (lambda body: body.parts.append(body[3]), "fields of an answer"),
    "given-by-nobody": (lambda body: setattr(body[0], "parts", []), "one thing is needed"),
    "given-by-a-short-key": (lambda body: body[0][0].become(der.octets(b"k" * 19)), "neither a name nor a key"),
    "given-by-something-else": (lambda body: setattr(body[0], "tag", 0xA3), "neither a name nor a key"),
    "given-by-another-key": (lambda body: body[0][0].become(der.octets(b"k" * 20)), UNSIGNED),
    "given-by-another-name": (lambda body: body[0].become(der.explicit(1, names.encode(names.parse("CN=Other")))), UNSIGNED),
    "given-in-two-digits-of-the-year": (lambda body: body[1].become(utc("261122080000Z")), "tag 0x18 is needed"),
    "given-in-a-fraction-of-a-second": (lambda body: body[1].become(general("20261122080000.5Z")), "no time in the form"),
    "about-none": (lambda body: setattr(body[2], "parts", []), "it is about none"),
    "about-too-many": (lambda body: body[2].parts.extend([body[2][0]] * ocsp_request.MOST), "or about more than"),
    "says-too-little": (single(lambda said: setattr(said, "parts", said.parts[:2])), "three to five fields"),
    "says-too-much": (single(lambda said: said.parts.extend([Tree(5)] * 2)), "three to five fields"),
    "says-what-nobody-does": (single(lambda said: said.parts.append(Tree(5))), "tag 0xa1 is needed"),
    "names-by-three-fields": (single(lambda said: said[0].parts.pop()), "four fields name"),
    "names-another-number": (single(lambda said: said[0][3].become(der.integer(9))), "it says nothing of it"),
    "names-another-issuer": (single(lambda said: said[0][1].become(der.octets(b"n" * 20))), "it says nothing of it"),
    "names-another-key": (single(lambda said: said[0][2].become(der.octets(b"k" * 20))), "it says nothing of it"),
    "names-by-another-digest": (single(lambda said: said[0][0].become(der.sequence(der.oid("1.2.156.10197.1.401")))), "it says nothing of it"),
    "names-by-no-digest": (single(lambda said: said[0][0].become(der.sequence(der.oid("1.2.3")))), "it says nothing of it"),
    "good-and-more": (stands(b"\x80\x01\x00"), "neither good, revoked nor unknown"),
    "neither-of-the-three": (stands(b"\x83\x00"), "neither good, revoked nor unknown"),
    "unknown": (stands(b"\x82\x00"), "whoever answers does not know it"),
    "revoked": (revoked(AT), "Revoked"),
    "revoked-at-no-time": (revoked(), "neither good, revoked nor unknown"),
    "revoked-for-reason-7": (revoked(AT, der.explicit(0, der.enumerated(7))), "a reason that there is not"),
    "revoked-for-reason-8": (revoked(AT, der.explicit(0, der.enumerated(8))), "a reason that there is not"),
    "revoked-for-reason-11": (revoked(AT, der.explicit(0, der.enumerated(11))), "a reason that there is not"),
    "revoked-for-an-integer": (revoked(AT, der.explicit(0, der.integer(1))), "tag 0x0a is needed"),
    "revoked-for-two-reasons": (revoked(AT, der.explicit(0, der.enumerated(1), der.enumerated(2))), "one thing is needed"),
    "begins-in-two-digits-of-the-year": (times(utc("261122080000Z"), AT), "tag 0x18 is needed"),
    "ends-before-it-begins": (times(general("20261122080000Z"), AT), "it ends before it begins"),
    "ends-too-early": (times(general("20261121080000Z"), AT), "the answer holds from"),
    "begins-too-late": (times(general("20261123080000Z"), general("20261124080000Z")), "the answer holds from"),
    "does-not-say-when-it-ends": (times(AT, b""), "the answer holds from"),
    "extensions-of-nothing": (extended(), "extensions that are none"),
    "extension-critical": (extended(Extension("1.2.3", True, der.NULL)), "critical extension"),
    "extension-twice": (extended(*[Extension(ocsp_request.NONCE, False, NONCE)] * 2), "twice"),
    "extension-of-one-critical": (
        single(lambda said: said.parts.append(grow(der.explicit(1, encoded([Extension("1.2.3", True, der.NULL)]))))),
        "critical extension",
    ),
    "nonce-missing": (lambda body: body.parts.pop(), "belongs to another question"),
    "nonce-of-another-question": (extended(Extension(ocsp_request.NONCE, False, der.octets(b"another"))), "belongs to another question"),
}  # fmt: skip
# What is around it, and not signed.
OUTSIDE: dict[str, tuple[Callable[[Tree], object], str]] = {
    "certificates-of-nothing": (lambda basic: setattr(basic[3][0], "parts", []), "no certificates, or more than"),
    "certificates-too-many": (lambda basic: basic[3][0].parts.extend([basic[3][0][0]] * 8), "no certificates, or more than"),
    "certificate-as-a-number": (lambda basic: basic[3][0][0].become(der.integer(1)), "tag 0x30 is needed"),
    "certificate-missing": (lambda basic: basic.parts.pop(), UNSIGNED),
    "certificate-that-is-none": (lambda basic: setattr(basic[3][0][0], "parts", []), UNSIGNED),
    "field-after-the-certificates": (lambda basic: basic.parts.append(Tree(5)), "three parts are needed"),
    "signed-by-another-algorithm": (lambda basic: basic[1].become(ALGORITHMS["ed25519"].signature), UNSIGNED),
    "signature-of-broken-octets": (lambda basic: setattr(basic[2], "content", b"\x01" + basic[2].content[1:-1] + b"\0"), "broken octets"),
}  # fmt: skip
# What says why there is no answer, and what only looks like one.
INSTEAD: dict[str, tuple[bytes, str]] = {
    "malformed": (der.sequence(der.enumerated(1)), "why there is none: malformed"),
    "try-later": (der.sequence(der.enumerated(3)), "why there is none: later"),
    "unauthorized": (der.sequence(der.enumerated(6)), "why there is none: unauthorized"),
    "a-status-that-there-is-not": (der.sequence(der.enumerated(4)), "why there is none: -"),
    "success-alone": (der.sequence(der.enumerated(0)), "says nothing"),
    "success-as-an-integer": (der.sequence(der.integer(0)), "tag 0x0a is needed"),
    "another-type": (der.sequence(der.enumerated(0), der.explicit(0, der.sequence(der.oid("1.2.3"), der.octets(b"")))), "another type"),
    "octets-of-nothing": (der.sequence(der.enumerated(0), der.explicit(0, der.sequence(BASIC, der.octets(b"")))), "breaks off"),
    "too-long": (der.sequence(der.octets(bytes(1 << 17))), "more than"),
}  # fmt: skip


def delegates(family: str) -> Iterator[tuple[str, Callable[[], bytes], str]]:
    """Answers by those who may not give them."""
    made, usual, key = house(family), draft(family), holder(family)
    without = tuple(one for one in usual.extensions if one.oid != x.NO_CHECK)

    def by(what: Draft, signer: Private) -> Callable[[], bytes]:
        return lambda: given(family, sign(what.to_be_signed(), family, signer))

    def used(word: str) -> Draft:
        kept = tuple(one for one in usual.extensions if one.oid != x.EXTENDED)
        return replace(usual, extensions=(*kept, x.extended((word,))))

    none = "has a certificate for something else"
    yield "delegate-for-servers", by(used("serverAuth"), made.issuing_key), none
    yield "delegate-for-anything", by(used("2.5.29.37.0"), made.issuing_key), none
    yield (
        "delegate-of-the-root",
        by(replace(usual, issuer=made.root_certificate.subject_raw), made.root_key),
        "no certificate of the issuer's",
    )
    yield "delegate-of-his-own", by(usual, key), "no certificate of the issuer's"
    yield (
        "delegate-of-another-name",
        by(replace(usual, issuer=names.encode(names.parse("CN=Other"))), made.issuing_key),
        "no certificate of the issuer's",
    )
    yield (
        "delegate-that-has-ended",
        by(replace(usual, not_before=NOW - 9 * DAY, not_after=NOW - DAY), made.issuing_key),
        "no certificate in force then",
    )
    yield (
        "delegate-yet-to-begin",
        by(replace(usual, not_before=NOW + DAY), made.issuing_key),
        "no certificate in force then",
    )
    yield "delegate-to-be-asked-about", by(replace(usual, extensions=without), made.issuing_key), "was revoked by then"
    yield "the-issuer-with-another-key", lambda: _as_the_issuer(family, key), "the issuer has not signed"  # fmt: skip


def _as_the_issuer(family: str, key: Private) -> bytes:
    made = house(family)
    by = responder(made, made.certificate.raw, key, Revoked(0, NOW))
    by = replace(by, key_id=x.key_identifier(made.issuing_key.public))
    return by.answer(ocsp_request.read(question(by, leaf(family).serial, b"0123456789abcdef")), NOW)


def cases(family: str) -> Iterator[Case]:
    """All of them."""
    whole, signer = sound(family), holder(family)
    for name in encodings.ANY:
        alter, reason = encodings.WHOLE[name]
        yield Case("answer", family, name, partial(alter, whole), reason)
    for name, (element, reason) in encodings.ELEMENTS.items():
        yield Case("answer", family, name, partial(_with, whole, element or encodings.nested(40)), reason)
    for name, (change, reason) in INSIDE.items():
        yield Case("answer", family, name, partial(_altered, whole, change, family), reason)
    for name, (change, reason) in OUTSIDE.items():
        yield Case("answer", family, name, partial(_around, whole, change), reason)
    for name, (data, reason) in INSTEAD.items():
        yield Case("answer", family, name, partial(bytes, data), reason)
    for name, (forge, reason) in signatures(family, UNSIGNED).items():
        yield Case("answer", family, name, partial(_wrapped_forged, whole, forge, signer), reason)
    for name, make, reason in delegates(family):
        yield Case("answer", family, name, make, reason)


def basic_of(whole: bytes) -> bytes:
    """What is in the octets of an answer."""
    return der.read(whole).children()[1].children()[0].children()[1].content


def wrapped(basic: bytes) -> bytes:
    """The answer of that."""
    return der.sequence(der.enumerated(0), der.explicit(0, der.sequence(BASIC, der.octets(basic))))


def _with(whole: bytes, element: bytes) -> bytes:
    parts = der.read(basic_of(whole)).children()
    body = der.tlv(der.SEQUENCE, element + parts[0].content)
    return wrapped(der.sequence(body, *(one.raw for one in parts[1:])))


def _altered(whole: bytes, change: Change, family: str) -> bytes:
    tree = grow(basic_of(whole))
    change(tree[0])
    three = grow(sign(tree[0].written(), family, holder(family)))
    tree.parts[1:3] = three.parts[1:]
    return wrapped(tree.written())


def _around(whole: bytes, change: Callable[[Tree], object]) -> bytes:
    tree = grow(basic_of(whole))
    change(tree)
    return wrapped(tree.written())


def _wrapped_forged(whole: bytes, forge: Callable[[bytes, Private], bytes], signer: Private) -> bytes:
    return wrapped(forged(basic_of(whole), forge, signer))
