"""A server's log in CSV is the one in JSON, whatever statements hold."""

import csv
import io
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from records.csvlog import COLUMNS, as_json, read_from
from records.evidence import ServerLog, time_of
from zhengyun.gapped import LONGEST, NOT_EVENTS

WORDS = st.lists(
    st.sampled_from(['"', '""', ",", "\n", "2026-11-22 19:42:00.000 UTC,a,b,", "DELETE FROM entries", "é", "'", "{"]),
    max_size=8,
).map("".join)


def event(message: str, number: int = 1, **more: str) -> dict[str, str]:
    base = {"timestamp": f"2026-11-22 19:42:{number:02d}.148 UTC", "user": "mo", "dbname": "our", "session_id": "s1"}
    severity = {"line_num": str(number), "error_severity": "LOG", "message": message, "remote_host": "[::1]:4711"}
    return {**base, **severity, **more}


def written(*events: dict[str, str]) -> str:
    """As PostgreSQL quotes: what is text, whole."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    for one in events:
        writer.writerow([*(one.get(name, "") for name in COLUMNS), "client backend", "", "0"])
    return out.getvalue()


@given(st.lists(st.tuples(WORDS, WORDS), max_size=5))
def test_every_event_is_read_with_all_its_lines(told: list[tuple[str, str]]) -> None:
    events = [event(f"statement: {one}", user=user) for one, user in told]
    lines = io.StringIO(written(*events)).readlines()
    found = [json.loads(line) for line in as_json(lines)]
    assert [(one["message"], one.get("user", "")) for one in found] == [(one["message"], one["user"]) for one in events]
    assert all(one["line_num"] == 1 and one["remote_host"] == "[::1]" for one in found)
    assert all(time_of(line) for line in as_json(lines))


@given(st.text(max_size=60) | WORDS, st.text(max_size=20))
def test_whatever_else_stands_there_is_no_event(text: str, after: str) -> None:
    for line in as_json(f"{text}\n{after}".splitlines(keepends=True)):
        assert not time_of(line) or json.loads(line)


def test_a_line_in_a_statement_that_looks_like_an_event_is_none(tmp_path: Path) -> None:
    forged = written(event("x", severity="ERROR", statement="DROP TABLE plans", ps="DROP TABLE")).strip()
    file = tmp_path / "server.csv"
    file.write_text(written(event("statement: DROP TABLE plans"), event(f"statement: SELECT '\n{forged}\n'", 2)))
    log = ServerLog("records", "our", (file,))
    assert [one.deed.succeeded for one in log.lines("")] == [True, True]
    assert log.gaps("2026-11-22T19:42:02Z", "2026-11-23T00:00:00Z") == ()


def test_of_an_event_that_does_not_end_it_is_told_that_something_lacks(tmp_path: Path) -> None:
    torn = written(event("statement: DROP TABLE plans")).rstrip()[:-20].replace("plans", '"plans')
    file = tmp_path / "server.csv"
    after = written(event("statement: DROP TABLE reviews", 9))
    file.write_text(written(event("statement: DROP TABLE stocks")) + torn + "\n" + "x" * LONGEST + "\n" + after)
    log = ServerLog("records", "our", (file,))
    assert [one.deed.what for one in log.lines("")] == ["DROP TABLE stocks", "DROP TABLE reviews"]
    assert NOT_EVENTS in {one.why for one in log.gaps("2026-11-22T19:42:01Z", "2026-11-23T00:00:00Z")}


def test_a_log_in_json_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    file.write_text('{"timestamp":"2026-11-22 19:42:01.148 UTC"}\n')
    with read_from(file, {}) as lines:
        assert list(lines) == ['{"timestamp":"2026-11-22 19:42:01.148 UTC"}\n']
