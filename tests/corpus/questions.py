"""What can be wrong with a question about the status of certificates."""

from collections.abc import Iterator
from functools import partial

from pki import der, ocsp_request
from pki.certificate import Extension, encoded
from tests.corpus import encodings
from tests.corpus.case import Case
from tests.corpus.changes import Change
from tests.corpus.tree import Tree, grow

NONCE = ocsp_request.NONCE
DIGESTS = {"p256": "sha1", "sm2": "sm3"}


def asked(*found: Extension) -> Change:
    """These extensions of the whole question, in the place of its own."""
    return lambda body: body[-1][0].become(encoded(found))


def one_asked(data: bytes) -> Change:
    """These bytes after what one question is about."""
    return lambda body: body[0][0].parts.append(grow(data))


CHANGES: dict[str, tuple[Change, str]] = {
    "version-2": (lambda body: body.parts.insert(0, grow(der.explicit(0, der.integer(1)))), "a version other"),
    "field-that-no-question-has": (lambda body: body.parts.append(Tree(0xA5)), "fields that a question"),
    "questions-twice": (lambda body: body.parts.append(body[0]), "fields that a question"),
    "questions-missing": (lambda body: body.parts.pop(0), "fields that a question"),
    "asks-for-none": (lambda body: setattr(body[0], "parts", []), "asks for none"),
    "asks-for-too-many": (lambda body: body[0].parts.extend([body[0][0]] * ocsp_request.MOST), "or for more than"),
    "question-of-nothing": (lambda body: setattr(body[0][0], "parts", []), "one or two fields"),
    "question-of-three": (lambda body: body[0][0].parts.extend([Tree(0xA0), Tree(0xA0)]), "one or two fields"),
    "certificate-of-three-fields": (lambda body: body[0][0][0].parts.pop(), "four fields name"),
    "certificate-of-five-fields": (lambda body: body[0][0][0].parts.append(Tree(5)), "four fields name"),
    "name-as-text": (lambda body: setattr(body[0][0][0][1], "tag", der.UTF8), "tag 0x04 is needed"),
    "key-as-bits": (lambda body: setattr(body[0][0][0][2], "tag", der.IA5), "tag 0x04 is needed"),
    "serial-as-octets": (lambda body: setattr(body[0][0][0][3], "tag", der.OCTET_STRING), "tag 0x02 is needed"),
    "extensions-of-one-without-a-list": (one_asked(der.explicit(0)), "one list of extensions"),
    "extensions-of-one-twice": (one_asked(der.explicit(0, der.sequence(), der.sequence())), "one list of extensions"),
    "extensions-of-one-of-nothing": (one_asked(der.explicit(0, der.sequence())), "extensions that are none"),
    "extensions-of-one-critical": (one_asked(der.explicit(0, encoded([Extension("1.2.3", True, der.NULL)]))), "critical extension"),
    "extensions-of-nothing": (asked(), "extensions that are none"),
    "extension-twice": (asked(*[Extension(NONCE, False, der.octets(b"a"))] * 2), "twice"),
    "extension-critical": (asked(Extension("1.2.3", True, der.NULL)), "critical extension"),
    "nonce-of-nothing": (asked(Extension(NONCE, False, der.octets(b""))), "a nonce of 1 to"),
    "nonce-too-long": (asked(Extension(NONCE, False, der.octets(b"a" * 200))), "a nonce of 1 to"),
}  # fmt: skip


def sound(family: str) -> bytes:
    """The question that everything is done to."""
    return ocsp_request.ask((ocsp_request.cert_id(DIGESTS[family], b"n" * 20, b"k" * 20, 7),), b"nonce")


def cases(family: str) -> Iterator[Case]:
    """All of them."""
    whole = sound(family)
    for name in encodings.ANY:
        alter, reason = encodings.WHOLE[name]
        yield Case("question", family, name, partial(alter, whole), reason)
    for name, (element, reason) in encodings.ELEMENTS.items():
        yield Case("question", family, name, partial(_with, whole, element or encodings.nested(40)), reason)
    for name, (change, reason) in CHANGES.items():
        yield Case("question", family, name, partial(_altered, whole, change), reason)


def _with(whole: bytes, element: bytes) -> bytes:
    return der.sequence(der.sequence(element, der.read(whole).children()[0].content))


def _altered(whole: bytes, change: Change) -> bytes:
    tree = grow(whole)
    change(tree[0])
    return tree.written()
