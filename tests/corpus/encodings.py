"""What can be wrong with the encoding of whatever is signed."""

from collections.abc import Callable, Iterator
from functools import partial

from pki import der
from tests.corpus.case import Case
from tests.corpus.tree import Tree, grow

# Elements that nothing distinguished holds, put first into what is signed.
ELEMENTS = {
    "integer-of-no-octet": (b"\x02\x00", "shortest form"),
    "integer-with-a-zero-before": (b"\x02\x02\x00\x01", "shortest form"),
    "integer-with-a-sign-before": (b"\x02\x02\xff\x80", "shortest form"),
    "enumerated-with-a-zero-before": (b"\x0a\x02\x00\x01", "shortest form"),
    "boolean-of-ber": (b"\x01\x01\x01", "truth value"),
    "boolean-of-two-octets": (b"\x01\x02\xff\xff", "truth value"),
    "null-with-content": (b"\x05\x01\x00", "null that says something"),
    "object-of-no-octet": (b"\x06\x00", "name of an object"),
    "object-with-padding": (b"\x06\x03\x2a\x80\x01", "name of an object"),
    "object-that-does-not-end": (b"\x06\x02\x2a\x86", "name of an object"),
    "object-without-end": (b"\x06\x60" + b"\x2a" + b"\xff" * 94 + b"\x01", "too long"),
    "bits-of-no-octet": (b"\x03\x00", "bit string of no form"),
    "bits-with-nine-unused": (b"\x03\x02\x09\x00", "bit string of no form"),
    "bits-that-are-unused-and-set": (b"\x03\x02\x01\x01", "unused bits are set"),
    "octets-in-pieces": (b"\x24\x04\x04\x02\x00\x00", "several pieces"),
    "text-in-pieces": (b"\x2c\x03\x0c\x01a", "several pieces"),
    "sequence-not-constructed": (b"\x10\x00", "not constructed"),
    "set-not-constructed": (b"\x11\x00", "not constructed"),
    "set-out-of-order": (b"\x31\x06\x02\x01\x02\x02\x01\x01", "not in order"),
    "end-of-contents": (b"\x00\x00", "end of contents"),
    "indefinite-inside": (b"\x30\x80\x00\x00", "indefinite length"),
    "length-not-shortest-inside": (b"\x04\x81\x01\x00", "not the shortest"),
    "length-past-the-end": (b"\x04\x84\x7f\xff\xff\xff", "breaks off"),
    "length-reserved": (b"\x04\xff", "not the shortest"),
    "tag-of-several-octets": (b"\x1f\x81\x01\x00", "tag of several octets"),
    "nested-without-end": (b"", "nested too deeply"),
}


def nested(depth: int) -> bytes:
    """A sequence in a sequence in a sequence."""
    found = b""
    for _ in range(depth):
        found = der.sequence(found)
    return found


def _outer(change: Callable[[Tree], object]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        tree = grow(data)
        change(tree)
        return tree.written()

    return changed


def _body(data: bytes) -> bytes:
    return der.read(data).content


WHOLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda data: b"", "breaks off"),
    "one-octet": (lambda data: data[:1], "breaks off"),
    "cut-at-the-end": (lambda data: data[:-1], "breaks off"),
    "cut-in-the-middle": (lambda data: data[: len(data) // 2], "breaks off"),
    "an-octet-after": (lambda data: data + b"\0", "bytes after the end"),
    "another-after": (lambda data: data + data, "bytes after the end"),
    "indefinite": (lambda data: b"\x30\x80" + _body(data) + b"\0\0", "indefinite length"),
    "length-not-shortest": (
        lambda data: b"\x30\x83" + len(_body(data)).to_bytes(3, "big") + _body(data),
        "not the shortest",
    ),
    "length-of-five-octets": (
        lambda data: b"\x30\x85" + len(_body(data)).to_bytes(5, "big") + _body(data),
        "not the shortest",
    ),
    "another-tag": (lambda data: b"\xa0" + data[1:], "needed"),
    "an-integer": (lambda data: der.integer(1), "needed"),
    "two-parts": (_outer(lambda tree: tree.parts.pop()), "needed"),
    "four-parts": (_outer(lambda tree: tree.parts.append(Tree(4))), "needed"),
    "signature-as-octets": (_outer(lambda tree: setattr(tree[2], "tag", der.OCTET_STRING)), "needed"),
    "signature-of-broken-octets": (
        _outer(lambda tree: setattr(tree[2], "content", b"\x01" + tree[2].content[1:-1] + b"\0")),
        "broken octets",
    ),
}


# Those that say something of any encoding, and not only of what is signed in three parts.
ANY = [name for name in WHOLE if not name.startswith(("two-", "four-", "signature-"))]


def cases(kind: str, family: str, sound: bytes, sign: Callable[[bytes], bytes]) -> Iterator[Case]:
    """Everything that can be wrong with it; what is altered inside is signed again."""
    for name, (alter, reason) in WHOLE.items():
        yield Case(kind, family, name, partial(alter, sound), reason)
    for name, (element, reason) in ELEMENTS.items():
        yield Case(kind, family, name, partial(_signed, sound, element or nested(40), sign), reason)


def _signed(sound: bytes, element: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    return sign(_with(sound, element))


def _with(sound: bytes, element: bytes) -> bytes:
    body = der.read(sound).children()[0]
    return der.tlv(der.SEQUENCE, element + body.content)
