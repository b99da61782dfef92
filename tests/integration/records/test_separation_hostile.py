"""Who has a login and means ill: what the functions of the log, the catalogue and the sessions let him do, on a real server."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import IsolationLevel

from records import postgresql_session
from records.logbook import LogBook
from records.separation import found
from records.separation.writing import AHEAD_SECONDS, LOCK
from tests.cast import HandClock, role_file
from tests.integration.records.town import Town
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab
APPEND = "SELECT number FROM zy.append(%s, %s, %s, %s)"
ORIGIN = role_file().log.origin
AT = "2026-03-02T08:00:00Z"
WRITING = (
    "SELECT zy.append('\"audit.read\"', '\"chen\"', '{}', '2026-03-02T08:00:00Z')",
    "SELECT zy.put('\"audit.read\"', '\"chen\"', '{}', '2026-03-02T08:00:00Z')",
    "SELECT zy.integrate()",
    "SELECT zy.keep_checkpoint(1, '')",
    "SELECT zy.erase(1, 1, '{}')",
)


@pytest.fixture(autouse=True)
def left_as_it_was(town: Town) -> Iterator[None]:
    """Whatever a test has laid is taken back."""
    yield
    town.apply()


def differs(town: Town) -> list[str]:
    """What is not as it should be, but for who looks after the server."""
    return [one for one in town.drift() if "superuser dba_" not in one]


@contextmanager
def at_the_wrong_level(town: Town, level: IsolationLevel) -> Iterator[psycopg.Connection[Any]]:
    """A session of the auditor's, in a transaction that sees nothing of what others do meanwhile."""
    with psycopg.connect(town.url("chen")) as connection:
        connection.isolation_level = level
        yield connection


@pytest.mark.parametrize("level", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_no_number_is_given_twice_by_who_does_not_see_what_others_wrote(town: Town, level: IsolationLevel) -> None:
    for statement in WRITING:
        with at_the_wrong_level(town, level) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege) as no:
            connection.execute(statement.encode())
        assert "the log is written at the isolation level READ COMMITTED alone" in str(no.value)
    written = LogBook(town.records("chen"), HandClock()).append(Note("audit.read", "chen", {"read": "show"}))
    assert LogBook(town.records("li"), HandClock()).entry(written.number) == written


@pytest.mark.parametrize(
    ("body", "now"),
    [
        (json.dumps({"request": "C" * 3000}), AT),
        (json.dumps({"request": "政" * 200}), AT),
        ('{"request":1e100000}', AT),
        ('{"request":["CR-222222"]}', AT),
        ("{}", "9999-99-99T99:99:99Z"),
        ("{}", "2026-02-30T08:00:00Z"),
        ("{}", "2026-03-02T24:00:00Z"),
        ("{}", "0000-03-02T08:00:00Z"),
    ],
)
def test_what_an_index_or_a_clock_does_not_bear_is_not_written(town: Town, body: str, now: str) -> None:
    for function in ("append", "put"):
        with pytest.raises(psycopg.DataError):
            town.does("chen", APPEND.replace("append", function), '"audit.read"', '"chen"', body, now)
    book = LogBook(town.records("chen"), HandClock())
    assert book.append(Note("audit.read", "chen", {"request": "C" * 900, "read": "\0" * 4000})) == book.last()


def test_an_entry_from_the_future_is_refused_and_keeps_nobody_from_writing(town: Town) -> None:
    ahead = HandClock()
    ahead.instant = datetime.now(UTC) + timedelta(seconds=AHEAD_SECONDS + 600)
    with pytest.raises(ZhengyunError) as refused:
        LogBook(town.records("chen"), ahead).append(Note("audit.read", "chen", {"read": "show"}))
    assert refused.value.code.id == "ZY-REC-047"
    with pytest.raises(ZhengyunError) as refused:
        LogBook(town.records("chen"), ahead).append(Note("clock.corrected", "chen", {}))
    assert refused.value.code.id == "ZY-REC-047"
    book = LogBook(town.records("chen"), HandClock())
    assert book.append(Note("audit.read", "chen", {"read": "show"})) == book.last()


def checkpoint(town: Town, size: int, *, origin: str = ORIGIN, root: bytes = b"", more: str = "") -> str:
    """A note of that form; the root is the true one where none is given."""
    told = root or LogBook(town.records("chen"), HandClock()).root(size)
    signature = base64.b64encode(bytes(68)).decode()
    return f"{origin}\n{size}\n{base64.b64encode(told).decode()}\n\n\N{EM DASH} log {signature}\n{more}"


