"""A real server's log: whoever goes past the tool is found, and the tool's own work is not accused."""

import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from governance.reconciliation import LOGIN, REFUSED, Reconciled
from governance.recorded import ALTERED, LAYING, PAST, STRANGER, TO_THE_LOG, Laid, Way, reconcile
from lab.database import control
from records.evidence import HOLES, ServerLog
from records.logbook import LogBook
from records.opening import open_records
from records.separation.offices import Holder, Names, Office
from records.separation.rights import LOG
from records.separation.separating import Separation
from tests.databases import Databases
from zhengyun.entry import Note
from zhengyun.gapped import NOT_COLLECTED, NOT_EVENTS, TOO_YOUNG
from zhengyun.instant import SystemClock, text

pytestmark = pytest.mark.lab

ADMIN, STRANGE = "dba_mill", "mill_stranger"
PERSON = "mill-wei"


@dataclass
class Mill:
    """A town's records on a server, separated, with one person who uses the tool, and an administrator who does not."""

    databases: Databases
    name: str
    login: str
    laid: Laid

    def url(self, user: str) -> str:
        return self.databases.url(self.name, user)

    def by_hand(self, user: str, *statements: str) -> None:
        """Statements as somebody types them; what he calls his application is his to choose."""
        with psycopg.connect(self.url(user), application_name="zhengyun", autocommit=True) as line:
            for one in statements:
                with contextlib.suppress(psycopg.Error):
                    line.execute(one.encode())

    def work(self) -> None:
        """What the tool does with somebody's login: entries of the log, and rows of the road."""
        store = open_records(self.url(self.login))
        book = LogBook(store, SystemClock())
        for number in range(3):
            book.append(Note("notice.failed", PERSON, {"number": number}))
        store.close()

    @property
    def log(self) -> ServerLog:
        return ServerLog("records", self.name, (self.databases.server.log,))

    def held(self, since: str) -> Reconciled:
        way = Way(frozenset({self.login}), frozenset(LOG), (self.laid,))
        return reconcile(self.log.lines(since), way, (since, "9999"))


def now() -> str:
    return text(datetime.now(UTC))


@pytest.fixture(scope="module")
def mill(databases: Databases) -> Mill:
    databases.login(ADMIN, "SUPERUSER")
    databases.login(STRANGE)
    url = databases.fresh()
    name = url.partition("?")[0].rpartition("/")[2]
    open_records(url, begin=True).close()
    names = Names(name)
    separation = Separation(databases.url(name, ADMIN))
    login = names.login(PERSON)
    who = [Holder(login, PERSON, (Office.SYSTEM, Office.OPERATOR))]
    differences = len(separation.differences(who))
    separation.apply(who, Note(LAYING, PERSON, {"differences": differences}), SystemClock())
    at = now()
    separation.password(login, "mill mill mill")
    with databases.passfile.open("a") as file:
        file.write(f"*:*:*:{login}:mill mill mill\n")
    databases.ask(f"GRANT CONNECT ON DATABASE {name} TO {STRANGE};")
    return Mill(databases, name, login, Laid(at, differences))


@pytest.fixture
def since(mill: Mill) -> str:
    """From the next whole second on, so that nothing of another test is told."""
    began = now()
    while now() == began:
        pass
    return now()


def why(found: Reconciled) -> set[tuple[str, str, str]]:
    return {(one.why, one.deed.actor, one.deed.what.partition(" (")[0]) for one in found.findings}


def test_the_tools_own_work_is_not_accused(mill: Mill, since: str) -> None:
    mill.work()
    found = mill.held(since)
    assert found.findings == ()
    assert found.left_out[LOGIN] >= 1
    assert mill.log.gaps(since, now()) == ()


def test_what_the_tool_has_laid_is_known_by_its_entry(mill: Mill) -> None:
    found = mill.held(mill.laid.at[:-6] + "00:00Z")
    assert found.explained[LAYING] > 10
    assert not [one for one in found.findings if "ROW LEVEL SECURITY" in one.deed.what]


