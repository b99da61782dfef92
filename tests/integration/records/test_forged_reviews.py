"""Who has the records in his hands writes a review into them: nothing is issued on one that nobody gave who could."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from pki.flows.asking import change
from pki.flows.issuing import Issuer, carries, carry_out, issue
from pki.flows.signed import reviewed_bytes
from pki.listing import Office, sign_list
from tests.attacks import Attack
from tests.cast import signer
from tests.issuing import Court, asked, court
from tests.unit.governance.requests import refusal
from zhengyun.application import Operation, Word
from zhengyun.canonical import canonical
from zhengyun.certified import Standing
from zhengyun.change import Decision


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family."""
    made = court(tmp_path / "records.sqlite")
    yield made
    made.records.database.close()


def forge(here: Court, name: str, person: str = "", decision: Decision = Decision.YES) -> None:
    """Write that an application is approved, by the word of somebody who has signed it himself, or by nobody's."""
    application = here.desk().applications.application(name)
    word = Word(person, decision, application.at, here.roles.version)
    words = [word._replace(signature=signer(person).sign(reviewed_bytes(application, word)))] if person else []
    document = canonical({**application.document(), "words": [one._asdict() for one in words]}).decode()
    statement = "UPDATE applications SET stage = 'approved', document = ? WHERE id = ?"
    here.records.meddle(statement, document, name)


@pytest.mark.parametrize(
    ("person", "decision", "code"),
    [
        ("", Decision.YES, "ZY-PKI-152"),
        ("li", Decision.NO, "ZY-PKI-152"),
        ("wang", Decision.YES, "ZY-PKI-130"),
        ("zhou", Decision.YES, "ZY-PKI-130"),
        ("sun", Decision.YES, "ZY-PKI-131"),
    ],
)
def test_nothing_is_issued_without_a_review(
    here: Court, person: str, decision: Decision, code: str, attack: Attack
) -> None:
    name = here.ask().id
    forge(here, name, person, decision)
    assert refusal(lambda: here.issue(name)) == code
    assert not list(here.desk().register.of_application(name))
    attack(f"a review of {person or 'nobody'} ({decision}) written into the records", f"refused ({code})", "ca issue")


def test_nothing_is_taken_away_without_one_either(here: Court) -> None:
    (one,) = here.issued()
    name = change(
        here.desk(), Operation.REVOKE, [one], asker="wang", signer=signer("wang"), reason="because", why="superseded"
    ).id
    forge(here, name)
    desk = here.desk()
    code = refusal(lambda: carry_out(desk, carries(desk, name, "sun"), Issuer("sun", signer("sun"))))
    assert code == "ZY-PKI-152"
    assert desk.certificate(one.serial).state is Standing.GOOD


def test_rows_that_are_altered_while_the_issuer_opens_his_key_are_certified_by_nobody(here: Court) -> None:
    name = here.ask().id
    here.approve(name)
    desk = here.desk()
    application = carries(desk, name, "sun")
    here.records.meddle("UPDATE application_rows SET holder = 'health' WHERE application = ?", name)
    assert refusal(lambda: issue(desk, application, Issuer("sun", signer("sun")), here.key)) == "ZY-PKI-156"
    assert not list(desk.register.of_application(name))


def test_one_yes_is_good_for_one_certificate_a_row(here: Court) -> None:
    name = here.ask(asked(1), asked(2, name="mail")).id
    here.approve(name)
    here.issue(name)
    here.records.meddle("UPDATE applications SET done = 0, stage = 'approved' WHERE id = ?", name)
    assert refusal(lambda: here.issue(name)) == "ZY-PKI-156"
    assert [one.number for one in here.desk().register.of_application(name)] == [1, 2]


def test_a_list_is_signed_with_the_authoritys_key_and_no_other(here: Court) -> None:
    desk = here.desk()
    own = desk.trusts.authority("issuing")
    assert own
    office = Office(here.house.issuing, own)
    strange = partial(sign_list, office, desk.register, desk.trusts, signer("sun"), "li", desk.now(), delta=False)
    assert refusal(strange) == "ZY-PKI-137"
    assert desk.trusts.last_number("issuing") == 0