def test_a_checkpoint_has_the_root_that_the_database_reckons_itself(town: Town) -> None:
    keep, size = "SELECT zy.keep_checkpoint(%s, %s)", LogBook(town.records("chen"), HandClock()).size()
    for text in (
        "anything",
        checkpoint(town, size, more="words\n"),
        checkpoint(town, size, more="\N{EM DASH} a b\n" * 9999),
    ):
        with pytest.raises(psycopg.DataError):
            town.does("chen", keep, size, text)
    assert "not the root" in town.refused("chen", keep, size, checkpoint(town, size, root=bytes(32)))
    assert "not the root" in town.refused("chen", keep, size + 1, checkpoint(town, size))
    assert "not the root" in town.refused("chen", keep, size + 9, checkpoint(town, size + 9, root=bytes(32)))
    assert "no role file has a log of that name" in town.refused(
        "chen", keep, size, checkpoint(town, size, origin="mine")
    )
    for smaller in range(1, size + 1):
        town.does("chen", keep, smaller, checkpoint(town, smaller))
    assert len(LogBook(town.records("li"), HandClock()).checkpoints()) >= size
    assert town.does("chen", "SELECT count(*) FROM checkpoints WHERE size > %s", size) == [(0,)]


def test_a_role_file_is_the_next_version_and_says_so(town: Town) -> None:
    insert = "INSERT INTO role_files VALUES (%s, %s)"
    for version, document in (
        (3, '{"version":3}'),
        (2, '{"version":3}'),
        (2, "[2]"),
        (2, f'{{"version":2,"a":"{"x" * (1 << 24)}"}}'),
    ):
        assert "row-level security" in town.refused("li", insert, version, document)
    with pytest.raises(psycopg.DataError):
        town.does("li", insert, 2, "no JSON")


HOSTILE = (
    "CREATE FUNCTION zy.\"x(); DROP TABLE public.plans CASCADE; --\"(a text) RETURNS text LANGUAGE sql AS 'SELECT $1';",
    'CREATE TYPE public."a, b); DROP TABLE public.plans CASCADE; --" AS (c int); CREATE FUNCTION '
    "public.quiet(\"a, b); DROP TABLE public.plans CASCADE; --\") RETURNS int LANGUAGE sql AS 'SELECT 1';",
    "CREATE PROCEDURE zy.\"Do It\"() LANGUAGE sql AS 'SELECT 1';",
    'CREATE AGGREGATE public."A g"(int) (SFUNC = int4pl, STYPE = int);',
    'CREATE TABLE public."t(); x.y" (a int); ALTER TABLE public."t(); x.y" ENABLE ROW LEVEL SECURITY; '
    'CREATE POLICY "p; --" ON public."t(); x.y" USING (true); GRANT SELECT ON public."t(); x.y" TO PUBLIC;',
)


@pytest.mark.parametrize("statement", HOSTILE)
def test_a_name_in_the_catalogue_is_a_name_and_no_statement(town: Town, statement: str) -> None:
    town.meddle(statement)
    assert differs(town)
    town.apply()
    town.meddle('DROP TABLE IF EXISTS public."t(); x.y";')
    assert differs(town) == []
    assert town.does("chen", "SELECT to_regclass('public.plans') IS NOT NULL") == [(True,)]
    town.meddle('DROP TYPE IF EXISTS public."a, b); DROP TABLE public.plans CASCADE; --";')


def test_whoever_owned_the_database_before_owns_it_no_longer(town: Town) -> None:
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database();"
    assert town.databases.ask(owner, town.name).strip() == town.separation.names.owner
    town.meddle(f"ALTER DATABASE {town.name} OWNER TO keeper;")
    assert f"too much owner DATABASE {town.name} keeper" in differs(town)
    town.apply()
    assert town.databases.ask(owner, town.name).strip() == town.separation.names.owner


def test_what_sessions_begin_with_is_said_by_the_sessions_themselves(town: Town) -> None:
    town.meddle(
        "CREATE SCHEMA trap; CREATE TABLE trap.entries (number bigint, leaf bytea, hash bytea); GRANT USAGE ON SCHEMA trap TO PUBLIC; "
        f"GRANT SELECT ON trap.entries TO PUBLIC; ALTER DATABASE {town.name} SET search_path = trap, public; "
        f"ALTER DATABASE {town.name} SET default_transaction_isolation = 'serializable'; "
        f'ALTER ROLE "{town.login("chen")}" IN DATABASE {town.name} SET synchronous_commit = off;'
    )
    book = LogBook(town.records("chen"), HandClock())
    written = book.append(Note("audit.read", "chen", {"read": "show"}))
    assert book.last() == written
    with town.records("chen").engine.connect() as connection:
        said = [connection.exec_driver_sql(f"SHOW {one}").scalar() for one in ("synchronous_commit", "search_path")]
    assert said == ["on", "public, pg_temp"]
    told = differs(town)
    assert f"too much setting {town.name} search_path" in told
    assert f"too much setting {town.name} {town.login('chen')} synchronous_commit" in told
    town.apply()
    assert differs(town) == []
    town.meddle("DROP SCHEMA trap CASCADE;")


def said(town: Town, person: str, kind: str, body: dict[str, object]) -> int:
    """Somebody's entry; its number."""
    return LogBook(town.records(person), HandClock()).append(Note(kind, person, body)).number


def erases(town: Town, body: dict[str, object]) -> int:
    """The security administrator says that the first read of the auditor is erased, and erases it."""
    with psycopg.connect(town.url("li")) as connection:
        connection.execute(APPEND, ['"retention.erased"', '"li"', json.dumps(body), AT])
        row = connection.execute("SELECT zy.erase(%s, %s, '{}')", [body["first"], body["last"]]).fetchone()
    assert row
    return int(row[0])


