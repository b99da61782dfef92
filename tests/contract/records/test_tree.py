"""However entries come in, by the inbox or inside somebody's transaction, the tree is the one of RFC 6962 over them."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from records import inbox, postgresql
from records.logbook import Sought, append
from records.store import log_of
from tests.contract.records.conftest import Maker
from tests.examples import examples
from tests.records import Records
from zhengyun import merkle
from zhengyun.entry import Note
from zhengyun.merkle import leaf_hash

NOTE = Note("spoken", "wang", {})
# Each example makes records of its own.
EACH = examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Who writes how, one after another; or makes entries of what waits.
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from(["inbox", "transaction", "integrate", "read"])), max_size=40
)


@pytest.mark.slow
@EACH
@given(STEPS, st.integers(1, 7))
def test_the_tree_of_any_batches_by_anybody_is_the_tree_of_the_entries(
    maker: Maker, steps: list[tuple[int, str]], many: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for driver in (inbox, postgresql):
            patch.setattr(driver, "BATCH", many)
        first = maker.fresh()
        writers = (first, first.again(), first.again())
        told = []
        for number, (who, how) in enumerate(steps):
            one = writers[who]
            note = Note(how, f"w{who}", {"step": number, "request": f"CR-{who}"})
            if how == "inbox":
                told.append(one.book.append(note))
            elif how == "read":
                assert one.book.size() == len(told)
            else:
                with one.database.write() as connection:
                    if how == "integrate":
                        log_of(connection).integrate(connection)
                    else:
                        told.append(append(connection, note, one.clock))
        leaves = [leaf_hash(one.leaf) for one in told]
        assert list(first.book.entries()) == told
        assert [bytes.fromhex(one.hash) for one in told] == leaves
        for size in range(len(told) + 1):
            assert first.book.root(size) == merkle.root(leaves[:size])
        assert first.book.walk().flaws == []
        for one in writers:
            one.database.close()


@given(st.integers(1, 40), st.integers(1, 40))
@EACH
@pytest.mark.slow
def test_proofs_lead_from_entries_to_roots_and_from_roots_to_roots(maker: Maker, one: int, other: int) -> None:
    number, size = sorted((one, other))
    records = maker.fresh()
    leaves = [bytes.fromhex(records.book.append(NOTE).hash) for _ in range(size)]
    book, root = records.book, records.book.root(size)
    assert merkle.included(leaves[number - 1], number - 1, size, book.inclusion(number, size), root)
    assert merkle.consistent(number, size, book.root(number), root, book.consistency(number, size))
    with pytest.raises(ValueError, match="no leaf"):
        book.inclusion(size + 1, size)
    records.database.close()


class TestQuery:
    """Entries are found by what they tell."""

    @pytest.fixture
    def book(self, records: Records) -> Records:
        for number in range(6):
            records.clock.pass_by(60)
            body = {"request": f"CR-{number % 2}", "words": f"政云 {number}"}
            records.book.append(Note(("asked", "said")[number % 2], ("wang", "li")[number // 3], body))
        return records

    @pytest.mark.parametrize(
        ("sought", "numbers"),
        [
            (Sought(), [7, 6, 5, 4, 3, 2, 1]),
            (Sought(kinds=("said",)), [7, 5, 3]),
            (Sought(kinds=("said", "roles")), [7, 5, 3, 1]),
            (Sought(actor="li"), [7, 6, 5]),
            (Sought(request="CR-0"), [6, 4, 2]),
            (Sought(request="CR-0", actor="li"), [6]),
            (Sought(words="政云 3"), [5]),
            (Sought(since="2026-03-02T08:05:00Z"), [7, 6]),
            (Sought(until="2026-03-02T08:02:00Z"), [2, 1]),
            (Sought(since="2026-03-02T08:02:00Z", until="2026-03-02T08:03:00Z"), [3]),
            (Sought(words="' OR 1=1"), []),
        ],
    )
    def test_by_kind_person_request_time_and_words(self, book: Records, sought: Sought, numbers: list[int]) -> None:
        assert [one.number for one in book.book.query(sought)] == numbers

    def test_page_by_page(self, book: Records) -> None:
        first = book.book.query(Sought(), most=4)
        second = book.book.query(Sought(), most=4, before=first[-1].number)
        assert [one.number for one in first + second] == [7, 6, 5, 4, 3, 2, 1]
