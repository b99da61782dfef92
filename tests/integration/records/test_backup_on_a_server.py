"""Records in PostgreSQL backed up and put back: the same file as of SQLite, whole or not at all, into whichever of the two."""

import json
import os
import signal
import sqlite3
import threading
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from records import postgresql_backup
from records.backing import backup, restore
from records.backup import backup as backup_of_a_file
from records.backup import check, verify
from records.checking import check as check_there
from records.logbook import LogBook
from records.opening import open_records
from records.readings import Reading, Readings
from records.store import Store
from tests.cast import HandClock, at
from tests.databases import Databases
from tests.integration.records.changing import Desk
from tests.integration.records.test_moving import STRANGE, carried, count, file, refused, sound
from tests.integration.records.town import Town
from zhengyun.entry import Note

pytestmark = pytest.mark.lab

__all__ = ["file"]

NOTE = Note("audit.read", "chen", {"read": STRANGE, "asked": {}})


def nobody(_claim: object) -> bool:
    """No process applies anything."""
    return False


def put(target: Path, where: Path | str) -> dict[str, object]:
    """Restore."""
    return restore(target, where, allow_older=False, alive=nobody)


@pytest.fixture
def url(file: Path, databases: Databases) -> str:
    """Records of a site on a server, in which a bit of everything is, and an entry that still waits in the inbox."""
    made = databases.fresh()
    carried(file, made)
    store = open_records(made, begin=False)
    LogBook(store, HandClock()).append(NOTE)
    store.close()
    with psycopg.connect(made) as connection:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
    return made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the backup goes."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "night"


def told(store: Store) -> list[object]:
    """What people see of records, and the log's proof that it is one."""
    desk, readings = Desk(store), Readings(store)
    requests = desk.ledger.requests()
    size = len(list(desk.book.entries()))
    return [
        list(desk.book.entries()),
        [desk.book.root(number) for number in range(1, size + 1)],
        desk.book.checkpoint(),
        requests,
        [desk.ledger.outcomes(one.id) for one in requests],
        [desk.ledger.receipt(one.id) for one in requests],
        readings.last("north"),
    ]


def there(where: Path | str) -> list[object]:
    """The same, of records at a place."""
    store = open_records(where, begin=False)
    try:
        assert sound(store)
        return told(store)
    finally:
        store.close()


def test_a_backup_is_one_file_its_manifest_and_all_of_it(url: str, target: Path) -> None:
    before, manifest = there(url), backup(url, target)
    assert {one.name for one in target.parent.iterdir()} == {"night", "night.json"}
    assert target.stat().st_mode & 0o777 == 0o600
    assert json.loads(target.with_name("night.json").read_text()) == manifest == verify(target)
    assert manifest["format"] == "zhengyun-backup/1"
    assert (manifest["entries"], manifest["head"]) == (check_there(url).entries, check_there(url).head)
    assert there(target) == before


def test_it_is_put_into_an_empty_database_and_into_a_file_and_back(
    url: str, target: Path, databases: Databases, tmp_path: Path
) -> None:
    before, manifest = there(url), backup(url, target)
    other, local = databases.fresh(), tmp_path / "local.sqlite"
    assert put(target, other) == {**manifest, "kept": ""} == put(target, local)
    assert there(other) == before == there(local)
    # Back again, from the file, and once more: the same tree each time.
    again = backup(local, tmp_path / "again")
    assert again["head"] == manifest["head"] == backup(other, tmp_path / "third")["head"]
    last = databases.fresh()
    put(tmp_path / "again", last)
    assert there(last) == before
    # The log goes on, and what is numbered goes on after what was carried.
    store = open_records(last, begin=False)
    assert LogBook(store, HandClock()).append(NOTE).number == manifest["entries"] + 1
    Readings(store).add([Reading("north", at(3), 1, "wang", {})])
    newest = Readings(store).last("north")
    assert newest
    assert newest.at == at(3)
    store.close()


def test_it_is_of_one_instant_while_others_write(url: str, target: Path) -> None:
    over, written = threading.Event(), list[int]()

    def writes() -> None:
        store = open_records(url, begin=False)
        book = LogBook(store, HandClock())
        while not over.is_set():
            written.append(book.append(NOTE).number)
        store.close()

    writer = threading.Thread(target=writes)
    writer.start()
    try:
        for number in range(4):
            seen = len(written)
            manifest = backup(url, target.with_name(f"night{number}"))
            health = check(target.with_name(f"night{number}"))
            assert health.sound
            assert (health.entries, health.head) == (manifest["entries"], manifest["head"])
            assert manifest["entries"] >= (written[seen - 1] if seen else 1), "what was acknowledged before is in it"
    finally:
        over.set()
        writer.join()
    assert written
    # What a backup has is how the log begins.
    store = open_records(url, begin=False)
    assert LogBook(store, HandClock()).root(manifest["entries"]).hex() == manifest["head"]
    store.close()


