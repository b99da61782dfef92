"""Name constraints: which names an authority may certify, itself and by those below it (RFC 5280 sections 4.2.1.10, 6.1.3 (b) and (c), 6.1.4 (g)).

OpenSSL holds a path against them first. This is held besides, for what it lets pass: wildcards over an excluded name, addresses
of version 4 that are written in version 6, subtrees without a form.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final, NamedTuple, Protocol

from pki import der
from pki.certificate import Extension
from pki.extensions import ALTERNATIVE_NAMES, NAME_CONSTRAINTS
from pki.lint.opened import opened
from pki.names import Name, decode, show
from pki.subtrees import ADDRESS, DIRECTORY, DOMAIN, KINDS, MAILBOX, Kind
from zhengyun.errors import N_, Words

OTHER: Final = 0xA0
# A mailbox with letters outside of ASCII, which constraints on mailboxes mean too (RFC 9598 section 6).
INTERNATIONAL: Final = der.oid("1.3.6.1.5.5.7.8.9")
EMPTY: Final = der.sequence()
PERMITTED, EXCLUDED = 0xA0, 0xA1

Sides = Mapping[int, tuple[Any, ...]]
"""Subtrees by the tag of their kind."""


class Named(Protocol):
    """What has names: a certificate, or one that is about to be signed."""

    @property
    def subject_raw(self) -> bytes: ...
    @property
    def issuer_raw(self) -> bytes: ...
    @property
    def subject(self) -> Name: ...
    @property
    def extensions(self) -> Mapping[str, Extension]: ...


class Unsigned(NamedTuple):
    """One that is about to be signed."""

    subject_raw: bytes
    issuer_raw: bytes
    subject: Name
    extensions: Mapping[str, Extension]


class Trees(NamedTuple):
    """What one authority's certificate says. A kind that is among neither is free."""

    permitted: Sides
    excluded: Sides


def outside(path: Sequence[Named]) -> Words:
    """Which name in a path, from the leaf to its root, one of the authorities may not certify; nothing where all may.

    A root's constraints count as those of the others do (RFC 5937). An authority's certificate over its own name is not held
    against them, unless it is the leaf.
    """
    for depth in range(len(path) - 1, 0, -1):
        constraints = path[depth].extensions.get(NAME_CONSTRAINTS)
        if constraints:
            try:
                wrong = _violation(_trees(constraints.value), path[:depth])
            except ValueError:
                wrong = Words(N_("its name constraints have no form"))
            if wrong.text:
                return Words(N_("{name}: {why}"), {"name": show(path[depth].subject), "why": wrong})
    return Words("")


def _violation(trees: Trees, below: Sequence[Named]) -> Words:
    for depth, one in enumerate(below):
        if depth and one.subject_raw == one.issuer_raw:
            continue
        for tag, content in _names(one, ends=not depth):
            if (tag in trees.permitted or tag in trees.excluded) and not _allowed(trees, tag, content):
                return Words(N_("it may not certify the name {name}"), {"name": _shown(tag, content)})
    return Words("")


def _allowed(trees: Trees, tag: int, content: bytes) -> bool:
    kind = KINDS.get(tag)
    if kind is None:
        # RFC 5280 section 4.2.1.10: what cannot be held against its constraint is refused.
        return False
    try:
        name = kind.name(content)
    except der.DerError:
        return False
    return _permits(kind, trees.permitted.get(tag), name) and not any(
        kind.touches(name, tree) for tree in trees.excluded.get(tag, ())
    )


def _permits(kind: Kind, trees: tuple[Any, ...] | None, name: object) -> bool:
    return trees is None or any(kind.within(name, tree) for tree in trees)


def _names(found: Named, *, ends: bool) -> Iterator[tuple[int, bytes]]:
    """Every name of a certificate with its tag: its subject, the mailboxes in it, its alternative names.

    At the end of a path a common name that looks like a machine's counts as one, where no other does: there are programs that
    still take it so (RFC 9525 appendix A).
    """
    if found.subject_raw != EMPTY:
        yield DIRECTORY, found.subject_raw
    yield from ((MAILBOX, part.value.encode()) for part in found.subject if part.word == "E")
    alternatives = found.extensions.get(ALTERNATIVE_NAMES)
    inside = opened(ALTERNATIVE_NAMES, alternatives.value) if alternatives else None
    named = inside.names if inside else ()
    for tag, content in named:
        yield tag, content
        if tag == OTHER and content.startswith(INTERNATIONAL):
            yield MAILBOX, _international(content)
    if ends and not any(tag == DOMAIN for tag, _ in named):
        yield from (
            (DOMAIN, part.value.encode()) for part in found.subject if part.word == "CN" and _machine(part.value)
        )


def _international(content: bytes) -> bytes:
    """The mailbox in such a name; where it has no form it is none, and so refused."""
    with suppress(ValueError):
        _, value = der.each(content)
        (mailbox,) = value.children()
        return mailbox.expect(der.UTF8).content
    return b""


def _machine(text: str) -> bool:
    try:
        KINDS[DOMAIN].name(text.encode())
    except der.DerError:
        return False
    return "." in text


# An authority's are the same in one verdict after the other.
@lru_cache(256)
def _trees(value: bytes) -> Trees:
    """NameConstraints. Raises: DerError, also for nothing and for distances, which nobody may give."""
    given = der.check(value).expect(der.SEQUENCE).children()
    if [one.tag for one in given] not in ([PERMITTED], [EXCLUDED], [PERMITTED, EXCLUDED]):
        raise der.DerError(N_("constraints of no form"), 0)
    sides = {one.tag: _side(one) for one in given}
    return Trees(sides.get(PERMITTED, {}), sides.get(EXCLUDED, {}))


def _side(side: der.Node) -> Sides:
    found: dict[int, list[Any]] = {}
    for tree in side.children():
        base, *distances = tree.expect(der.SEQUENCE).children()
        if distances:
            raise der.DerError(N_("constraints of no form"), tree.offset)
        kind = KINDS.get(base.tag)
        found.setdefault(base.tag, []).append(kind.tree(base.content) if kind else base.content)
    if not found:
        raise der.DerError(N_("constraints of no form"), side.offset)
    return {tag: tuple(trees) for tag, trees in found.items()}


def _shown(tag: int, content: bytes) -> str:
    with suppress(ValueError):
        if tag == DIRECTORY:
            return show(decode(der.read(content)))
        if tag == ADDRESS:
            return str(ip_address(content))
    return ascii(content.decode("latin-1"))[1:-1]
