"""What can be wrong with a request whose encoding is sound, or with what it asks for."""

import base64
from collections.abc import Iterator

from pki import der
from pki import extensions as x
from pki.algorithms import ALGORITHMS, public_info
from pki.certificate import Extension
from tests.authorities import holder, house, public, sign, wish
from tests.corpus import encodings
from tests.corpus.case import Case
from tests.corpus.changes import Change, attribute, instead
from tests.corpus.signatures import forged, signatures
from tests.corpus.tree import Tree, grow
from zhengyun.signing import PublicKey

OTHER = {"p256": "sm2", "sm2": "p256"}


def info(algorithm: str, key: bytes) -> bytes:
    """SubjectPublicKeyInfo of these bytes, whatever they are."""
    return public_info(PublicKey("", algorithm, base64.b64encode(key).decode()))


def rsa(modulus: int, exponent: int) -> bytes:
    """The same of these numbers."""
    return info("rsa3072", der.sequence(der.integer(modulus), der.integer(exponent)))


NAMES = {
    "name-outside": ("dns:www.other.example", "outside what the profile"),
    "name-of-the-suffix-itself": ("dns:city.example", "outside what the profile"),
    "name-that-only-ends-so": ("dns:wwwcity.example", "outside what the profile"),
    "name-with-a-dot-at-the-end": ("dns:www.city.example.", "ends with a dot"),
    "name-with-two-wildcards": ("dns:*.*.city.example", "wildcard"),
    "name-with-a-wildcard-inside": ("dns:w*.city.example", "wildcard"),
    "name-that-is-an-address": ("dns:10.0.0.1", "a number and not a name"),
    "name-with-a-false-a-label": ("dns:xn--a.city.example", "no A-label"),
    "name-with-a-low-line": ("dns:a_b.city.example", "labels take"),
    "address-outside": ("address:8.8.8.8", "outside what the profile"),
    "address-of-the-machine-itself": ("address:127.0.0.1", "outside what the profile"),
    "mailbox-for-a-server": ("email:a@city.example", "outside what the profile"),
    "uri": ("uri:https://www.city.example/", "of this kind"),
}
SUBJECTS = {
    "subject-of-another-office": ("O=Other,CN=www.city.example", "takes no O=Other"),
    "subject-with-a-place": ("L=Elsewhere,CN=www.city.example", "takes no L=Elsewhere"),
    "subject-twice-the-same": ("CN=www.city.example,CN=www.city.example", "takes no CN="),
    "subject-without-a-name": ("OU=Finance", "needs CN"),
    "subject-that-is-none-of-the-names": ("CN=a.city.example", "none of the alternative names"),
}
ASKED = {
    "asks-to-be-an-authority": (x.basic(True), "basicConstraints"),
    "asks-to-sign-certificates": (x.key_usage(("keyCertSign",)), "keyUsage"),
    "asks-for-the-other-half": (x.key_usage(("keyEncipherment", "dataEncipherment")), "keyUsage"),
    "asks-to-sign-code": (x.extended(("codeSigning",)), "extKeyUsage"),
    "asks-to-sign-answers": (x.extended(("OCSPSigning",)), "extKeyUsage"),
    "asks-not-to-be-asked-about": (x.no_check(), "ocspNoCheck"),
    "asks-for-another-policy": (x.policies(("1.2.3",)), "certificatePolicies"),
    "asks-for-another-list": (x.crl_points(("http://other.example/",)), "cRLDistributionPoints"),
    "asks-for-another-identifier": (x.subject_key(b"a" * 20), "subjectKeyIdentifier"),
    "asks-for-constraints": (x.name_constraints((".example",)), "nameConstraints"),
    "asks-for-what-nobody-knows": (Extension("1.2.3.4", True, der.NULL), "1.2.3.4"),
    "asks-for-names-of-no-form": (Extension("2.5.29.17", False, der.octets(b"")), "tag 0x30 is needed"),
    "asks-for-no-names": (Extension("2.5.29.17", False, der.sequence()), "1 to 100"),
    "asks-for-101-names": (Extension("2.5.29.17", False, der.sequence(*[der.tlv(0x82, b"a.city.example")] * 101)), "1 to 100"),
    "asks-for-a-name-with-a-nul": (Extension("2.5.29.17", False, der.sequence(der.tlv(0x82, b"www.city.example\0.x"))), "cannot be seen"),
    "asks-for-a-name-in-utf8": (Extension("2.5.29.17", False, der.sequence(der.tlv(0x82, "政务.city.example".encode()))), "cannot hold"),
    "asks-for-an-address-of-5": (Extension("2.5.29.17", False, der.sequence(der.tlv(0x87, b"12345"))), "4 or 16 octets"),
    "asks-for-a-directory-name": (Extension("2.5.29.17", False, der.sequence(der.tlv(0xA4, der.sequence()))), "of the kind 0xa4"),
}  # fmt: skip
ATTRIBUTES = {
    "says-a-word": (der.sequence(der.oid("1.2.840.113549.1.9.7"), der.set_of(der.utf8("word"))), "challengePassword"),
    "says-what-nobody-knows": (der.sequence(der.oid("1.2.3"), der.set_of(der.NULL)), "1.2.3"),
    "attribute-twice": (der.sequence(der.oid("1.2.3"), der.set_of(der.NULL)) * 2, "once"),
    "attribute-of-no-value": (der.sequence(der.oid("1.2.3"), der.set_of()), "one value"),
    "attribute-of-two-values": (der.sequence(der.oid("1.2.3"), der.set_of(der.NULL, der.utf8("a"))), "one value"),
    "attribute-without-values": (der.sequence(der.oid("1.2.3")), "its type and its values"),
}
CHANGES: dict[str, tuple[Change, str]] = {
    "version-2": (instead(0, der.integer(1)), "fields of version 1"),
    "fields-of-five": (lambda body: body.parts.append(Tree(0xA1)), "fields of version 1"),
    "attributes-under-another-tag": (lambda body: setattr(body[3], "tag", 0xA1), "tag 0xa0 is needed"),
    "subject-of-an-unknown-string": (
        lambda body: body[1].parts.append(attribute("2.5.4.11", der.integer(1))),
        "unknown type",
    ),
    "subject-with-a-nul": (
        lambda body: body[1].parts.append(attribute("2.5.4.3", der.utf8("a\0b"))),
        "takes no CN=a",
    ),
    "office-with-a-nul": (lambda body: body[1][2][0][1].become(der.utf8("a\0b")), "printable characters"),
    "office-of-65": (lambda body: body[1][2][0][1].become(der.utf8("a" * 65)), "1 to 64"),
    "office-of-spaces": (lambda body: body[1][2][0][1].become(der.utf8("   ")), "printable characters"),
    "office-turned-around": (lambda body: body[1][2][0][1].become(der.utf8("a\u202eb")), "printable characters"),
    "subject-of-33-parts": (
        lambda body: body[1].parts.extend([attribute("2.5.4.11", der.utf8("a"))] * 33),
        "too many parts",
    ),
    "key-with-unused-bits": (
        lambda body: setattr(body[2][1], "content", b"\x01" + body[2][1].content[1:-1] + b"\0"),
        "no algorithm, curve or length",
    ),
    "key-on-a-curve-of-others": (lambda body: body[2][0][1].become(der.oid("1.3.132.0.10")), "no algorithm, curve"),
    "key-of-three-fields": (lambda body: body[2].parts.append(Tree(5)), "an algorithm and a key"),
}  # fmt: skip