def test_words_are_erased_by_two_people_and_not_past_a_hold(town: Town) -> None:
    number = said(town, "chen", "audit.read", {"read": "show", "request": "CR-222222"})
    span: dict[str, object] = {"first": number, "last": number}
    mine = said(town, "chen", "retention.proposed", {"first": number, "last": number + 1})
    for proposal in (None, number, mine, 10**6):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="nobody else has proposed"):
            erases(town, {**span, "proposal": proposal})
    held = said(town, "chen", "retention.proposed", span)
    said(town, "chen", "hold.placed", {"reason": "an inquiry", "request": "CR-222222"})
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="a hold was placed upon it"):
        erases(town, {**span, "proposal": held})
    again = said(town, "chen", "retention.proposed", span)
    said(town, "chen", "hold.placed", {"reason": "another inquiry", "request": "CR-333333"})
    assert erases(town, {**span, "proposal": again}) == 1
    assert town.does("chen", "SELECT leaf FROM entries WHERE number = %s", number) == [(None,)]


STRANGERS = {
    "who makes roles": ("CREATEROLE", "", "too much strange role that makes roles {stranger}"),
    "who may become one": ("", 'CREATE ROLE "{stranger}_maker" CREATEROLE; GRANT "{stranger}_maker" TO "{stranger}";',
                           "too much strange member of {stranger}_maker: {stranger}"),
    "who may become the superuser": ("", 'GRANT postgres TO "{stranger}";', "too much strange member of postgres: {stranger}"),
    "who writes everything": ("", 'GRANT pg_write_all_data TO "{stranger}";', "too much strange member of pg_write_all_data: {stranger}"),
}  # fmt: skip


@pytest.mark.parametrize("seed", STRANGERS)
def test_a_stranger_who_could_give_himself_a_role_of_ours_is_told(town: Town, seed: str) -> None:
    attributes, statement, finding = STRANGERS[seed]
    stranger = f"stranger_{list(STRANGERS).index(seed)}_{town.name}"
    superuser = town.databases.ask("SELECT rolname FROM pg_roles WHERE oid = 10;").strip()
    told = statement.format(stranger=stranger).replace("GRANT postgres", f'GRANT "{superuser}"')
    town.databases.login(stranger, attributes)
    try:
        town.meddle(told)
        assert finding.format(stranger=stranger).replace("postgres", superuser) in differs(town)
    finally:
        town.meddle(f'DROP ROLE IF EXISTS "{stranger}_maker"; DROP ROLE "{stranger}";')
    assert differs(town) == []


PASSED_ON = (
    "GRANT USAGE ON SCHEMA zy TO {whom} WITH GRANT OPTION;",
    "GRANT CONNECT ON DATABASE {database} TO {whom} WITH GRANT OPTION;",
    "GRANT EXECUTE ON FUNCTION zy.integrate() TO {whom} WITH GRANT OPTION;",
    "GRANT SELECT ON entries TO {whom} WITH GRANT OPTION; SET ROLE {whom}; GRANT SELECT ON entries TO {other}; RESET ROLE;",
    "GRANT UPDATE (state) ON requests TO {whom} WITH GRANT OPTION;",
    "GRANT SELECT ON zy.people TO {whom} WITH GRANT OPTION;",
)


@pytest.mark.parametrize("statement", PASSED_ON)
@pytest.mark.parametrize("group", [False, True])
def test_a_right_to_pass_a_right_on_is_told_and_taken(town: Town, statement: str, group: bool) -> None:
    whom = town.separation.names.groups[0] if group else town.login("wang")
    town.meddle(statement.format(whom=f'"{whom}"', other=f'"{town.login("zhou")}"', database=town.name))
    assert [one for one in differs(town) if one.endswith("WITH GRANT OPTION") and whom in one], differs(town)
    town.apply()
    assert differs(town) == []


def test_who_keeps_the_turn_to_write_to_himself_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_session, "PATIENCE", "SET lock_timeout = '300ms'")
    monkeypatch.setitem(found.TURN, "patience", 0)
    with psycopg.connect(town.url("zhou"), autocommit=True) as holds:
        holds.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        process = holds.info.backend_pid
        with pytest.raises(ZhengyunError) as refused:
            LogBook(town.records("chen"), HandClock()).append(Note("audit.read", "chen", {}))
        assert refused.value.code.id == "ZY-REC-048"
        assert town.login("zhou") in str(refused.value)
        assert str(process) in str(refused.value)
        told = [one for one in differs(town) if "the turn to write the log, held by" in one]
        assert f"{town.login('zhou')} (process {process}) since" in told[0]
        # Whoever lays rights does not hang, either.
        town.meddle("ALTER TABLE reviews DISABLE ROW LEVEL SECURITY;")
        with pytest.raises(ZhengyunError) as refused:
            town.apply()
        assert refused.value.code.id == "ZY-REC-048"
