"""Records carried from SQLite to PostgreSQL: all of it and as it was, or nothing; and the old ones say where they are."""

import os
import signal
import sqlite3
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from governance.audit import verify
from governance.roles import history
from records.database import Database
from records.logbook import LogBook
from records.moving.move import Moved, move
from records.moving.source import Source
from records.opening import open_records
from records.readings import Reading, Readings
from records.rolefiles import RoleFiles
from records.store import Store
from tests.cast import VERIFIER, HandClock, at
from tests.databases import Databases
from tests.integration.records.changing import Desk
from tests.records import begun
from tests.unit.zhengyun.interpreter import Interpreter
from tests.witnessing import watching
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab
STRANGE = "a\0b \U0010fffe0 \U0010fffe1 财政局 \\ \t\n '\" \x7f"
Told = Callable[[str, int, int], None]


def quiet(_table: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Records of a site in which a bit of everything is."""
    records = begun(tmp_path / "moving.sqlite")
    desk = Desk(records.database)
    for _ in range(3):
        request = desk.ask()
        desk.agree(request)
    desk.carry_out(request, Interpreter({}), witness=watching(records))
    desk.book.append(Note("audit.read", "chen", {"read": STRANGE, "asked": {}}))
    readings = Readings(records.database)
    readings.add(
        [
            Reading("north", at(1), 12, "wang", {"name": STRANGE}),
            Reading("north", at(2), 9, "wang", None, {"code": "x"}),
        ]
    )
    records.database.close()
    return records.file


def carried(file: Path, url: str, told: Told = quiet) -> Moved:
    """Carry them."""
    open_records(url).close()
    return move(file, url, "wang", HandClock(), lambda _: False, told)


def sound(store: Store) -> bool:
    """Whether the log and everything signed in it holds."""
    book, roles = LogBook(store, HandClock()), RoleFiles(store, HandClock())
    report = verify(book, history(roles, book, VERIFIER), VERIFIER)
    assert not report.flaws
    return report.sound


def count(url: str) -> int:
    """How many entries a database has."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM entries").fetchone()
        return int(row[0]) if row else -1


def refused(work: Callable[[], object]) -> ZhengyunError:
    """With what it is refused."""
    with pytest.raises(ZhengyunError) as error:
        work()
    return error.value


def test_all_of_it_is_there_as_it_was_and_the_log_goes_on(file: Path, databases: Databases) -> None:
    before = Database(file)
    entries, roots = list(Desk(before).book.entries()), Desk(before).book.root(5)
    requests, read = Desk(before).ledger.requests(), Readings(before).last("north")
    outcomes = Desk(before).ledger.outcomes(requests[0].id)
    before.close()
    url = databases.fresh()
    moved = carried(file, url)
    there = open_records(url, begin=False)
    book = LogBook(there, HandClock())
    *same, word = book.entries()
    assert same == entries
    assert book.root(5) == roots
    assert (word.kind, word.actor, word.body["root"]) == ("records.moved", "wang", moved.root)
    assert (moved.entries, moved.tables["entries"].rows) == (len(entries), len(entries))
    assert Desk(there).ledger.requests() == requests
    assert Desk(there).ledger.outcomes(requests[0].id) == outcomes
    assert Readings(there).last("north") == read
    assert book.checkpoint()
    assert sound(there)
    # What is numbered goes on after what was carried.
    Readings(there).add([Reading("north", at(3), 1, "wang", {})])
    assert book.append(Note("audit.read", "chen", {})).number == len(entries) + 2
    there.close()


def test_the_old_place_says_where_they_are_also_to_who_had_it_open(file: Path, databases: Databases) -> None:
    open_before = Database(file)
    moved = carried(file, databases.fresh())
    for work in (
        lambda: Database(file),
        lambda: LogBook(open_before, HandClock()).append(Note("audit.read", "chen", {})),
        lambda: Desk(open_before).ask(),
        lambda: carried(file, databases.fresh()),
    ):
        error = refused(work)
        assert (error.code.id, error.values["to"]) == ("ZY-REC-044", moved.to)
    assert "keeper" not in moved.to
    open_before.close()