def keys(family: str) -> dict[str, tuple[bytes, str]]:
    """Keys that are not certified."""
    own = holder(family).public
    return {
        "key-off-the-curve": (info(family, own[:-1] + bytes([own[-1] ^ 1])), "not on the curve"),
        "key-at-no-point": (info(family, b"\x04" + bytes(64)), "not on the curve"),
        "key-beyond-the-field": (info(family, b"\x04" + b"\xff" * 64), "not on the curve"),
        "key-compressed": (info(family, b"\x03" + own[1:33]), "uncompressed"),
        "key-hybrid": (info(family, b"\x06" + own[1:]), "uncompressed"),
        "key-of-infinity": (info(family, b"\0"), "uncompressed"),
        "key-of-rsa-2048": (rsa((1 << 2047) | 1, 65537), "no algorithm, curve or length"),
        "key-of-rsa-even": (rsa(1 << 3071, 65537), "even"),
        "key-of-rsa-with-exponent-3": (rsa((1 << 3071) | 1, 3), "less than 65537"),
        "key-of-rsa-with-exponent-1": (rsa((1 << 3071) | 1, 1), "less than 65537"),
        "key-of-rsa-with-a-factor": (rsa(3 * (((1 << 3071) + 5) // 3 | 1), 65537), "small factor"),
        "key-of-small-order": (info("ed25519", (1).to_bytes(32, "little")), "small order"),
        "key-of-somebody-else": (public_info(public(family, house(family).root_key)), "is not signed by"),
    }


def cases(family: str) -> Iterator[Case]:
    """All of them."""

    def case(name: str, reason: str, make: bytes) -> Case:
        return Case("request", family, name, lambda: make, reason)

    own = holder(family)
    yield from encodings.cases("request", family, wish(family), lambda body: sign(body, family, own))
    server = "dns:www.city.example"
    for name, (asked, reason) in NAMES.items():
        yield case(name, reason, wish(family, asked=(server, asked)))
    for name, (subject, reason) in SUBJECTS.items():
        yield case(name, reason, wish(family, subject))
    for name, (extension, reason) in ASKED.items():
        names = () if extension.oid == x.ALTERNATIVE_NAMES else (server,)
        yield case(name, reason, wish(family, asked=names, more=(extension,)))
    for name, (attribute_, reason) in ATTRIBUTES.items():
        yield case(name, reason, wish(family, attributes=attribute_))
    for name, (key, reason) in keys(family).items():
        yield case(name, reason, wish(family, info=key))
    for name, (change, reason) in CHANGES.items():
        yield case(name, reason, _changed(family, change))
    for name, (forge, reason) in signatures(family, "is not signed by").items():
        yield case(name, reason, forged(wish(family), forge, own))
    yield case("no-name-to-reach-it-by", "needs dns", wish(family, asked=()))
    yield case("a-megabyte", "more than 65536 bytes", der.sequence(der.utf8("a" * (1 << 20))))
    mixed = wish(family).replace(ALGORITHMS[family].signature, ALGORITHMS[OTHER[family]].signature)
    yield case("digest-of-the-other-family", "in the way that goes with its key", mixed)
    null = ALGORITHMS[family].signature[2:] + der.NULL
    whole = grow(wish(family))
    whole[1].become(der.sequence(null))
    yield case("algorithm-with-null", "in the way that goes with its key", whole.written())


def _changed(family: str, change: Change) -> bytes:
    body = grow(wish(family))[0]
    change(body)
    return sign(body.written(), family, holder(family))
