"""The log: what is written comes back byte for byte, in order, for good, whatever the clock does."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import text

from governance.execution import execute
from tests.contract.records.conftest import Maker
from tests.examples import examples
from tests.records import Records
from tests.unit.governance.requests import ask, refusal, say_yes, stored
from zhengyun.canonical import LARGEST, canonical
from zhengyun.change import Claim, State
from zhengyun.entry import Cosignature, Note
from zhengyun.errors import ZhengyunError

# Whatever is Unicode text.
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
NOTES = st.builds(Note, WORDS, WORDS, st.dictionaries(WORDS, DATA, max_size=4))
NOTE = Note("spoken", "wang", {"words": "政云"})
# Each example makes records of its own.
EACH = examples(25, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TestKept:
    """What was written."""

    @pytest.mark.slow
    @EACH
    @given(notes=st.lists(NOTES, min_size=1, max_size=4))
    def test_whatever_is_told_comes_back_byte_for_byte(self, maker: Maker, notes: list[Note]) -> None:
        records = maker.fresh()
        written = [records.book.append(note) for note in notes]
        records.database.close()
        again = records.again()
        kept = list(again.book.entries())
        assert again.book.walk().flaws == []
        again.database.close()
        assert kept == written
        assert [(one.kind, one.actor, canonical(one.body)) for one in kept] == [
            (note.kind, note.actor, canonical(note.body)) for note in notes
        ]
        assert [one.number for one in kept] == list(range(1, len(notes) + 1))

    def test_entries_are_read_from_a_number_on_and_by_kind(self, records: Records) -> None:
        for kind in ("a", "b", "a", "c"):
            records.book.append(Note(kind, "wang", {}))
        assert [entry.number for entry in records.book.entries(4)] == [4, 5]
        assert [entry.number for entry in records.book.of_kind("a", "c")] == [2, 4, 5]

    def test_the_entries_that_name_something_are_found_wherever_it_stands(self, records: Records) -> None:
        for kind, body in (("a", {"under": "GR-1"}), ("b", {"permit": {"under": "GR-1"}}), ("a", {"under": "GR-2"})):
            records.book.append(Note(kind, "wang", body))
        assert [entry.kind for entry in records.book.naming("GR-1", "a", "b")] == ["a", "b"]
        assert [entry.body for entry in records.book.naming("GR-1", "a")] == [{"under": "GR-1"}]
        assert list(records.book.entries(6)) == []

    def test_a_witness_signs_an_entry_once_and_the_first_signature_stays(self, records: Records) -> None:
        entry = records.book.append(NOTE)
        first = Cosignature(entry.number, entry.hash, "见证人", "first")
        records.book.keep(first)
        records.book.keep(first._replace(value="second"))
        second = first._replace(witness="another")
        records.book.keep(second)
        assert set(records.book.cosignatures()) == {first, second}

    def test_no_signature_is_kept_of_an_entry_that_is_not_there(self, records: Records) -> None:
        assert refusal(lambda: records.book.keep(Cosignature(99, "h", "w", "v"))) == "ZY-REC-004"
        assert list(records.book.cosignatures()) == []


class TestTurns:
    """Readers and writers beside each other."""

    def test_readers_are_not_held_up_by_a_writer_and_see_what_was_before(self, records: Records) -> None:
        other = records.again()
        with records.database.write() as connection:
            connection.execute(text("INSERT INTO plans SELECT 'd', CAST('.' AS BLOB)"))
            assert refusal(lambda: other.ledger.plan("d")) == "ZY-REC-004"
            assert other.kinds() == ["roles"]
        assert other.ledger.plan("d") == b"."

    def test_of_a_block_that_raises_nothing_is_kept(self, records: Records) -> None:
        def half() -> None:
            with records.database.write() as connection:
                connection.execute(text("INSERT INTO plans SELECT 'd', CAST('.' AS BLOB)"))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            half()
        assert refusal(lambda: records.ledger.plan("d")) == "ZY-REC-004"
        records.book.append(NOTE)


class TestClock:
    """The machine's clock is set back."""

    def test_within_what_machines_differ_by_the_later_time_is_written(self, records: Records) -> None:
        first = records.book.append(NOTE)
        records.clock.pass_by(-5)
        assert records.book.append(NOTE).at == first.at

    def test_beyond_that_nothing_is_written_until_the_time_is_right(self, records: Records) -> None:
        first = records.book.append(NOTE)
        records.clock.pass_by(-6)
        with pytest.raises(ZhengyunError) as raised:
            records.book.append(NOTE)
        assert raised.value.code.id == "ZY-LOG-001"
        assert "07:59:54" in str(raised.value)
        assert first.at in str(raised.value)
        assert list(records.book.entries())[-1] == first
        records.clock.pass_by(6)
        assert records.book.append(NOTE).number == first.number + 1

    def test_no_request_is_submitted_or_approved_or_begun(self, records: Records) -> None:
        request = ask(records)
        records.clock.pass_by(-60)
        assert refusal(lambda: ask(records)) == "ZY-LOG-001"
        assert refusal(lambda: say_yes(records, request)) == "ZY-LOG-001"
        assert [one.id for one in records.ledger.requests()] == [request.id]
        assert stored(records, request).reviews == ()
        records.clock.pass_by(60)
        say_yes(records, request)
        records.clock.pass_by(-60)
        claim = Claim("here", 1, "boot", "1", "wang", "")
        never: Any = None
        begin = {"claim": claim, "resume": False, "alive": never, "ledger": records.ledger, "book": records.book}
        approved, now = stored(records, request), records.clock.now()
        assert refusal(lambda: execute(approved, apply=never, now=now, **begin)) == "ZY-LOG-001"
        assert (stored(records, request).stored, stored(records, request).claim) == (State.APPROVED, None)

    @pytest.mark.slow
    @EACH
    @given(moves=st.lists(st.integers(-20, 20), max_size=12))
    def test_however_it_jumps_no_entry_is_older_than_the_one_before(self, maker: Maker, moves: list[int]) -> None:
        records = maker.fresh()
        for seconds in moves:
            records.clock.pass_by(seconds)
            with suppress(ZhengyunError):
                records.book.append(NOTE)
        entries = list(records.book.entries())
        found = records.book.walk()
        records.database.close()
        assert [one.at for one in entries] == sorted(one.at for one in entries)
        assert [one.number for one in entries] == list(range(1, len(entries) + 1))
        assert (found.flaws, found.backwards) == ([], [])


def test_who_opens_it_twice_has_one_log(empty: Records) -> None:
    one, two = empty, empty.again()
    for turn in range(6):
        (one, two)[turn % 2].book.append(NOTE)
    assert list(one.book.entries()) == list(two.book.entries())
    assert one.book.walk().flaws == []
    two.database.close()
