"""Reading a database server's log, whoever wrote it, and what of it is the tool's way."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.recorded import ALTERED, LAYING, PAST, STRANGER, TO_THE_LOG, WRITTEN, Laid, Way, reconcile
from records.evidence import HOLES, ServerLog, read, time_of
from zhengyun.gapped import LONGEST

WORD = st.none() | st.integers() | st.text(max_size=12) | st.sampled_from(["LOG", "ERROR", "statement: X", "our", "s1"])
EVENT = st.dictionaries(
    st.sampled_from(["user", "dbname", "session_id", "line_num", "error_severity", "message", "statement"]),
    WORD,
    max_size=7,
)
WAY = Way(frozenset({"zy.mo.our"}), frozenset({"entries"}))


def line(
    number: int, message: str, *, user: str = "zy.mo.our", severity: str = "LOG", session: str = "s1", **more: object
) -> str:
    stamp = {"timestamp": f"2026-11-22 19:42:{number:02d}.148 UTC"}
    told = {**stamp, "user": user, "dbname": "our", "session_id": session, "line_num": number, "error_severity": severity, "message": message, **more}  # fmt: skip
    return json.dumps(told, separators=(",", ":")) + "\n"


def written(folder: Path, *lines: str) -> ServerLog:
    file = folder / "postgresql.json"
    file.write_text("".join(lines), "utf-8")
    return ServerLog("records", "our", (file,))


def why(log: ServerLog, way: Way = WAY) -> list[str]:
    return [one.why for one in reconcile(log.lines(""), way, ("", "9999")).findings]


@pytest.mark.slow
@given(st.lists(EVENT | st.text(max_size=40), max_size=6))
def test_whatever_stands_there_is_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, lines: list[object]
) -> None:
    stamp = '{"timestamp":"2026-11-22 19:42:34.148 UTC",'
    told = [one if isinstance(one, str) else stamp + json.dumps(one)[1:] for one in lines]
    last = line(50, "statement: DROP TABLE plans", session="ours-alone")
    log = written(tmp_path_factory.mktemp("log"), *(f"{one}\n" for one in told), last)
    assert ALTERED in why(log)
    assert all(part.isprintable() for one in log.lines("") for part in one.deed if isinstance(part, str))
    log.gaps("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")


@pytest.mark.parametrize("text", ["", "{", '{"timestamp":"2026-11-22 19:42:34.148 CET"}', "null", "x" * (LONGEST + 1)])
def test_what_is_no_event_is_passed_over(text: str) -> None:
    """Also what tells its time by another clock."""
    assert list(read([text])) == []
    assert time_of(text) == ""


@pytest.mark.parametrize(
    ("statement", "ours", "others"),
    [
        ("INSERT INTO requests VALUES ($1)", "", PAST),
        ("insert into public.entries values ($1)", TO_THE_LOG, PAST),
        ('UPDATE ONLY "entries" SET leaf = $1', TO_THE_LOG, PAST),
        ("WITH x AS (SELECT 1) DELETE FROM entries", TO_THE_LOG, PAST),
        ("/* INSERT INTO plans */ TRUNCATE entries", ALTERED, ALTERED),
        ("-- SET\nALTER TABLE entries DISABLE TRIGGER ALL", ALTERED, ALTERED),
        ("GRANT zy_security TO mo", ALTERED, ALTERED),
        ("DROP TRIGGER kept ON entries", ALTERED, ALTERED),
        ("DO $$ BEGIN DELETE FROM entries; END $$", ALTERED, ALTERED),
        ("COPY requests FROM STDIN", "", PAST),
        ("BEGIN", "", ""),
        ("SET application_name = 'x'", "", ""),
        ("SET x = 1; DROP TABLE plans", ALTERED, ALTERED),
        ("INSERT INTO plans SELECT 1; DELETE FROM entries", TO_THE_LOG, PAST),
        ("WITH a AS (INSERT INTO plans SELECT 1), b AS (DELETE FROM public . entries) SELECT 1", TO_THE_LOG, PAST),
        ("INSERT INTO stocks VALUES ($1) ON CONFLICT (at) DO UPDATE SET body = $2", "", PAST),
        ('DELETE FROM U&"entr\\0069es"', TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES ('/*'); DELETE FROM entries; --*/'", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES ('--'), ('x'); DROP TABLE plans --')", ALTERED, PAST),
        ("-- as usual\rDELETE FROM entries", TO_THE_LOG, PAST),
        ("/* /* nested */ INSERT INTO plans */ DELETE FROM entries", TO_THE_LOG, PAST),
        ("UPDATE ONLY (entries) SET leaf = leaf", TO_THE_LOG, PAST),
        ("DELETE FROM ONLY(public.entries)", TO_THE_LOG, PAST),
        ('UPDATE "entries" SET leaf = leaf', TO_THE_LOG, PAST),
        ('INSERT INTO "a""; DROP TABLE plans; --" VALUES (1)', "", PAST),
        ("INSERT INTO plans VALUES ($$'; DROP TABLE plans; --$$)", "", PAST),
        ("INSERT INTO plans VALUES ($a$ $$ $a$); DELETE FROM entries; --$$)", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES (a$b$); DELETE FROM entries; --$b$)", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES (E'\\''); DELETE FROM entries; --')", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES ('\\'); DELETE FROM entries; --')", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES ('\\''); DELETE FROM entries; --')", TO_THE_LOG, PAST),
        ("INSERT INTO plans VALUES (E'a'\n'\\''); DELETE FROM entries; --')", TO_THE_LOG, PAST),
        ("INSERT INTO plans WITH gone AS (DELETE FROM entries RETURNING 1) SELECT 1", TO_THE_LOG, PAST),
        ("(WITH gone AS (DELETE FROM entries RETURNING 1) SELECT 1)", TO_THE_LOG, PAST),
        ("SELECT * INTO mine FROM plans", ALTERED, ALTERED),
        ("SELECT 1; INSERT INTO plans SELECT 1", "", PAST),
        ("EXPLAIN ANALYZE DELETE FROM entries", ALTERED, ALTERED),
        ("PREPARE p AS DELETE FROM entries", ALTERED, ALTERED),
        ("MERGE INTO public.entries USING x ON true WHEN MATCHED THEN DELETE", TO_THE_LOG, PAST),
        ("CALL tidy()", ALTERED, ALTERED),
        ("INSERT INTO plans VALUES ('", ALTERED, ALTERED),
    ],
)
def test_what_a_statement_is(tmp_path: Path, statement: str, ours: str, others: str) -> None:
    assert why(written(tmp_path, line(1, f"statement: {statement}"))) == ([ours] if ours else [])
    assert why(written(tmp_path, line(1, f"execute <unnamed>: {statement}", user="mo"))) == ([others] if others else [])


def test_what_was_refused_is_none_of_it_and_the_rest_of_the_session_is(tmp_path: Path) -> None:
    log = written(
        tmp_path,
        line(1, "statement: DROP TABLE plans"),
        line(2, "must be owner of table plans", severity="ERROR", statement="DROP TABLE plans", ps="DROP TABLE"),
        line(3, "statement: DROP TABLE reviews"),
    )
    assert [one.deed.what for one in log.lines("") if one.deed.succeeded] == ["DROP TABLE reviews"]


@pytest.mark.parametrize(
    ("statement", "ps", "undone"),
    [
        ("DELETE FROM plans", "DELETE", True),
        ("DELETE FROM plans; SELECT 1/0", "SELECT", True),
        ("DELETE FROM plans; COMMIT; SELECT 1/0", "SELECT", False),
        ("DELETE FROM plans; commit/**/and chain; SELECT 1/0", "SELECT", False),
        ("DELETE FROM plans; SAVEPOINT s; SELECT 1/0", "SELECT", False),
        ("DO $$ BEGIN DELETE FROM plans; COMMIT; PERFORM 1/0; END $$", "DO", False),
        ("CALL tidy()", "CALL", False),
        ("DELETE FROM plans WHERE kind = $1", "BIND", False),
        ("DELETE FROM plans WHERE kind = $1", "PARSE", False),
        ("DELETE FROM plans", "idle in transaction", False),
    ],
)
def test_what_an_error_takes_back_and_what_stays(tmp_path: Path, statement: str, ps: str, undone: bool) -> None:
    """An error takes back what was being done, and not what a transaction before it had kept."""
    lines = [line(1, f"statement: {statement}", user="mo")]
    error = line(2, "no", user="mo", severity="ERROR", statement=statement, ps=ps)
    assert bool(why(written(tmp_path, *lines, error))) is not undone


def test_the_name_of_a_prepared_statement_hides_nothing(tmp_path: Path) -> None:
    """It stands before what it does, unquoted, and whoever prepares it chooses it."""
    for name in ("x: INSERT INTO plans SELECT 1 --", "<unnamed>: INSERT INTO plans SELECT $$", "a/b: SET x = '"):
        assert why(written(tmp_path, line(1, ": ".join(["execute " + name, "DELETE FROM entries"])))) == [TO_THE_LOG]
    assert why(written(tmp_path, line(1, "execute _pg3_0: INSERT INTO plans VALUES ($1)"))) == []


def test_roles_altered_in_another_database_beside_something_else_are_told(tmp_path: Path) -> None:
    told = [
        line(n, f"statement: {one}", dbname="x")
        for n, one in enumerate(("SELECT 1; ALTER ROLE mo SUPERUSER", "(SELECT 1)"), 1)
    ]
    assert why(written(tmp_path, *told)) == [ALTERED]


def test_who_comes_in_as_somebody_else_is_told(tmp_path: Path) -> None:
    came = "connection authorized: user={} database=our"
    log = written(tmp_path, line(1, came.format("postgres"), user="postgres"), line(2, came.format("zy.mo.our")))
    assert why(log) == [STRANGER]


def test_of_other_databases_what_concerns_roles_is_told(tmp_path: Path) -> None:
    elsewhere = [
        line(1, "statement: ALTER ROLE mo SUPERUSER", dbname="x"),
        line(2, "statement: DROP TABLE y", dbname="x"),
    ]
    assert why(written(tmp_path, *elsewhere)) == [ALTERED]


def test_what_the_tool_has_laid_is_one_session_just_before_its_entry(tmp_path: Path) -> None:
    lines = [line(number, f"statement: GRANT SELECT ON t{number} TO g", user="keeper") for number in range(1, 6)]
    beside = line(6, "statement: GRANT SELECT ON t TO mo", user="keeper", session="s2")
    log = written(tmp_path, *lines, beside)
    way = WAY._replace(laid=(Laid("2026-11-22T19:42:07Z", 5),))
    found = reconcile(log.lines(""), way, ("", "9999"))
    assert found.explained == {LAYING: 5}
    assert [one.deed.request for one in found.findings] == ["s2"]
    assert len(why(log, WAY._replace(laid=(Laid("2026-11-22T19:42:07Z", 1),)))) == 5
    assert len(why(log, WAY._replace(laid=(Laid("2026-11-22T20:42:07Z", 5),)))) == 6
    assert reconcile(
        written(tmp_path, line(1, "statement: COPY plans FROM STDIN")).lines(""), WAY, ("", "9999")
    ).explained == {WRITTEN: 1}


@pytest.mark.parametrize(
    ("begun", "told"), [("19:42:00", False), ("19:42:01", False), ("19:42:02", True)], ids=["before", "with", "after"]
)
def test_a_session_that_began_before_the_file_has_its_first_lines_elsewhere(
    tmp_path: Path, begun: str, told: bool
) -> None:
    """As where files are changed every day: it may be silent for long, and then speak on in the new one."""
    seconds = int(datetime.fromisoformat(f"2026-11-22T{begun}+00:00").timestamp())
    log = written(tmp_path, line(1, "statement: SELECT 1"), line(9, "statement: SELECT 2", session=f"{seconds:x}.4f2"))
    found = log.gaps("2026-11-22T19:00:00Z", "2026-11-22T20:00:00Z")
    assert ([one.why for one in found if one.why == HOLES] == [HOLES]) is told
