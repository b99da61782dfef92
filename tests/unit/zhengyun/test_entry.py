"""An entry's leaf is canonical, and what its bytes tell at a glance is what they tell when they are read."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import VERIFIER, signer
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Glance, Sheet, cosigned_bytes, glance, leaf_of
from zhengyun.merkle import leaf_hash

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ['","at":"', ',"kind":"', ',"number":1}', '"}', "\\", '\\"', "\0"]
)
BODIES = st.dictionaries(
    WORDS, st.recursive(WORDS | st.integers(-9, 9), lambda one: st.dictionaries(WORDS, one, max_size=2)), max_size=3
)
AT = "2026-03-02T08:00:00Z"


@given(st.integers(1, 10**9), WORDS, WORDS, BODIES)
def test_a_leaf_is_the_canonical_form_of_what_it_tells(
    number: int, kind: str, actor: str, body: dict[str, Any]
) -> None:
    entry = Entry.make(number, AT, kind, actor, body)
    told = {"number": number, "at": AT, "kind": kind, "actor": actor, "body": body}
    assert entry.leaf == canonical(told) == leaf_of(number, AT, Sheet.of(kind, actor, body))
    assert entry.hash == leaf_hash(entry.leaf).hex()
    assert Entry.kept(number, entry.leaf, leaf_hash(entry.leaf)) == entry
    assert glance(entry.leaf) == Glance(number, AT, kind)


@given(st.integers(1, 10**9), WORDS, WORDS, BODIES)
def test_a_leaf_from_before_the_tree_is_read_as_well(number: int, kind: str, actor: str, body: dict[str, Any]) -> None:
    told = {"number": number, "at": AT, "kind": kind, "actor": actor, "body": body, "previous": "sha256:" + "0" * 64}
    assert glance(canonical(told)) == Glance(number, AT, kind)


@given(st.binary(max_size=60) | st.builds(lambda data: json.dumps(data).encode(), BODIES))
def test_whatever_stands_in_the_place_of_a_leaf_is_shown_and_raises_nothing(leaf: bytes) -> None:
    glance(leaf)
    entry = Entry.kept(3, leaf, b"hash")
    assert (entry.number, entry.leaf, entry.hash) == (3, leaf, b"hash".hex())


def test_of_an_erased_entry_number_and_hash_are_left() -> None:
    entry = Entry.kept(3, None, bytes(32))
    assert entry.erased
    assert entry == Entry(3, "", "", "", {}, b"", bytes(32).hex())


def test_a_witness_signs_number_and_hash() -> None:
    assert cosigned_bytes(1, "a") != cosigned_bytes(2, "a") != cosigned_bytes(2, "b")
    seen = signer("witness").sign(cosigned_bytes(1, "a"))
    assert VERIFIER.verify(signer("witness").public, cosigned_bytes(1, "a"), seen)
