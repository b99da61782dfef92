"""An encoding as a tree that can be altered anywhere and written again, right or wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pki import der
from pki.certificate import Extension


@dataclass
class Tree:
    """One element; `parts` are what a constructed one holds, `content` what a primitive one does."""

    tag: int
    content: bytes = b""
    parts: list["Tree"] = field(default_factory=list)

    def __getitem__(self, at: int) -> "Tree":
        return self.parts[at]

    def written(self) -> bytes:
        """Its bytes."""
        whole = b"".join(part.written() for part in self.parts) if self.tag & 0x20 else self.content
        return raw(self.tag, whole or self.content)

    def become(self, data: bytes) -> None:
        """Be these bytes, whatever they are."""
        self.tag, self.content, self.parts = -1, data, []


def raw(tag: int, content: bytes) -> bytes:
    """Tag and content, or with no tag the content as it is."""
    return content if tag < 0 else der.tlv(tag, content)


def grow(data: bytes) -> Tree:
    """The tree of a sound encoding."""
    return _grow(der.read(data))


def _grow(node: der.Node) -> Tree:
    if node.tag & 0x20:
        return Tree(node.tag, b"", [_grow(one) for one in node.children()])
    return Tree(node.tag, node.content)


def extensions(to_be_signed: Tree) -> Tree:
    """The list of extensions of a certificate or list: in the last field."""
    return to_be_signed[-1][0]


def position(found: Tree, oid: str) -> int:
    """Where an extension stands."""
    return next(at for at, one in enumerate(found.parts) if one[0].written() == der.oid(oid))


def put(found: Tree, *more: Extension) -> None:
    """Add extensions, in the place of those that are there."""
    for one in more:
        drop(found, one.oid)
        found.parts.append(grow(one.encoded()))


def drop(found: Tree, *oids: str) -> None:
    """Take extensions away."""
    wanted: Iterable[bytes] = [der.oid(oid) for oid in oids]
    found.parts = [one for one in found.parts if one[0].written() not in wanted]
