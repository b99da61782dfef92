"""What was carried out is held against readings; what a dead process had under way ended a while after its last word."""

import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.claim import mine
from cli.remembering import works_since
from tests.cast import DAY, NOW, at
from tests.permits import agreed, asked
from tests.records import begun
from tests.unit.governance.requests import PLAN
from zhengyun.change import ChangeRequest, Claim, State
from zhengyun.entry import Note
from zhengyun.planfile import dump


@pytest.mark.parametrize(
    ("claim", "ended"),
    [
        (mine("wang", NOW), at(DAY + 60)),
        (Claim(socket.gethostname(), os.getpid(), "another boot", "1", "wang", at(0)), at(60)),
    ],
)
def test_a_request_that_a_dead_process_left_explains_nothing_of_the_day_after(
    tmp_path: Path, claim: Claim, ended: str
) -> None:
    records = begun(tmp_path / "records.sqlite")
    permit = agreed(asked(PLAN), "li")
    body = {"request": permit.request, "plan": PLAN.digest}
    records.ledger.add(
        ChangeRequest(permit, State.APPROVED, at(0), {}), dump(PLAN), Note("request.submitted", "wang", {})
    )
    records.ledger.move(permit.request, {State.APPROVED}, State.APPLYING, Note("apply.claimed", "wang", body), claim)
    records.book.append(Note("apply.intent", "wang", body))
    records.clock.pass_by(DAY)
    house: Any = SimpleNamespace(ledger=records.ledger, book=records.book, clock=records.clock)
    works = works_since(house, "")
    assert {one.ended for one in works} == {ended}
    records.database.close()
