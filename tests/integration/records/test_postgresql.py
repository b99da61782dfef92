"""What PostgreSQL alone does with the records: what it refuses, what it says in our words, and what is found in it."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lab.database import control
from records import codes, postgresql_session
from records.checking import check, file_of
from records.database import LATEST
from records.opening import open_records
from records.postgresql import PostgreSQL
from tests.cast import signer
from tests.databases import Databases
from tests.postgres_records import PostgresRecords
from tests.records import Records
from tests.unit.governance.requests import refusal
from zhengyun.checkpoint import Checkpoint, signed
from zhengyun.entry import Note
from zhengyun.errors import Exit, ZhengyunError

pytestmark = pytest.mark.lab
NOTE = Note("spoken", "wang", {"words": "政云"})


@pytest.fixture(scope="module")
def maker(databases: Databases) -> PostgresRecords:
    return PostgresRecords(databases)


@pytest.fixture
def records(maker: PostgresRecords) -> Iterator[Records]:
    made = maker.begun()
    yield made
    made.database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET leaf = '{}'",
        "UPDATE entries SET number = 9 WHERE number = 2",
        "UPDATE entries SET leaf = NULL WHERE number = 2",
        "DELETE FROM entries",
        "TRUNCATE entries CASCADE",
        "UPDATE nodes SET hash = '\\x00'",
        "DELETE FROM nodes",
        "TRUNCATE nodes",
        "DELETE FROM checkpoints",
        "UPDATE checkpoints SET size = 1",
        "TRUNCATE checkpoints",
        "UPDATE inbox SET leaf = '{}'",
        "DELETE FROM inbox",
        "TRUNCATE inbox",
        "INSERT INTO inbox (number, leaf) VALUES (1, '{}')",
    ],
)
@pytest.mark.parametrize("before", ["", "SET session_replication_role = replica"])
def test_nothing_of_the_log_is_changed_by_its_tables_own_owner(
    records: Records, databases: Databases, statement: str, before: str
) -> None:
    records.book.append(NOTE)
    records.book.keep_checkpoint(2, str(signed(Checkpoint("log.example", 2, bytes(32)), signer("log"))))
    kept = list(records.book.entries())
    records.book.append(NOTE)
    name = records.url.partition("?")[0].rpartition("/")[2]
    with pytest.raises(ZhengyunError, match="entries are never changed"):
        databases.ask(f"{before};\n{statement};", name)
    assert list(records.book.entries())[:2] == kept
    assert check(records.url).sound


def test_what_was_altered_with_the_guards_away_is_found(records: Records) -> None:
    for _ in range(5):
        records.book.append(NOTE)
    assert check(records.url).sound
    assert check(records.url).entries == 6
    records.meddle("UPDATE entries SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'wang', 'gang'), 'UTF8') WHERE number = 3")  # fmt: skip
    health = check(records.url)
    assert [flaw.number for flaw in health.broken] == [3]
    assert health.problems == tuple(
        f"{one}: the guards against changes are not all there" for one in ("entries", "nodes", "checkpoints", "inbox")
    )


def test_a_node_that_is_altered_or_too_many_is_found(records: Records) -> None:
    for _ in range(5):
        records.book.append(NOTE)
    records.book.last()
    records.meddle("UPDATE nodes SET hash = sha256('') WHERE level = 2")
    records.meddle("INSERT INTO nodes VALUES (5, 9, sha256(''))")
    assert len(check(records.url).broken) >= 2


def test_a_missing_node_is_damage_and_no_riddle(records: Records) -> None:
    for _ in range(3):
        records.book.append(NOTE)
    records.book.last()
    records.meddle("DELETE FROM nodes WHERE level = 1")
    assert refusal(lambda: records.book.root(3)) == "ZY-REC-004"


class TestWords:
    """What goes wrong is said in our words, with what to do."""

    def test_a_password_in_the_address_is_refused_and_not_shown(self) -> None:
        with pytest.raises(ZhengyunError) as refused:
            open_records("postgresql://wang:hunter2@127.0.0.1/records")
        assert refused.value.code is codes.PASSWORD_IN_URL
        assert "hunter2" not in str(refused.value)

    def test_nobody_answers(self) -> None:
        with pytest.raises(ZhengyunError) as refused:
            open_records("postgresql://wang@127.0.0.1:1/records")
        assert (refused.value.code, refused.value.exit) == (codes.NO_SERVER, Exit.UNREACHABLE)

    def test_a_wrong_password(self, databases: Databases, tmp_path: Path) -> None:
        wrong = tmp_path / "wrong"
        wrong.write_text("*:*:*:keeper:guess\n")
        wrong.chmod(0o600)
        for passfile in (wrong, tmp_path / "none"):
            with pytest.raises(ZhengyunError) as refused:
                open_records(databases.server.url("keeper", "postgres", passfile))
            assert refused.value.code is codes.NOT_LET_IN

    def test_a_database_that_is_not_there(self, databases: Databases) -> None:
        with pytest.raises(ZhengyunError, match="does not exist"):
            open_records(databases.url("nowhere"))

    def test_records_that_were_never_begun(self, databases: Databases) -> None:
        url = databases.fresh()
        with pytest.raises(ZhengyunError) as refused:
            open_records(url, begin=False)
        assert refused.value.code is codes.NO_RECORDS
        assert refusal(lambda: check(url)) == "ZY-REC-015"

    def test_somebody_elses_tables(self, databases: Databases) -> None:
        url = databases.fresh()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE theirs (n int)")
        assert refusal(lambda: open_records(url)) == "ZY-REC-011"

    def test_another_encoding(self, databases: Databases) -> None:
        databases.ask("CREATE DATABASE latin OWNER keeper TEMPLATE template0 ENCODING 'LATIN1';")
        with pytest.raises(ZhengyunError, match="LATIN1") as refused:
            open_records(databases.url("latin"))
        assert refused.value.code is codes.NOT_UTF8

    def test_a_newer_version_and_a_missing_table(self, records: Records) -> None:
        records.meddle("ALTER TABLE stocks RENAME TO stacks")
        assert refusal(lambda: open_records(records.url)) == "ZY-REC-004"
        records.meddle("ALTER TABLE stacks RENAME TO stocks")
        records.meddle("UPDATE alembic_version SET version_num = '9999'")
        assert refusal(lambda: open_records(records.url)) == "ZY-REC-006"
        records.meddle("UPDATE alembic_version SET version_num = ?", LATEST)
        open_records(records.url).close()

    def test_no_connection_is_left(self, databases: Databases) -> None:
        url = databases.fresh()
        databases.ask(f"ALTER DATABASE {url.partition('?')[0].rpartition('/')[2]} CONNECTION LIMIT 1;")
        with psycopg.connect(url), pytest.raises(ZhengyunError) as refused:
            open_records(url)
        assert refused.value.code is codes.TOO_MANY

    def test_it_may_only_be_read(self, records: Records, databases: Databases) -> None:
        name = records.url.partition("?")[0].rpartition("/")[2]
        databases.ask(f"ALTER DATABASE {name} SET default_transaction_read_only = on;")
        again = records.again()
        assert refusal(lambda: again.book.append(NOTE)) == "ZY-REC-025"
        assert again.kinds() == ["roles"]
        again.database.close()
        databases.ask(f"ALTER DATABASE {name} RESET default_transaction_read_only;")

    def test_a_writer_who_never_gets_his_turn(self, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgresql_session, "PATIENCE", "SET lock_timeout = '200ms'")
        waiting = records.again()
        with records.database.write():
            assert refusal(lambda: waiting.book.append(NOTE)) == "ZY-REC-048"
        assert waiting.book.append(NOTE).number == 2, "and can try again"
        waiting.database.close()

    def test_backup_and_restore_name_the_servers_own_tools(self, records: Records) -> None:
        with pytest.raises(ZhengyunError) as refused:
            file_of(records.url)
        assert refused.value.code is codes.ON_A_SERVER
        assert "passfile" not in str(refused.value)


class TestKilled:
    """The server is killed."""

    def test_what_was_acknowledged_is_there_and_work_goes_on(self, records: Records, databases: Databases) -> None:
        told = [records.book.append(NOTE) for _ in range(20)]
        control.kill(databases.place)
        with pytest.raises(ZhengyunError) as refused:
            records.book.append(NOTE)
        assert refused.value.exit is Exit.UNREACHABLE
        control.up(databases.place, settings={"fsync": "off"})
        assert list(records.book.entries())[1:21] == told
        assert records.book.append(NOTE).number == 22
        assert check(records.url).sound

    def test_in_the_middle_of_a_transaction_nothing_of_it_is_kept(self, records: Records, databases: Databases) -> None:
        def half() -> None:
            with records.database.write() as connection:
                connection.exec_driver_sql("INSERT INTO plans VALUES ('half', '.')")
                control.kill(databases.place)
                connection.exec_driver_sql("INSERT INTO plans VALUES ('other', '.')")

        assert refusal(half) in {"ZY-REC-024", "ZY-REC-023"}
        control.up(databases.place, settings={"fsync": "off"})
        assert refusal(lambda: records.ledger.plan("half")) == "ZY-REC-004"


def test_a_process_that_was_forked_has_connections_of_its_own(records: Records) -> None:
    records.book.append(NOTE)
    child = os.fork()
    if not child:
        os._exit(0 if records.book.append(NOTE).number in {3, 4} else 1)
    records.book.append(NOTE)
    assert os.waitpid(child, 0)[1] == 0
    assert [one.number for one in records.book.entries()] == [1, 2, 3, 4]


def test_what_was_erased_is_no_longer_in_the_table(records: Records) -> None:
    from records.shelf import Shelf
    from zhengyun.soundness import Span

    word = "geheimnis"
    entry = records.book.append(Note("spoken", "wang", {"words": word}))
    shelf = Shelf(records.database, records.clock)
    span = Span(entry.number, entry.number)
    assert shelf.erase(Note("retention.erased", "chen", {"first": span.first, "last": span.last}), span, ("roles",), entry.number)  # fmt: skip
    assert records.book.walk().erased == [span]
    with psycopg.connect(records.url) as connection:
        (dead,) = connection.execute("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'entries'").fetchone()  # type: ignore[misc]
    assert dead == 0
    assert check(records.url).sound


def test_only_one_process_makes_the_tables(databases: Databases) -> None:
    import threading

    url, failed = databases.fresh(), []

    def opening() -> None:
        try:
            PostgreSQL(url).close()
        except ZhengyunError as error:
            failed.append(str(error))

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
