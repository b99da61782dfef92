"""Who has asked for certificates or agreed to them, and was locked out before they were issued."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pki.flows.asking import change
from pki.flows.issuing import Issuer, carries, carry_out
from tests.attacks import Attack
from tests.cast import signer
from tests.issuing import TODAY, Court, court
from tests.unit.governance.requests import refusal
from zhengyun.application import Operation
from zhengyun.binding import Binding, Lockout
from zhengyun.certified import Standing
from zhengyun.errors import Words
from zhengyun.instant import after

BOUND = Binding("issuing", "7" * 40, "sha256:" + "7" * 64)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family."""
    made = court(tmp_path / "records.sqlite")
    yield made
    made.records.database.close()


def lock(here: Court, name: str) -> None:
    """The certificate of somebody is revoked a minute from now, and another minute goes by."""
    revoked = Lockout(after(TODAY, 60), "", Words("revoked"))
    people = tuple(
        replace(one, certificate=BOUND, lockouts=(revoked,)) if one.name == name else one for one in here.roles.people
    )
    here.roles = replace(here.roles, people=people)
    here.records.clock.pass_by(120)


@pytest.mark.parametrize("name", ["wang", "li"])
def test_nothing_is_issued_that_rests_on_his_word(here: Court, name: str, attack: Attack) -> None:
    application = here.ask()
    here.approve(application.id)
    lock(here, name)
    assert refusal(lambda: here.issue(application.id)) == "ZY-PERMIT-065"
    assert not list(here.desk().register.of_application(application.id))
    attack("issue on the word of somebody who was locked out since", "refused (ZY-PERMIT-065)", "ca issue")


def test_what_takes_away_goes_on_without_him(here: Court) -> None:
    (one,) = here.issued()
    values = {"asker": "wang", "signer": signer("wang"), "reason": "because", "why": "key-compromise"}
    name = change(here.desk(), Operation.REVOKE, [one], **values).id  # type: ignore[arg-type]
    here.approve(name)
    lock(here, "wang")
    desk = here.desk()
    carry_out(desk, carries(desk, name, "sun"), Issuer("sun", signer("sun")))
    assert here.desk().certificate(one.serial).state is Standing.REVOKED
