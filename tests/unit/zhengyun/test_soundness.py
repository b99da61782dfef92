"""Going through a log finds every kind of damage where it is, whatever lies before and after it, over any number of chunks."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from zhengyun import soundness
from zhengyun.canonical import canonical, digest_of
from zhengyun.entry import CHANGED, MISSING, OTHER, Entry, Flaw
from zhengyun.merkle import Frontier, leaf_hash
from zhengyun.soundness import NODE, UNLIKE, Row, Span, Walk, walk

AT = "2026-03-02T08:00:{:02}Z"
SIZES = st.integers(0, 21)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk is of four entries here, so that a log has many."""
    monkeypatch.setattr(soundness, "LEVELS", 2)
    monkeypatch.setattr(soundness, "CHUNK", 4)


class Log:
    """Rows and nodes as they are kept."""

    def __init__(self, size: int) -> None:
        leaves = [Entry.make(one, AT.format(one), "spoken", "wang", {}).leaf for one in range(1, size + 1)]
        self.rows: list[Row] = [(number, leaf, leaf_hash(leaf)) for number, leaf in enumerate(leaves, 1)]
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.grow()

    def grow(self) -> None:
        """Make the nodes."""
        tree = Frontier()
        for _, _, hash_ in self.rows:
            self.nodes |= {(node.level, node.number): node.hash for node in tree.append(hash_)}

    def put(self, number: int, **values: Any) -> None:
        """Change a row."""
        names = ("number", "leaf", "hash")
        row = dict(zip(names, self.rows[number - 1], strict=True)) | values
        self.rows[number - 1] = (row["number"], row["leaf"], row["hash"])

    def walk(self) -> Walk:
        """Go through it."""

        def level(height: int, first: int, count: int) -> Sequence[bytes]:
            return [self.nodes[height, one] for one in range(first, first + count) if (height, one) in self.nodes]

        return walk(self.rows, level)


@examples(30)
@given(SIZES)
def test_a_log_that_nobody_touched_is_sound(size: int) -> None:
    assert Log(size).walk() == Walk(size)


@examples(30)
@given(st.integers(1, 21), st.data())
def test_a_changed_leaf_is_found_where_it_is(size: int, data: st.DataObject) -> None:
    log, number = Log(size), data.draw(st.integers(1, size))
    log.put(number, leaf=b'{"another":"leaf"}')
    assert log.walk().flaws == [Flaw(number, CHANGED)]


@examples(30)
@given(st.integers(1, 21), st.data())
def test_an_entry_made_anew_with_its_own_hash_is_found_by_the_node_over_it(size: int, data: st.DataObject) -> None:
    log, number = Log(size), data.draw(st.integers(1, size))
    entry = Entry.make(number, AT.format(number), "spoken", "zhou", {})
    log.put(number, leaf=entry.leaf, hash=bytes.fromhex(entry.hash))
    found = log.walk().flaws
    # Of the last entry of an odd number there is no node yet: it is the root that shows it.
    assert found == [] if number == size and size % 2 else all(flaw.what == NODE for flaw in found)
    assert all(flaw.number <= number for flaw in found)


@examples(30)
@given(st.integers(2, 21), st.data())
def test_a_node_altered_or_missing_is_found(size: int, data: st.DataObject) -> None:
    for damage in ("altered", "missing"):
        log = Log(size)
        place = data.draw(st.sampled_from(sorted(log.nodes)))
        if damage == "altered":
            log.nodes[place] = bytes(32)
        else:
            del log.nodes[place]
        assert Flaw((place[1] << place[0]) + 1, NODE) in log.walk().flaws


@examples(30)
@given(st.integers(2, 21), st.data())
def test_a_missing_entry_is_found_and_what_comes_after_is_looked_at_still(size: int, data: st.DataObject) -> None:
    log, number = Log(size), data.draw(st.integers(1, size - 1))
    log.put(size, leaf=b"{}")
    del log.rows[number - 1]
    found = log.walk()
    assert found.size == size
    assert [flaw for flaw in found.flaws if flaw.what != NODE] == [Flaw(number, MISSING), Flaw(size, CHANGED)]


@examples(30)
@given(st.integers(2, 21), st.data())
def test_two_entries_in_each_others_places_are_found(size: int, data: st.DataObject) -> None:
    log, number = Log(size), data.draw(st.integers(1, size - 1))
    (_, one, first), (_, other, second) = log.rows[number - 1 : number + 1]
    log.put(number, leaf=other, hash=second)
    log.put(number + 1, leaf=one, hash=first)
    log.grow()
    found = log.walk()
    assert found.flaws == [Flaw(number, OTHER), Flaw(number + 1, OTHER)]
    assert number + 1 in found.backwards


@examples(30)
@given(st.integers(1, 21), st.data())
def test_erased_entries_are_told_in_spans_and_the_tree_still_holds(size: int, data: st.DataObject) -> None:
    log = Log(size)
    gone = sorted(data.draw(st.sets(st.integers(1, size))))
    for number in gone:
        log.put(number, leaf=None)
    found = log.walk()
    assert found.flaws == []
    assert [number for span in found.erased for number in range(span.first, span.last + 1)] == gone
    assert all(one.last + 1 < other.first for one, other in zip(found.erased, found.erased[1:], strict=False))


def test_time_that_goes_back_is_told_over_the_border_of_a_chunk_too() -> None:
    log = Log(9)
    for number in (5, 8):
        entry = Entry.make(number, AT.format(number - 2), "spoken", "wang", {})
        log.put(number, leaf=entry.leaf, hash=bytes.fromhex(entry.hash))
    log.grow()
    assert log.walk() == Walk(9, backwards=[5, 8])


def carried(size: int) -> Log:
    """A log from before the tree."""
    log, previous = Log(0), "sha256:" + "0" * 64
    for number in range(1, size + 1):
        told = {"number": number, "at": AT.format(number), "kind": "k", "actor": "a", "body": {}, "previous": previous}
        leaf = canonical(told)
        previous = digest_of(leaf)
        log.rows.append((number, leaf, leaf_hash(leaf)))
    log.grow()
    return log


@pytest.mark.parametrize("number", range(1, 9))
def test_of_a_log_from_before_the_tree_each_entry_holds_the_digest_of_the_one_before(number: int) -> None:
    log = carried(9)
    assert log.walk() == Walk(9)
    leaf = log.rows[number - 1][1]
    assert leaf
    other = leaf.replace(b'"actor":"a"', b'"actor":"b"')
    log.put(number, leaf=other, hash=leaf_hash(other))
    log.grow()
    assert log.walk().flaws == [Flaw(number + 1, UNLIKE)]


ENDS: dict[str, Callable[[Log], None]] = {
    "all": lambda log: log.rows.clear(),
    "leaves that are no JSON": lambda log: log.put(3, leaf=b"\xff", hash=leaf_hash(b"\xff")),
    "empty leaves": lambda log: log.put(3, leaf=b"", hash=leaf_hash(b"")),
}


@pytest.mark.parametrize("how", ENDS)
def test_whatever_stands_there_is_told_and_raises_nothing(how: str) -> None:
    log = Log(9)
    ENDS[how](log)
    found = log.walk()
    assert found.flaws or not log.rows
    assert Span(1, 1) not in found.erased


def test_of_a_log_in_which_everything_is_wrong_not_everything_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "MOST", 5)
    log = Log(20)
    for number in range(1, 21):
        log.put(number, leaf=b"{}")
    assert len(log.walk().flaws) == 5