def test_where_records_are_nothing_is_put(url: str, target: Path) -> None:
    backup(url, target)
    before = count(url)
    error = refused(lambda: put(target, url))
    assert error.code.id == "ZY-REC-070"
    assert count(url) == before


def test_a_row_that_does_not_arrive_as_it_was_undoes_all(url: str, target: Path, databases: Databases) -> None:
    backup(url, target)
    other = databases.fresh()
    open_records(other).close()
    with psycopg.connect(other) as connection:
        connection.execute(
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN NEW.milliseconds := NEW.milliseconds + 1; RETURN NEW; END'"
        )
        connection.execute("CREATE TRIGGER other BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION other()")
    error = refused(lambda: put(target, other))
    assert (error.code.id, error.values["table"]) == ("ZY-REC-045", "readings")
    assert count(other) == 0


@pytest.mark.parametrize("at_table", ["plans", "entries", "nodes"])
def test_a_restore_that_is_killed_has_put_nothing_and_the_next_one_all(
    url: str, target: Path, databases: Databases, at_table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, other = backup(url, target), databases.fresh()

    def dies(table: str, _done: int, _total: int) -> None:
        if table == at_table:
            os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(postgresql_backup, "_quiet", dies)
        process = get_context("fork").Process(target=put, args=(target, other))
        process.start()
        process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert count(other) == 0
    assert put(target, other)["head"] == manifest["head"]


def test_a_backup_that_is_killed_leaves_the_earlier_one_whole(
    url: str, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = backup(url, target)

    def dies(_table: str, _done: int, _total: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(postgresql_backup, "_quiet", dies)
        process = get_context("fork").Process(target=backup, args=(url, target))
        process.start()
        process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert verify(target) == manifest
    # What it has left gives way to the next one.
    assert backup(url, target) == verify(target)
    assert {one.name for one in target.parent.iterdir()} == {"night", "night.json"}


def test_a_log_that_is_broken_is_not_taken_for_a_backup(url: str, target: Path) -> None:
    manifest = backup(url, target)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE entries DISABLE TRIGGER USER")
        connection.execute("UPDATE entries SET leaf = leaf || ' '::bytea WHERE number = 2")
        connection.execute("ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_update")
    assert refused(lambda: backup(url, target)).code.id == "ZY-REC-004"
    assert verify(target) == manifest
    assert not target.with_name("night.part").exists()


def test_a_backup_that_was_altered_is_put_nowhere(url: str, target: Path, databases: Databases) -> None:
    backup(url, target)
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("UPDATE requests SET state = 'approved'")
    other = databases.fresh()
    assert refused(lambda: put(target, other)).code.id == "ZY-REC-008"
    with psycopg.connect(other) as reached:
        assert reached.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_backup_of_a_file_is_put_on_a_server(file: Path, target: Path, databases: Databases) -> None:
    before = there(file)
    backup_of_a_file(file, target)
    other = databases.fresh()
    put(target, other)
    assert there(other) == before


@pytest.mark.parametrize("person", ["wang", "li", "chen"])
def test_each_administrative_role_may_back_up_by_its_own_login(town: Town, target: Path, person: str) -> None:
    manifest = backup(town.url(person), target)
    assert manifest["entries"] == check(target).entries > 0
    assert manifest == verify(target)


def test_whoever_may_not_read_all_of_it_has_no_backup_and_leaves_nothing(town: Town, target: Path) -> None:
    others = [one.person for one in town.who if not {"system", "security", "audit"} & set(one.offices)]
    assert others
    for person in others:
        error = refused(lambda person=person: backup(town.url(person), target))  # type: ignore[misc]
        assert error.code.id == "ZY-REC-027"
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("person", ["wang", "li", "chen", "executor"])
def test_no_office_puts_one_back(town: Town, target: Path, person: str) -> None:
    backup(town.url("chen"), target)
    before = count(town.url("chen"))
    error = refused(lambda: put(target, town.url(person)))
    assert error.code.id in {"ZY-REC-070", "ZY-REC-071"}
    assert count(town.url("chen")) == before
