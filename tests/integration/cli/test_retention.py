"""How long the log is kept, holds, and intents without an end, on the command line."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records.database import Database
from records.logbook import LogBook
from tests.cast import HandClock
from tests.integration.cli.conftest import Cli
from zhengyun.entry import Note
from zhengyun.instant import text

pytestmark = pytest.mark.slow


@pytest.fixture
def grown(town: Path) -> Callable[[int], None]:
    """Writes entries as of so many days from now."""

    def grow(days: int, kind: str = "spoken", **body: object) -> None:
        clock = HandClock(datetime.now(UTC) + timedelta(days=days))
        database = Database(town / "records.sqlite")
        LogBook(database, clock).append(Note(kind, "operator", {"words": "secret words", **body}))
        database.close()

    return grow


def test_a_log_of_today_is_green_and_nothing_of_it_can_be_erased(cli: Cli) -> None:
    said = cli("audit", "retention", "show")
    assert said.code == 0
    assert "184 are required" in said.out
    assert "green" in said.out
    shown = cli("audit", "retention", "show", "-o", "json").json
    assert (shown["oldest"], shown["whole"], shown["kept"], shown["days"]) == (1, True, True, 184)
    soon = text(datetime.now(UTC))
    said = cli("audit", "retention", "erase", "--as", "auditor", "--until", soon, "-m", "tidy")
    assert said.code == 3
    assert "ZY-GOV-100" in said.err
    assert "Cybersecurity Law" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("erase",),
        ("erase", "--until", "2026-01-01T00:00:00Z"),
        ("erase", "--until", "yesterday", "-m", "r"),
        ("erase", "--agree", "0"),
        ("erase", "--agree", "1", "--until", "2026-01-01T00:00:00Z", "-m", "r"),
    ],
)
def test_what_makes_no_sense_is_bad_input(cli: Cli, words: tuple[str, ...]) -> None:
    said = cli("audit", "retention", *words, "--as", "auditor")
    assert said.code == 2
    assert "Traceback" not in said.err


def test_words_taken_out_by_hand_are_red_and_found(cli: Cli, town: Path, grown: Callable[..., None]) -> None:
    grown(0)
    with closing(sqlite3.connect(town / "records.sqlite")) as connection, connection:
        connection.execute("DROP TRIGGER entries_no_update")
        (last,) = connection.execute("SELECT max(number) FROM inbox").fetchone()
    cli("audit", "show")
    with closing(sqlite3.connect(town / "records.sqlite")) as connection, connection:
        connection.execute("UPDATE entries SET leaf = NULL WHERE number = ?", (last,))
    said = cli("audit", "retention", "show")
    assert said.code == 3
    assert "red: less is there" in said.out
    said = cli("audit", "verify")
    assert said.code == 5
    assert f"entry {last}: it was erased, and no two people of two roles have said so" in said.out


def test_a_hold_is_placed_listed_and_lifted_by_two(cli: Cli) -> None:
    assert cli("audit", "hold", "list").out == "No holds.\n"
    placed = cli("audit", "hold", "place", "-m", "inquiry 7", "--as", "auditor", "-o", "json")
    assert placed.code == 0
    number = str(placed.json["hold"])
    listed = cli("audit", "hold", "list")
    assert "inquiry 7" in listed.out
    assert "holds in force: 1" in cli("audit", "retention", "show").out
    assert "it waits for the other role" in cli("audit", "hold", "lift", number, "-m", "over", "--as", "auditor").out
    said = cli("audit", "hold", "lift", number, "-m", "over", "--as", "auditor")
    assert said.code == 3
    assert "ZY-GOV-104" in said.err
    (held,) = cli("audit", "hold", "list", "-o", "json").json["holds"]
    assert held["lifting"] == "auditor"
    assert "is lifted" in cli("audit", "hold", "lift", number, "-m", "over", "--as", "security").out
    assert cli("audit", "hold", "list", "-o", "json").json["holds"] == []
    said = cli("audit", "hold", "lift", number, "-m", "over", "--as", "security")
    assert said.code == 2
    assert "ZY-GOV-105" in said.err
    assert cli("audit", "hold", "place", "-m", "r", "--as", "operator").code == 3
    assert cli("audit", "hold", "place", "-m", "r", "--request", "CR-none", "--as", "auditor").code == 2


def test_a_hold_that_was_written_into_the_records_is_told_as_none(cli: Cli, grown: Callable[..., None]) -> None:
    grown(0, "hold.placed", reason="inquiry", request="", signature="forged")
    assert cli("audit", "hold", "list", "-o", "json").json["holds"] == []
    shown = cli("audit", "retention", "show")
    (number,) = cli("audit", "retention", "show", "-o", "json").json["void"]
    assert f"entry {number}: a word about a hold that nobody entitled to it has signed" in shown.out
    said = cli("audit", "verify")
    assert said.code == 5
    assert f"entry {number}: nobody who may place a hold has signed it" in said.out
    said = cli("audit", "hold", "lift", str(number), "-m", "over", "--as", "auditor")
    assert (said.code, "ZY-GOV-260" in said.err) == (2, True)


def test_an_intent_without_an_end_is_told_and_after_an_hour_it_is_a_failure(
    cli: Cli, grown: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(0, "apply.intent", request="CR-1")
    said = cli("audit", "verify")
    assert said.code == 0
    assert "CR-1 was begun by operator" in said.out
    assert "has no result yet" in said.out
    shown = cli("audit", "verify", "-o", "json").json
    assert [one["request"] for one in shown["unended"]] == ["CR-1"]
    later = datetime.now(UTC) + timedelta(hours=2)
    monkeypatch.setattr("zhengyun.instant.SystemClock.now", lambda _: later)
    said = cli("audit", "verify")
    assert said.code == 1
    assert "neither a result nor a stop is on record" in said.out


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_help_is_there(cli: Cli, lang: str) -> None:
    for words in (("retention", "show"), ("retention", "erase"), ("hold", "place"), ("hold", "lift"), ("hold", "list")):
        assert cli("audit", *words, "--lang", lang, "--help").code == 0


def test_what_is_older_than_its_time_goes_by_two_people_and_the_log_still_verifies(
    cli: Cli, town: Path, grown: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        grown(0)
    later = datetime.now(UTC) + timedelta(days=200)
    monkeypatch.setattr("zhengyun.instant.SystemClock.now", lambda _: later)
    until = text(later - timedelta(days=190))
    said = cli("audit", "retention", "erase", "--until", until, "-m", "over", "--as", "auditor", "-o", "json")
    assert said.code == 0
    assert (said.json["kind"], said.json["first"]) == ("retention.proposed", 2)
    number = str(said.json["number"])
    refused = cli("audit", "retention", "erase", "--agree", number, "--as", "auditor")
    assert refused.code == 3
    assert "ZY-GOV-001" in refused.err
    done = cli("audit", "retention", "erase", "--agree", number, "--as", "security")
    assert done.code == 0
    assert "their hashes stay" in done.out
    again = cli("audit", "retention", "erase", "--agree", number, "--as", "security")
    assert (again.code, "ZY-GOV-103" in again.err) == (2, True)
    said = cli("audit", "verify")
    assert said.code == 0
    assert "erased after their retention time; their hashes hold" in said.out
    assert "green" in cli("audit", "retention", "show").out
    assert b"secret words" not in (town / "records.sqlite").read_bytes()
    assert cli("records", "check").code == 0
    assert cli("audit", "show").code == 0
    assert cli("records", "backup", str(town / "backup.sqlite")).code == 0
