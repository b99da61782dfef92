"""A clock that ran ahead has been set right: the log goes on by an auditor's signed word, and by nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from governance.audit import BACKWARDS, verify
from governance.clock import KIND, corrected_bytes, set_right
from governance.roles import history
from tests.cast import VERIFIER, role_file, signer
from tests.records import Records
from tests.unit.governance.requests import refusal
from zhengyun.entry import Entry, Note

NOTE = Note("spoken", "wang", {})
DAY = 86_400


@pytest.fixture
def ahead(records: Records) -> Records:
    """Records whose newest entry was written a day ahead of the time that it is."""
    records.clock.pass_by(DAY)
    records.book.append(NOTE)
    records.clock.pass_by(-DAY)
    assert refusal(lambda: records.book.append(NOTE)) == "ZY-LOG-001"
    return records


def correct(records: Records, person: str = "chen", key: str = "") -> Entry:
    now = records.clock.now()
    key = key or person
    return set_right(
        person=person, reason="the battery", signer=signer(key), roles=role_file(), book=records.book, now=now
    )


def flaws(records: Records) -> list[tuple[int, str]]:
    versions = history(records.roles, records.book, VERIFIER)
    found = verify(records.book, versions, VERIFIER).flaws
    return [(flaw.number, flaw.what) for flaw in found]


def test_after_an_auditors_word_the_log_goes_on_and_is_sound(ahead: Records) -> None:
    newest = ahead.book.last()
    written = correct(ahead)
    assert newest is not None
    assert (written.body["ahead"], written.body["reason"]) == (newest.at, "the battery")
    assert ahead.book.append(NOTE).number == written.number + 1
    assert flaws(ahead) == []


@pytest.mark.parametrize(
    ("person", "key", "code"),
    [
        ("wang", "", "ZY-GOV-001"),
        ("li", "", "ZY-GOV-001"),
        ("stranger", "li", "ZY-PERMIT-007"),
        ("chen", "wang", "ZY-GOV-024"),
    ],
)
def test_nobody_else_gives_it(ahead: Records, person: str, key: str, code: str) -> None:
    assert refusal(lambda: correct(ahead, person, key)) == code
    assert refusal(lambda: ahead.book.append(NOTE)) == "ZY-LOG-001"


def test_where_nothing_is_ahead_there_is_nothing_to_say(records: Records) -> None:
    assert refusal(lambda: correct(records)) == "ZY-GOV-023"


def test_it_is_said_once(ahead: Records) -> None:
    correct(ahead)
    assert refusal(lambda: correct(ahead)) == "ZY-GOV-023"


def test_who_comes_second_of_two_at_once_writes_nothing(ahead: Records) -> None:
    newest = ahead.book.last()
    assert newest is not None
    correct(ahead.again())
    assert ahead.book.correct(Note(KIND, "chen", {}), newest) is None


def forged(said: Mapping[str, Any], actor: str = "chen", by: str = "chen", kind: str = KIND, **values: Any) -> Note:
    body = {**said, **values}
    return Note(kind, actor, {**body, "signature": signer(by).sign(corrected_bytes(body))})


@pytest.mark.parametrize(
    "how",
    [
        {"by": "wang"},
        {"by": "wang", "actor": "wang"},
        {"kind": "spoken"},
        {"number": 1},
        {"hash": "sha256:0"},
        {"ahead": "2026-03-02T08:00:00Z"},
    ],
)
def test_time_that_goes_back_without_it_is_a_flaw(ahead: Records, how: dict[str, Any]) -> None:
    newest = ahead.book.last()
    assert newest is not None
    said = {"number": newest.number, "hash": newest.hash, "ahead": newest.at, "reason": ""}
    written = ahead.book.correct(forged(said, **how), newest)
    assert written is not None
    assert flaws(ahead) == [(written.number, BACKWARDS)]


def test_an_auditors_word_that_was_altered_is_none(ahead: Records) -> None:
    written = correct(ahead)
    ahead.forge(replace(written, body={**written.body, "reason": "another"}))
    assert flaws(ahead) == [(written.number, BACKWARDS)]