def test_where_something_is_already_nothing_is_put(file: Path, databases: Databases) -> None:
    url = databases.fresh()
    there = open_records(url)
    LogBook(there, HandClock()).append(Note("audit.read", "chen", {}))
    LogBook(there, HandClock()).last()
    there.close()
    assert refused(lambda: carried(file, url)).code.id == "ZY-REC-043"
    assert count(url) == 1
    LogBook(Database(file), HandClock()).append(Note("audit.read", "chen", {}))


@pytest.mark.parametrize("table", ["plans", "entries", "nodes", "readings"])
def test_killed_on_the_way_the_old_ones_are_in_force_and_the_next_attempt_carries_all(
    file: Path, databases: Databases, table: str
) -> None:
    url = databases.fresh()
    open_records(url).close()

    def dies(at_table: str, _done: int, _total: int) -> None:
        if at_table == table:
            os.kill(os.getpid(), signal.SIGKILL)

    process = get_context("fork").Process(target=carried, args=(file, url, dies))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert count(url) == 0
    book = LogBook(Database(file), HandClock())
    written = book.append(Note("audit.read", "chen", {}))
    assert carried(file, url).entries == written.number


def test_cut_off_before_the_last_step_the_next_attempt_takes_that_step(
    file: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.fresh()
    with monkeypatch.context() as patch:
        patch.setattr(Source, "leave", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            carried(file, url)
    LogBook(Database(file), HandClock()).last()
    again = carried(file, url)
    assert again.again
    assert count(url) == again.entries + 1
    assert refused(lambda: Database(file)).code.id == "ZY-REC-044"


def test_what_was_written_in_the_old_place_after_that_is_not_lost_silently(
    file: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.fresh()
    with monkeypatch.context() as patch:
        patch.setattr(Source, "leave", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            carried(file, url)
    LogBook(Database(file), HandClock()).append(Note("audit.read", "chen", {}))
    assert refused(lambda: carried(file, url)).code.id == "ZY-REC-043"
    assert carried(file, databases.fresh()).entries > 0


def test_a_row_that_does_not_arrive_as_it_was_undoes_all(file: Path, databases: Databases) -> None:
    url = databases.fresh()
    open_records(url).close()
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN NEW.milliseconds := NEW.milliseconds + 1; RETURN NEW; END'"
        )
        connection.execute("CREATE TRIGGER other BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION other()")
    error = refused(lambda: carried(file, url))
    assert (error.code.id, error.values["table"]) == ("ZY-REC-045", "readings")
    assert count(url) == 0
    Database(file).close()


def test_nobody_writes_in_the_old_place_meanwhile(file: Path, databases: Databases) -> None:
    tried: list[str] = []

    def told(table: str, done: int, _total: int) -> None:
        if table == "entries" and not done:
            with sqlite3.connect(file, timeout=0.1) as other, pytest.raises(sqlite3.OperationalError) as error:
                other.execute("INSERT INTO inbox VALUES (99, 'x')")
            tried.append(str(error.value))

    carried(file, databases.fresh(), told)
    assert tried == ["database is locked"]


def test_while_a_request_is_being_applied_they_stay(file: Path, databases: Databases) -> None:
    with sqlite3.connect(file) as connection:
        claim = (
            '{"host": "here", "process": 1, "boot": "b", "started": "1", "actor": "wang", "at": "2026-03-02T08:00:00Z"}'
        )
        connection.execute("UPDATE requests SET claim = ? WHERE state = 'approved'", (claim,))
    url = databases.fresh()
    open_records(url).close()
    error = refused(lambda: move(file, url, "wang", HandClock(), lambda _: True, quiet))
    assert error.code.id == "ZY-REC-046"


def test_a_log_that_is_broken_is_not_carried(file: Path, databases: Databases) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute("UPDATE entries SET leaf = leaf || ' ' WHERE number = 1")
    assert refused(lambda: carried(file, databases.fresh())).code.id == "ZY-REC-004"
