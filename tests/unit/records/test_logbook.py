"""The log: what is written comes back byte for byte, in order, for good, whatever the clock does."""

import json
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from governance.execution import execute
from records import database as databases
from records.database import Database
from tests.cast import signer
from tests.examples import examples
from tests.records import Records, fresh
from tests.unit.governance.requests import ask, refusal, say_yes, stored
from zhengyun.canonical import LARGEST, canonical
from zhengyun.change import Claim, State
from zhengyun.checkpoint import Checkpoint, signed
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


class TestKept:
    """What was written."""

    @pytest.mark.slow
    @examples(25)
    @given(notes=st.lists(NOTES, min_size=1, max_size=4))
    def test_whatever_is_told_comes_back_byte_for_byte(self, notes: list[Note]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            records = fresh(Path(folder) / "records.sqlite")
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

    def test_a_body_lies_in_the_file_as_it_is_signed_and_can_be_read_by_people(self, records: Records) -> None:
        records.book.append(Note("spoken", "王", {"事由": "扩容\n“财政局”", "a": 1}))
        assert records.book.size() == 2
        with closing(sqlite3.connect(records.file)) as connection:
            (actor, leaf) = connection.execute("SELECT actor, leaf FROM entries ORDER BY number DESC").fetchone()
        assert actor == "王"
        assert leaf == (
            '{"actor":"王","at":"2026-03-02T08:00:00Z","body":{"a":1,"事由":"扩容\\n“财政局”"},"kind":"spoken","number":2}'
        )
        assert canonical(json.loads(leaf)).decode() == leaf

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


class TestForGood:
    """What the database itself refuses."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE entries SET leaf = '{}'",
            "UPDATE OR REPLACE entries SET number = 1 WHERE number = 2",
            "DELETE FROM entries",
            "DELETE FROM entries WHERE number = 2",
            "UPDATE entries SET leaf = NULL WHERE number = 2",
            "REPLACE INTO entries (number, leaf, hash) SELECT number, '{}', hash FROM entries WHERE number = 2",
            "UPDATE nodes SET hash = x'00'",
            "DELETE FROM nodes",
            "REPLACE INTO nodes SELECT level, number, x'00' FROM nodes",
            "DELETE FROM checkpoints",
            "UPDATE checkpoints SET size = 1",
        ],
    )
    def test_an_entry_is_never_changed_replaced_or_deleted(self, records: Records, statement: str) -> None:
        records.book.append(NOTE)
        records.book.keep_checkpoint(2, str(signed(Checkpoint("log.example", 2, bytes(32)), signer("log"))))
        before = list(records.book.entries())
        with closing(sqlite3.connect(records.file)) as connection, pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)

        def through_us() -> None:
            with records.database.write() as ours:
                ours.execute(text(statement))

        assert refusal(through_us) == "ZY-REC-010"
        assert list(records.book.entries()) == before


class TestSqlite:
    """What is asked of SQLite is really on."""

    def test_it_writes_ahead_syncs_every_commit_and_holds_references(self, records: Records) -> None:
        with records.database.read() as connection:
            said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}  # fmt: skip
        assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    def test_readers_are_not_held_up_by_a_writer_and_see_what_was_before(self, records: Records) -> None:
        other = records.again()
        with records.database.write() as connection:
            connection.execute(text("INSERT INTO plans VALUES ('d', x'00')"))
            assert refusal(lambda: other.ledger.plan("d")) == "ZY-REC-004"
            assert other.kinds() == ["roles"]
        assert other.ledger.plan("d") == b"\0"

    def test_of_a_block_that_raises_nothing_is_kept(self, records: Records) -> None:
        def half() -> None:
            with records.database.write() as connection:
                connection.execute(text("INSERT INTO plans VALUES ('d', x'00')"))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            half()
        assert refusal(lambda: records.ledger.plan("d")) == "ZY-REC-004"
        records.book.append(NOTE)

    def test_a_writer_who_never_gets_his_turn_is_told_who_to_look_for(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(databases, "PATIENCE_SECONDS", 0.05)
        waiting = records.again()
        with records.database.write(), pytest.raises(ZhengyunError) as raised:
            waiting.book.append(NOTE)
        assert raised.value.code.id == "ZY-REC-003"
        assert "locked" not in str(raised.value)
        assert waiting.book.append(NOTE).number == 2, "and can try again"

    def test_a_full_database_says_so_keeps_what_it_has_and_goes_on_when_there_is_room(self, records: Records) -> None:
        def limit(pages: int) -> None:
            records.database.own().execute(f"PRAGMA max_page_count={pages}")

        def fill() -> None:
            for _ in range(200):
                records.book.append(Note("spoken", "wang", {"words": "满" * 1000}))

        limit(1)  # which SQLite takes as: no more than there are
        assert refusal(fill) == "ZY-REC-001"
        kept = list(records.again().book.entries())
        limit(1_000_000)
        after = records.book.append(NOTE)
        assert after.number == len(kept) + 1
        assert records.book.walk().flaws == []


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
    @examples(25)
    @given(moves=st.lists(st.integers(-20, 20), max_size=12))
    def test_however_it_jumps_no_entry_is_older_than_the_one_before(self, moves: list[int]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            records = fresh(Path(folder) / "records.sqlite")
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


def test_two_open_databases_of_one_file_share_one_log(tmp_path: Path) -> None:
    one = fresh(tmp_path / "records.sqlite")
    two = Records(Database(one.file))
    for turn in range(6):
        (one, two)[turn % 2].book.append(NOTE)
    assert list(one.book.entries()) == list(two.book.entries())
    assert one.book.walk().flaws == []
