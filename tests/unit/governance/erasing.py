"""Old words in a log, and the people who have them erased."""

from datetime import timedelta
from typing import Any

from governance.audit import verify
from governance.holds import Known
from governance.retention import agree, propose
from governance.roles import history
from records.shelf import Shelf
from tests.cast import DAY, VERIFIER, role_file, signer
from tests.records import Records
from zhengyun.entry import Entry, Note

SECRET = "身份证 110101"


def aged(records: Records) -> Records:
    """Entries 2 to 6 of 200 days ago, 7 and 8 of today."""
    for number in range(5):
        records.book.append(Note("spoken", "wang", {"words": SECRET, "request": f"CR-{number}"}))
    records.clock.pass_by(200 * DAY)
    for _ in range(2):
        records.book.append(Note("spoken", "wang", {"words": "new", "request": "CR-9"}))
    return records


def shelf(records: Records) -> Shelf:
    return Shelf(records.database, records.clock)


def known(records: Records) -> Known:
    return Known(history(records.roles, records.book, VERIFIER), VERIFIER)


def acting(records: Records, person: str, key: str = "") -> dict[str, Any]:
    return {**placing(records, person, key), "known": known(records)}


def placing(records: Records, person: str, key: str = "") -> dict[str, Any]:
    signs = signer(key or person)
    return {"person": person, "signer": signs, "roles": role_file(), "book": shelf(records), "now": records.clock.now()}


def proposed(records: Records, person: str = "chen", key: str = "", days: float = 190) -> Entry:
    until = records.clock.now() - timedelta(days=days)
    return propose(until=until, reason="the time is over", **acting(records, person, key))


def agreed(records: Records, number: int, person: str = "li", key: str = "") -> Entry:
    return agree(number=number, **acting(records, person, key))


def flaws(records: Records) -> list[tuple[int, str]]:
    versions = history(records.roles, records.book, VERIFIER)
    return [(flaw.number, flaw.what) for flaw in verify(records.book, versions, VERIFIER).flaws]
