"""The Merkle tree of RFC 6962 section 2.1: its hashes, its proofs, and their verification. Pure; no I/O.

`nodes(level, index)` is how a caller hands over the tree: the hash of the complete subtree of 2**level leaves that
begins at leaf index * 2**level. Leaves are level 0 and count from 0. Hashes are the 32 raw bytes of a SHA-256.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

Nodes = Callable[[int, int], bytes]
Proof = tuple[bytes, ...]

EMPTY: Final = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds these bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above these two."""
    return sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """A complete subtree: 2**level leaves from leaf number * 2**level on."""

    level: int
    number: int
    hash: bytes


class Frontier:
    """A tree that is only ever added to: it keeps one hash for each complete subtree, not one for each leaf."""

    def __init__(self, size: int = 0, nodes: Nodes | None = None) -> None:
        self.size = size
        self._peaks = [nodes(level, index) for level, index in _peaks(size)] if nodes else []

    def append(self, leaf: bytes) -> Iterator[Node]:
        """Add a leaf by its hash; yield every node above it that this completes, from below."""
        index, level = self.size, 0
        self.size += 1
        while index & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            index, level = index >> 1, level + 1
            yield Node(level, index, leaf)
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The hash of the whole tree."""
        return _joined(self._peaks)


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of leaves, given by their hashes."""
    tree = Frontier()
    for leaf in leaves:
        for _ in tree.append(leaf):
            pass
    return tree.root()


def root_at(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves."""
    return _joined([nodes(level, index) for level, index in _peaks(size)])


def inclusion(index: int, size: int, nodes: Nodes) -> Proof:
    """The path from a leaf to the root of the first `size` leaves (RFC 6962 section 2.1.1).

    Raises: ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return tuple(_path(index, 0, size, nodes))


def consistency(old: int, new: int, nodes: Nodes) -> Proof:
    """The proof that the tree of `old` leaves is how that of `new` leaves begins (RFC 6962 section 2.1.2).

    Raises: ValueError where the one cannot be the beginning of the other.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is not how one of {new} begins")
    return tuple(_between(old, 0, new, nodes, whole=True)) if 0 < old < new else ()


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from this leaf to that root (RFC 9162 section 2.1.3.2)."""
    # 1. There is such a leaf.
    if not 0 <= index < size:
        return False
    # 2. Climb: to the left where the node is a right child, or the last one; else to the right.
    node, last, hash_ = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            hash_ = node_hash(sibling, hash_)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        node, last = node >> 1, last >> 1
    # 3. The whole way has been gone, and it ends there.
    return last == 0 and hash_ == root


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the one tree is how the other begins (RFC 9162 section 2.1.4.2)."""
    # 1. Trees that need no proof.
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and (old_root == new_root if old == new else old_root == EMPTY)
    # 2. A complete old tree is itself the first hash.
    path = (old_root, *proof) if old & (old - 1) == 0 else tuple(proof)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    # 3. Build both roots at once.
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    # 4. Both came out.
    return last == 0 and (before, after) == (old_root, new_root)


def _peaks(size: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees that a tree consists of, from the left."""
    begin = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield level, begin >> level
            begin += 1 << level


def _joined(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY
    *left, hash_ = peaks
    for peak in reversed(left):
        hash_ = node_hash(peak, hash_)
    return hash_


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(begin: int, size: int, nodes: Nodes) -> bytes:
    """The root of `size` leaves from `begin` on, where `begin` is where a subtree of that size can begin."""
    return _joined([nodes(level, (begin >> level) + index) for level, index in _peaks(size)])


def _path(index: int, begin: int, size: int, nodes: Nodes) -> Iterator[bytes]:
    if size > 1:
        left = _split(size)
        if index < left:
            yield from _path(index, begin, left, nodes)
            yield _subtree(begin + left, size - left, nodes)
        else:
            yield from _path(index - left, begin + left, size - left, nodes)
            yield _subtree(begin, left, nodes)


def _between(old: int, begin: int, new: int, nodes: Nodes, *, whole: bool) -> Iterator[bytes]:
    if old == new:
        if not whole:
            yield _subtree(begin, new, nodes)
        return
    left = _split(new)
    if old <= left:
        yield from _between(old, begin, left, nodes, whole=whole)
        yield _subtree(begin + left, new - left, nodes)
    else:
        yield from _between(old - left, begin + left, new - left, nodes, whole=False)
        yield _subtree(begin, left, nodes)
