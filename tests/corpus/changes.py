"""What is done to something that is signed, before it is signed again."""

from collections.abc import Callable

from pki import der
from pki import extensions as x
from pki.certificate import Extension
from tests.corpus.tree import Tree, drop, extensions, grow, position, put

Change = Callable[[Tree], object]


def attribute(oid: str, value: bytes) -> Tree:
    """A part of a name."""
    return grow(der.set_of(der.sequence(der.oid(oid), value)))


def instead(at: int, data: bytes) -> Change:
    """Another element in this place."""
    return lambda body: body[at].become(data)


def named(oid: str, value: bytes) -> Change:
    """One part more in the subject."""
    return lambda body: body[5].parts.append(attribute(oid, value))


def given(*more: Extension) -> Change:
    """These extensions, in the place of those that are there."""
    return lambda body: put(extensions(body), *more)


def without(*oids: str) -> Change:
    """None of these extensions."""
    return lambda body: drop(extensions(body), *oids)


def names(*found: bytes, critical: bool = False) -> Change:
    """These alternative names."""
    return given(Extension(x.ALTERNATIVE_NAMES, critical, der.sequence(*found)))


def times(begin: bytes, end: bytes) -> Change:
    """This validity."""
    return instead(4, der.sequence(begin, end))


def both(*changes: Change) -> Change:
    """One after the other."""

    def every(body: Tree) -> None:
        for change in changes:
            change(body)

    return every


def utc(text: str) -> bytes:
    return der.tlv(der.UTC_TIME, text.encode())


def general(text: str) -> bytes:
    return der.tlv(der.GENERALIZED_TIME, text.encode())


def explicit_default(body: Tree) -> None:
    """An extension that writes that it is not critical."""
    found = extensions(body)
    found[position(found, x.SUBJECT_KEY)].parts.insert(1, Tree(der.BOOLEAN, b"\0"))


def not_critical(oid: str) -> Change:
    """An extension that was critical."""

    def change(body: Tree) -> None:
        found = extensions(body)
        found[position(found, oid)].parts.pop(1)

    return change


def swapped(one: str, other: str) -> Change:
    """An extension under another's name."""

    def change(body: Tree) -> None:
        found = extensions(body)
        found[position(found, one)][0].become(der.oid(other))

    return change
