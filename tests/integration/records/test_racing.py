"""People at two machines at the same moment: exactly one is first, and the other is told what has become of the request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks import Attack
from tests.integration.records.processes import begin, go
from tests.postgres_records import PostgresRecords
from tests.records import Records, begun
from tests.unit.governance.requests import ask, say_yes, stored
from zhengyun.change import State

pytestmark = pytest.mark.slow
ROUNDS = 6
SAYS = """
from governance.withdrawals import withdraw
from governance.roles import current
from tests.cast import VERIFIER, HandClock, changed, role_file, signer
from tests.unit.governance.requests import PLAN, say_no, say_yes
from zhengyun.change import Claim, State
records = at(HandClock())
request = records.ledger.request(words[0])
# Whoever speaks here has made his key here; who asked has made it in the process that this one comes from.
roles = current(records.roles, records.book, VERIFIER)
for name in ("li", "sun"):
    roles = changed(roles, name, key=signer(name).public)
now, claim = records.clock.now(), Claim("here", 1, "boot", "1", "wang", "2026-03-02T08:00:00Z")
def take():
    note = Note("apply.claimed", "wang", {})
    return "claimed" if records.ledger.move(words[0], {State.APPROVED}, State.APPLYING, note, claim) else "not claimed"
does = {
    "approve": lambda: say_yes(records, request, "li", roles=roles),
    "approve too": lambda: say_yes(records, request, "sun", roles=roles),
    "reject": lambda: say_no(records, request, "sun", roles=roles),
    "withdraw": lambda: withdraw(request, person="li", reason="", roles=role_file(), ledger=records.ledger, now=now),
    "claim": take,
}
try:
    print(does[words[1]]())
except ZhengyunError as error:
    print(error.code.id, error)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.lab)])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """Records whose log has begun with the whole cast."""
    if request.param == "sqlite":
        made = begun(tmp_path / "records.sqlite")
    else:
        made = PostgresRecords(request.getfixturevalue("databases")).begun()
    yield made
    made.database.close()


def race(records: Records, request: str, *does: str) -> list[str]:
    """What each of some processes was told that all did something at once."""
    said = go(*(begin(SAYS, records.where, request, one) for one in does))
    assert [troubles for _, troubles in said] == [""] * len(does)
    return [result.strip() for result, _ in said]


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_of_an_approval_and_a_rejection_at_once_exactly_one_holds(
    records: Records, attempt: int, attack: Attack
) -> None:
    del attempt
    request = ask(records)
    yes, no = race(records, request.id, "approve", "reject")
    kept = stored(records, request)
    if kept.stored is State.APPROVED:
        assert (yes, no.split()[0]) == ("approved", "ZY-GOV-004")
        assert f"{request.id} is approved" in no
    else:
        assert (yes.split()[0], no) == ("ZY-GOV-004", "rejected")
        assert f"{request.id} is rejected" in yes
    assert len(kept.reviews) == records.kinds().count("request.reviewed") == 1
    attack(
        "approve and reject racing, in two processes",
        "exactly one holds, the other is told (ZY-GOV-004)",
        "the records",
    )


def test_of_two_who_stand_for_one_link_exactly_one_fills_it(records: Records) -> None:
    request = ask(records)
    said = sorted(race(records, request.id, "approve", "approve too"))
    assert said[1] == "approved"
    assert said[0].startswith("ZY-GOV-004")
    assert len(stored(records, request).reviews) == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_yes_that_is_taken_back_at_the_moment_of_its_use_was_used_or_was_not(records: Records, attempt: int) -> None:
    del attempt
    request = ask(records)
    say_yes(records, request)
    withdrawn, claimed = race(records, request.id, "withdraw", "claim")
    kept = stored(records, request)
    if kept.stored is State.APPLYING:
        assert claimed == "claimed"
        assert withdrawn.startswith("ZY-GOV-004")
        assert len(kept.reviews) == 1
    else:
        assert (withdrawn, claimed, kept.stored) == ("submitted", "not claimed", State.SUBMITTED)
        assert kept.reviews == ()