def test_behind_its_back(mill: Mill, since: str) -> None:
    mill.work()
    mill.by_hand(ADMIN, "ALTER TABLE requests DISABLE TRIGGER ALL", "UPDATE /* tidy */ requests SET state = state")
    mill.by_hand(ADMIN, "INSERT INTO entries (number) SELECT 9 WHERE false", "DELETE FROM public.nodes WHERE false")
    mill.by_hand(ADMIN, f'CREATE ROLE mill_second LOGIN IN ROLE "{Names(mill.name).group(Office.SECURITY)}"')
    mill.by_hand(ADMIN, "WITH one AS (SELECT 1) UPDATE outcomes SET request = request WHERE false", "TRUNCATE receipts")
    mill.by_hand(STRANGE, "SELECT 1")
    # One of our own, past the tool: what the database does not let him is refused.
    mill.by_hand(
        mill.login, "INSERT INTO entries SELECT * FROM entries", "CREATE TABLE mine (x int)", "DELETE FROM plans"
    )
    grant = (f'GRANT INSERT ON entries TO "{mill.login}";', "ALTER TABLE entries DISABLE TRIGGER ALL;")
    mill.databases.ask("".join(grant), mill.name)
    mill.by_hand(mill.login, 'INSERT INTO "public"."entries" (number) SELECT 9 WHERE false')
    revoke = (f'REVOKE INSERT ON entries FROM "{mill.login}";', "ALTER TABLE entries ENABLE TRIGGER ALL;")
    mill.databases.ask("".join(revoke), mill.name)
    mill.databases.ask("ALTER ROLE mill_second SUPERUSER; DROP ROLE mill_second;")
    mill.work()
    found = mill.held(since)
    told = why(found)
    assert told >= {
        (STRANGER, ADMIN, "connection authorized"),
        (STRANGER, STRANGE, "connection authorized"),
        (ALTERED, ADMIN, "ALTER TABLE requests DISABLE TRIGGER ALL"),
        (ALTERED, ADMIN, f'CREATE ROLE mill_second LOGIN IN ROLE "{Names(mill.name).group(Office.SECURITY)}"'),
        (ALTERED, ADMIN, "TRUNCATE receipts"),
        (PAST, ADMIN, "UPDATE requests SET state = state"),
        (PAST, ADMIN, "INSERT INTO entries"),
        (PAST, ADMIN, "WITH one AS"),
        (PAST, ADMIN, "DELETE FROM public.nodes WHERE false"),
        (TO_THE_LOG, mill.login, 'INSERT INTO "public"."entries"'),
        *((ALTERED, "postgres", one) for one in (*grant, *revoke)),
        (ALTERED, "postgres", "ALTER ROLE mill_second SUPERUSER;"),
        (ALTERED, "postgres", "DROP ROLE mill_second;"),
    }
    assert {who for why_, who, _what in told if who == mill.login} == {mill.login}
    assert [one.why for one in found.findings if one.deed.actor == mill.login] == [TO_THE_LOG]
    assert found.left_out[REFUSED] >= 3
    assert {one.deed.origin for one in found.findings} == {"127.0.0.1", "[local]"}


def test_behind_its_back_with_words_that_hide_it(mill: Mill, since: str) -> None:
    """What a server really did, whatever stood around it; the same was read in comments and literals before."""
    mill.by_hand(ADMIN, "DELETE FROM notices WHERE '/*' = 'x'; DELETE FROM entries WHERE false; --*/")
    hidden = {
        "UPDATE ONLY (requests) SET state = state WHERE false": "UPDATE ONLY (requests)",
        "-- INSERT INTO plans\rDELETE FROM plans WHERE false": "DELETE FROM plans",
        "DELETE FROM stocks WHERE false; COMMIT; SELECT 1/0": "DELETE FROM stocks",
        'DELETE FROM "receipts" WHERE false': 'DELETE FROM "receipts"',
    }
    mill.by_hand(ADMIN, *hidden)
    with psycopg.connect(mill.url(ADMIN), autocommit=True) as line:
        # Done, and then refused before it is begun a second time.
        line.execute("DELETE FROM reviews WHERE request = $1::int::text".replace("$1", "%s"), ["7"], prepare=True)
        with contextlib.suppress(psycopg.Error):
            line.execute("DELETE FROM reviews WHERE request = %s::int::text", ["x"], prepare=True)
    found = mill.held(since)
    told = {one.deed.what for one in found.findings}
    assert {what for what in hidden.values() if not any(one.startswith(what) for one in told)} == set()
    assert [one for one in told if one.startswith("DELETE FROM reviews")]
    grant = (f'GRANT UPDATE, DELETE ON entries TO "{mill.login}";', "ALTER TABLE entries DISABLE TRIGGER ALL;")
    mill.databases.ask("".join(grant), mill.name)
    try:
        mill.by_hand(
            mill.login, "DELETE FROM plans WHERE '/*' = 'x'; UPDATE ONLY (entries) SET leaf = leaf WHERE false; --*/"
        )
        with psycopg.connect(mill.url(mill.login), autocommit=True) as line:
            name = b"x: INSERT INTO plans SELECT 1 --"
            line.pgconn.prepare(name, b"DELETE FROM entries WHERE false")
            line.pgconn.exec_prepared(name, [])
    finally:
        revoke = (f'REVOKE UPDATE, DELETE ON entries FROM "{mill.login}";', "ALTER TABLE entries ENABLE TRIGGER ALL;")
        mill.databases.ask("".join(revoke), mill.name)
    ours = [one for one in mill.held(since).findings if one.deed.actor == mill.login]
    assert [one.why for one in ours] == [TO_THE_LOG]


