"""What SQLite alone does, and what is asked of it is really on."""

import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from records import database as databases
from tests.cast import signer
from tests.records import Records
from tests.unit.governance.requests import ask, refusal, say_no, say_yes, stored
from zhengyun.canonical import canonical
from zhengyun.checkpoint import Checkpoint, signed
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

NOTE = Note("spoken", "wang", {"words": "政云"})


def test_a_body_lies_in_the_file_as_it_is_signed_and_can_be_read_by_people(records: Records) -> None:
    records.book.append(Note("spoken", "王", {"事由": "扩容\n“财政局”", "a": 1}))
    assert records.book.size() == 2
    with closing(sqlite3.connect(records.file)) as connection:
        (actor, leaf) = connection.execute("SELECT actor, leaf FROM entries ORDER BY number DESC").fetchone()
    assert actor == "王"
    assert leaf == (
        '{"actor":"王","at":"2026-03-02T08:00:00Z","body":{"a":1,"事由":"扩容\\n“财政局”"},"kind":"spoken","number":2}'
    )
    assert canonical(json.loads(leaf)).decode() == leaf


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
def test_an_entry_is_never_changed_replaced_or_deleted(records: Records, statement: str) -> None:
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


def test_it_writes_ahead_syncs_every_commit_and_holds_references(records: Records) -> None:
    with records.database.read() as connection:
        said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}  # fmt: skip
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_writer_who_never_gets_his_turn_is_told_who_to_look_for(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "PATIENCE_SECONDS", 0.05)
    waiting = records.again()
    with records.database.write(), pytest.raises(ZhengyunError) as raised:
        waiting.book.append(NOTE)
    assert raised.value.code.id == "ZY-REC-003"
    assert "locked" not in str(raised.value)
    assert waiting.book.append(NOTE).number == 2, "and can try again"


def test_a_full_database_says_so_keeps_what_it_has_and_goes_on_when_there_is_room(records: Records) -> None:
    def limit(pages: int) -> None:
        records.embedded.own().execute(f"PRAGMA max_page_count={pages}")

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


def test_the_list_of_revoked_certificates_is_read_from_its_index_alone(records: Records) -> None:
    with records.database.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT serial, state, state_at, reason, invalidity, not_after FROM certificates "
            "WHERE authority = 'issuing' AND state <> 'good' ORDER BY serial"
        ).all()
    assert [row[3] for row in plan] == ["SEARCH certificates USING COVERING INDEX certificates_not_good (authority=?)"]


def test_what_is_no_text_any_more_is_damage_and_no_riddle(records: Records) -> None:
    request = ask(records, reason="扩容")
    say_yes(records, request, "li")
    say_no(records, ask(records), "sun", reason="不同意")
    records.meddle("UPDATE reviews SET reason = CAST(x'ff' AS TEXT)")
    with pytest.raises(ZhengyunError) as raised:
        stored(records, request)
    assert raised.value.code.id == "ZY-REC-004"
