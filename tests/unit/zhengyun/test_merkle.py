"""The Merkle tree against RFC 6962's own definition, and against everything that a forger could hand over."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengyun.merkle import (
    EMPTY,
    Frontier,
    Nodes,
    consistency,
    consistent,
    included,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_at,
)

# The leaves and roots that certificate transparency's own implementations are tested with.
LEAVES = [
    *(bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")),
    bytes(range(0x60, 0x70)),
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(definition(leaves[:split]), definition(leaves[split:]))


def data(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


def nodes(leaves: list[bytes]) -> Nodes:
    def node(level: int, index: int) -> bytes:
        part = leaves[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "only complete subtrees may be asked for"
        return definition(part)

    return node


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    assert root(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size - 1]


@given(st.integers(0, 70))
def test_roots_are_those_of_the_definition(size: int) -> None:
    leaves = data(size)
    assert root(map(leaf_hash, leaves)) == definition(leaves) == root_at(size, nodes(leaves))
    assert root(()) == EMPTY


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_goes_on_from_its_nodes(before: int, more: int) -> None:
    leaves = data(before + more)
    tree, kept = Frontier(before, nodes(leaves)), nodes(leaves)
    for leaf in leaves[before:]:
        for node in tree.append(leaf_hash(leaf)):
            assert node.hash == kept(node.level, node.number)
    assert tree.root() == definition(leaves)


@given(st.data(), st.integers(1, 70))
def test_inclusion(draw: st.DataObject, size: int) -> None:
    leaves = data(size)
    index = draw.draw(st.integers(0, size - 1))
    proof, top = inclusion(index, size, nodes(leaves)), definition(leaves)
    leaf = leaf_hash(leaves[index])
    assert included(leaf, index, size, proof, top)
    assert not included(leaf_hash(b"other"), index, size, proof, top)
    assert not included(leaf, index, size, (*proof, top), top)
    assert not included(leaf, index, size, proof, EMPTY)
    other = draw.draw(st.integers(-1, size + 1))
    assert included(leaf, other, size, proof, top) == (other == index)
    if proof:
        assert not included(leaf, index, size, proof[:-1], top)


@given(st.data(), st.integers(0, 70))
def test_consistency(draw: st.DataObject, new: int) -> None:
    leaves = data(new)
    old = draw.draw(st.integers(0, new))
    proof = consistency(old, new, nodes(leaves))
    roots = definition(leaves[:old]), definition(leaves)
    assert consistent(old, new, *roots, proof)
    assert not consistent(old, new, *roots, (*proof, EMPTY))
    if old:
        assert not consistent(old, new, leaf_hash(b"x"), roots[1], proof)
        assert not consistent(old, new, roots[0], leaf_hash(b"x"), proof)
    if proof:
        assert not consistent(old, new, *roots, proof[:-1])
        forged = list(proof)
        forged[draw.draw(st.integers(0, len(proof) - 1))] = leaf_hash(b"x")
        assert not consistent(old, new, *roots, forged)
    assert not consistent(new + 1, new, EMPTY, roots[1], proof)


@given(st.integers(-3, 9), st.integers(-3, 9), st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_foreign_proofs_are_refused_and_never_raise(one: int, other: int, proof: list[bytes]) -> None:
    assert not included(leaf_hash(b"a"), one, other, proof, b"\x01" * 32)
    assert not consistent(one, other, b"\x02" * 32, b"\x01" * 32, proof)


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion(3, 3, nodes(data(3)))
    with pytest.raises(ValueError, match="a tree of 4"):
        consistency(4, 3, nodes(data(3)))