def test_the_log_in_csv_tells_the_same(mill: Mill, since: str) -> None:
    server = mill.databases.server
    mill.databases.ask("ALTER SYSTEM SET log_destination = 'jsonlog,csvlog';")
    mill.databases.ask("SELECT pg_reload_conf();")
    file = server.log.with_suffix(".csv")
    ends = time.monotonic() + 180
    try:
        while not file.exists() or "connection authorized" not in file.read_text():
            assert time.monotonic() < ends
            mill.by_hand(ADMIN, "SELECT 1")
        # A session that was begun before has its first lines elsewhere: nobody's that ends in a later second has.
        switched = now()
        while (whole_from := now()) <= switched:
            mill.by_hand(ADMIN, "SELECT 1")
        mill.by_hand(ADMIN, "UPDATE plans SET body = body WHERE '\n\"a,b\"\r\n' = ''", "CREATE TABLE plans (x int)")
        mill.by_hand(ADMIN, 'DELETE FROM "receipts" WHERE false')
        mill.work()
    finally:
        mill.databases.ask("ALTER SYSTEM RESET log_destination;")
        mill.databases.ask("SELECT pg_reload_conf();")
    log = ServerLog("records", mill.name, (file,))
    lines = log.lines(since)
    whole = {(one.deed.at, one.deed.request, one.deed.what): one for one in mill.log.lines(since)}
    assert [one for one in lines if not one.deed.succeeded]
    for one in lines:
        other = whole[one.deed.at, one.deed.request, one.deed.what]
        assert (one.deed, one.database) == (other.deed, other.database)
        assert [" ".join(text.split()) for text in (one.statement, other.statement)][:1] == [
            " ".join(other.statement.split())
        ]
    assert {HOLES, NOT_EVENTS}.isdisjoint({one.why for one in log.gaps(whole_from, now())})


def test_lines_that_somebody_took_out_are_unknown(mill: Mill, since: str, tmp_path: Path) -> None:
    mill.by_hand(ADMIN, "ALTER TABLE plans DISABLE TRIGGER ALL", "ALTER TABLE plans ENABLE TRIGGER ALL")
    lines = mill.databases.server.log.read_text().splitlines(keepends=True)
    left = tmp_path / "left.json"
    left.write_text("".join(one for one in lines if "plans DISABLE TRIGGER" not in one))
    log = ServerLog("records", mill.name, (left,))
    assert [(one.why, one.number) for one in log.gaps(since, now())] == [(HOLES, 1)]
    left.write_text("".join(lines) + "not a line\n")
    assert {one.why for one in log.gaps(since, now())} == {NOT_EVENTS}


def test_what_does_not_reach_back_is_unknown(mill: Mill) -> None:
    assert {one.why for one in mill.log.gaps("2000-01-01T00:00:00Z", now())} == {TOO_YOUNG}
    assert [one.why for one in ServerLog("records", mill.name, ()).gaps("2000-01-01T00:00:00Z", now())] == [
        NOT_COLLECTED
    ]


def test_a_restart_is_no_gap(mill: Mill, since: str) -> None:
    control.down(mill.databases.place)
    mill.databases.server = control.up(mill.databases.place)
    mill.work()
    assert mill.log.gaps(since, now()) == ()
    assert mill.held(since).findings == ()
