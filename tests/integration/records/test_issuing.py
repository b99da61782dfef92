"""Certificates by three people: who may take which part, what is recorded, and that nothing is issued twice or unrecorded."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cli.looked import doubts
from keys import codes as key_codes
from pki import certificate
from pki.algorithms import bare
from pki.flows import issuing
from pki.flows.asking import ask, change, renewable
from pki.flows.issuing import Issuer, carries, carry_out, issue
from pki.flows.reviewing import approve, look, reject, withdraw
from pki.flows.uses import questioned, uses
from pki.inforce import things
from pki.openssl import SerialNumbers
from pki.revocation import Reason
from pki.status import signed_by
from records.trusts import Trusts
from tests.cast import VERIFIER, changed, role_file, signer
from tests.issuing import TODAY, Court, Opened, asked, court, trust
from tests.unit.governance.requests import refusal
from zhengyun.application import Asked, Operation, Stage
from zhengyun.certified import Certified, Standing
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text
from zhengyun.people import Deputy, Post, Role


@pytest.fixture(params=["p256", "sm2"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Court]:
    """Each family."""
    made = court(tmp_path / "records.sqlite", request.param)
    yield made
    made.records.database.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Court]:
    """The international family."""
    made = court(tmp_path / "records.sqlite")
    yield made
    made.records.database.close()


def turn(here: Court, operation: Operation, one: Certified, why: str = "", asker: str = "wang") -> str:
    """Ask for a certificate to stand otherwise."""
    values: dict[str, Any] = {"asker": asker, "signer": signer(asker), "reason": "because", "why": why}
    return change(here.desk(), operation, [here.desk().certificate(one.serial)], **values).id


def carried(here: Court, name: str, person: str = "sun") -> None:
    """Carry it out."""
    desk = here.desk()
    carry_out(desk, carries(desk, name, person), Issuer(person, signer(person)))


def standing(here: Court, one: Certified) -> Standing:
    """How it stands now."""
    return here.desk().certificate(one.serial).state


class TestThreePeople:
    """An application, a review and an issue."""

    def test_what_three_people_have_signed_is_certified_and_recorded(self, both: Court) -> None:
        application = both.ask()
        assert both.approve(application.id).stage is Stage.APPROVED
        assert both.issue(application.id).stage is Stage.DONE
        (row,) = both.desk().register.of_application(application.id)
        made = certificate.read(row.certificate)
        assert (made.serial, row.holder, row.state) == (row.serial, "finance", Standing.GOOD)
        assert row.subject == "C=CN,O=City,OU=Finance,CN=www.city.example"
        assert VERIFIER.verify(both.key().public, made.to_be_signed, _bare(both, made.signature))
        kinds = [kind for kind in both.records.kinds() if kind.startswith("ca.")]
        assert kinds == ["ca.asked", "ca.approved", "ca.issued"]
        told = list(both.records.book.entries())[-1]
        assert told.body["serials"] == [f"{row.serial:040x}"]
        assert told.actor == "sun"

    @pytest.mark.parametrize(
        ("part", "person", "code"),
        [
            ("ask", "li", "ZY-PKI-130"),
            ("ask", "chen", "ZY-PKI-130"),
            ("ask", "nobody", "ZY-PERMIT-007"),
            ("approve", "zhou", "ZY-PKI-130"),
            ("approve", "wang", "ZY-PKI-130"),
            ("approve", "chen", "ZY-PKI-130"),
            ("issue", "li", "ZY-PKI-131"),
            ("issue", "wang", "ZY-PKI-130"),
            ("issue", "chen", "ZY-PKI-130"),
        ],
    )
    def test_nobody_takes_a_part_that_is_not_his(self, here: Court, part: str, person: str, code: str) -> None:
        if part == "ask":
            assert refusal(lambda: here.ask(asker=person)) == code
            return
        name = here.ask().id
        if part == "approve":
            assert refusal(lambda: here.approve(name, person)) == code
            return
        here.approve(name)
        assert refusal(lambda: here.issue(name, person)) == code

    def test_one_human_one_office_and_the_holder_himself_count_once(self, here: Court) -> None:
        name = here.ask().id
        here.roles = changed(role_file(), "li", identity="staff wang")
        assert refusal(lambda: here.approve(name)) == "ZY-PKI-131"
        begins, ends = here.roles.people[0].not_before, here.roles.people[0].not_after
        both_roles = changed(role_file(), "wang", roles=(Role.SYSTEM, Role.SECURITY))
        here.roles = both_roles
        assert refusal(lambda: here.approve(name, "wang")) == "ZY-PKI-131"
        here.roles = changed(role_file(), "li", deputies=(Deputy("chen", (Role.SECURITY,), begins, ends),))
        here.approve(name, "li")
        assert refusal(lambda: here.issue(name, "chen")) == "ZY-PKI-131", "a deputy is the office of his principal"
        here.roles = role_file()
        own = here.ask(asked(1, holder="sun"))
        assert own.distinct_from == ("sun",)
        assert refusal(lambda: here.approve(own.id, "sun")) == "ZY-PKI-131"

    def test_an_operator_asks_for_his_own_tenants(self, here: Court) -> None:
        here.roles = changed(role_file(), "wang", posts=(Post(Role.OPERATOR, ("finance",)),))
        assert here.ask(asked(1, holder="finance/portal"))
        assert refusal(lambda: here.ask(asked(1, holder="health"))) == "ZY-PKI-130"

    def test_it_goes_forward_only(self, here: Court) -> None:
        name = here.ask().id
        assert refusal(lambda: here.issue(name)) == "ZY-PKI-152"
        here.approve(name)
        assert refusal(lambda: here.approve(name, "sun")) == "ZY-PKI-132"
        here.issue(name)
        assert refusal(lambda: here.issue(name)) == "ZY-PKI-132"
        desk = here.desk()
        assert refusal(lambda: withdraw(desk, name, asker="wang", signer=signer("wang"))) == "ZY-PKI-132"

    def test_it_is_refused_withdrawn_or_left_until_it_has_expired(self, here: Court) -> None:
        first, second, third = (here.ask().id for _ in range(3))
        desk, li = here.desk(), signer("li")
        assert refusal(lambda: reject(desk, first, reviewer="li", signer=li, reason=" ")) == "ZY-PKI-155"
        assert reject(desk, first, reviewer="li", signer=li, reason="not ours").words[0].reason == "not ours"
        assert refusal(lambda: here.approve(first)) == "ZY-PKI-132"
        assert refusal(lambda: withdraw(desk, second, asker="zhou", signer=signer("zhou"))) == "ZY-PKI-147"
        assert withdraw(desk, second, asker="wang", signer=signer("wang")).stage is Stage.WITHDRAWN
        here.records.clock.pass_by(15 * 86_400)
        assert refusal(lambda: here.approve(third)) == "ZY-PKI-132"

    def test_of_two_issuers_one_wins_and_the_other_is_told(self, here: Court) -> None:
        name = here.ask(*(asked(number, name=f"h{number}") for number in range(1, 4))).id
        here.approve(name, "li")
        here.roles = changed(role_file(), "zhou", roles=(Role.SECURITY,))
        late = here.desk()
        application = carries(late, name, "sun")
        here.issue(name, "zhou")
        count = len(here.records.kinds())
        code = refusal(lambda: issue(late, application, Issuer("sun", signer("sun")), here.key))
        assert code == "ZY-PKI-140"
        assert len(here.records.kinds()) == count
        assert len(list(late.register.of_application(name))) == 3

    def test_what_was_altered_in_the_records_is_signed_by_nobody(self, here: Court) -> None:
        name, other = here.ask().id, here.ask().id
        here.records.meddle("UPDATE application_rows SET holder = 'health' WHERE application = ?", name)
        assert refusal(lambda: here.approve(name)) == "ZY-PKI-156"
        here.records.meddle(
            "UPDATE applications SET document = replace(document, 'because', 'reasons') WHERE id = ?", other
        )
        assert refusal(lambda: here.approve(other)) == "ZY-PKI-133"

    def test_another_persons_key_signs_for_nobody(self, here: Court) -> None:
        desk = here.desk()
        values: dict[str, Any] = {"asker": "wang", "signer": signer("li"), "reason": "because"}
        assert refusal(lambda: ask(desk, "server", [asked(1)], **values)) == "ZY-PKI-137"
        seen = look(desk, here.ask().id, "li")
        assert refusal(lambda: approve(desk, seen, reviewer="li", signer=signer("sun"))) == "ZY-PKI-137"


class TestBounds:
    """What is refused before anybody signs."""

    def test_a_profile_that_changed_has_to_be_asked_for_anew(self, here: Court) -> None:
        name, wider = here.ask().id, trust()
        server = replace(wider.profiles["server"], days=9999)
        changed_ = things(replace(wider, profiles={"server": server}))
        Trusts(here.records.database, here.records.clock).put(changed_, Note("trust.applied", "wang", {}))
        assert refusal(lambda: here.approve(name)) == "ZY-PKI-139"

    def test_two_keys_take_an_authority_that_keeps_one(self, here: Court) -> None:
        whole = trust()
        dual = things(replace(whole, profiles={"server": replace(whole.profiles["server"], dual=True)}))
        Trusts(here.records.database, here.records.clock).put(dual, Note("trust.applied", "wang", {}))
        assert refusal(here.ask) == "ZY-PKI-146"

    def test_what_is_wrong_with_one_request_is_told_at_once(self, here: Court) -> None:
        strange = Asked(1, "finance", asked(1).request, ("dns:www.elsewhere.example",))
        assert refusal(lambda: here.ask(strange)) == "ZY-PKI-010"
        assert refusal(lambda: here.ask(Asked(1, "finance", b"0"))) == "ZY-PKI-002"
        with pytest.raises(ZhengyunError) as raised:
            here.ask(Asked(1, "head", b"0"))
        assert raised.value.values["what"] == "CSR (head)", "a holder's name alone might be a word of ours"
        assert refusal(lambda: here.ask(profile="seals")) == "ZY-PKI-134"
        for holder in ("", " x", "x\x1b[2J", "x" * 129):
            assert refusal(partial(here.ask, asked(1, holder=holder))) == "ZY-PKI-157"

    def test_of_many_rows_one_that_is_wrong_keeps_none_back(self, here: Court) -> None:
        rows = [asked(1), Asked(2, "finance", b"nonsense"), asked(3, name="mail")]
        name = here.ask(*rows).id
        (wrong,) = here.desk().applications.problems(name)
        assert (wrong.number, "ZY-PKI-002" in wrong.problem) == (2, True)
        seen = look(here.desk(), name, "li")
        assert ([one.row.number for one in seen.drafts], [row.number for row in seen.problems]) == ([1, 3], [2])
        here.approve(name)
        assert here.issue(name).done == 3
        assert [row.number for row in here.desk().register.of_application(name)] == [1, 3]
        assert refusal(lambda: here.ask(rows[1], rows[1]._replace(number=3))) == "ZY-PKI-145"

    def test_of_a_batch_each_row_gets_its_own_certificate_or_its_own_problem(self, both: Court) -> None:
        algorithm = both.house.root.algorithm
        rows = [asked(number, algorithm, f"finance/h{number}", f"h{number}") for number in range(1, 41)]
        wrong = {row.number: row._replace(request=row.request[:-1] + bytes([row.request[-1] ^ 1])) for row in rows[::7]}
        name = both.ask(*(wrong.get(row.number, row) for row in rows)).id
        both.approve(name)
        assert both.issue(name).stage is Stage.DONE
        problems = both.desk().applications.problems(name)
        assert {row.number: row.holder for row in problems} == {number: f"finance/h{number}" for number in wrong}
        assert all("ZY-PKI-007" in row.problem for row in problems)
        made = list(both.desk().register.of_application(name))
        assert [one.number for one in made] == [row.number for row in rows if row.number not in wrong]
        for one in made:
            found = certificate.read(one.certificate)
            host = f"h{one.number}.city.example"
            assert (one.holder, found.serial, found.subject[-1].value) == (f"finance/h{one.number}", one.serial, host)
            assert signed_by(both.house.certificate, found.algorithm, found.to_be_signed, found.signature, VERIFIER)

    def test_how_far_one_has_come_is_told_to_who_asks_and_to_who_reviews(self, here: Court) -> None:
        rows = [asked(number, name=f"h{number}") for number in range(1, 131)]
        heard = list[tuple[int, int]]()
        wang = partial(ask, here.desk(), "server", asker="wang", signer=signer("wang"), reason="many")
        application, _ = wang(rows, told=lambda *told: heard.append(told))
        assert heard == [(0, 130), (64, 130), (128, 130)]
        look(here.desk(), application.id, "li", lambda *told: heard.append(told))
        assert heard[3:] == heard[:3]
        many = [row for row in rows for _ in range(800)]
        assert refusal(lambda: wang(many)) == "ZY-PKI-291"

    def test_a_clock_that_was_set_back_certifies_nothing(self, here: Court) -> None:
        name = here.ask().id
        here.approve(name)
        here.issued()
        here.records.clock.pass_by(-60)
        assert refusal(lambda: here.issue(name)) == "ZY-PKI-052"
        assert refusal(here.ask) == "ZY-PKI-052"

    def test_an_authority_that_is_not_in_force_or_revoked_signs_nothing(self, here: Court) -> None:
        name = here.ask().id
        own = here.desk().certificate(here.house.certificate.serial)
        change_ = turn(here, Operation.REVOKE, own, "ca-compromise")
        here.approve(change_)
        carried(here, change_)
        assert refusal(lambda: here.approve(name)) == "ZY-PKI-136"
        assert refusal(here.ask) == "ZY-PKI-136"

    def test_a_key_in_other_hands_is_never_certified_again(self, here: Court) -> None:
        (one,) = here.issued()
        name = turn(here, Operation.REVOKE, one, "key-compromise")
        here.approve(name)
        carried(here, name)
        assert refusal(here.ask) == "ZY-PKI-148"

    def test_the_authoritys_own_key_signs_and_no_other(self, here: Court) -> None:
        name = here.ask().id
        here.approve(name)
        desk = here.desk()
        application = carries(desk, name, "sun")
        code = refusal(lambda: issue(desk, application, Issuer("sun", signer("sun")), lambda _: signer("sun")))
        assert code == "ZY-PKI-137"

    def test_a_serial_number_that_is_drawn_twice_is_recorded_once(
        self, here: Court, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pki.profiles.serial_number", lambda: 77)
        here.issued()
        name = here.ask().id
        here.approve(name)
        assert refusal(lambda: here.issue(name)) == "ZY-REC-004"
        assert list(here.desk().register.of_application(name)) == []
        monkeypatch.undo()
        assert here.issue(name).stage is Stage.DONE

    def test_a_token_that_goes_in_mid_batch_leaves_what_is_recorded_and_a_later_run_goes_on(self, here: Court) -> None:
        name = here.ask(*(asked(number, name=f"h{number}") for number in range(1, 7))).id
        here.approve(name)
        desk = here.desk()
        application, key = carries(desk, name, "sun"), Going(here.key(), 4)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(issuing, "BATCH", 3)
            code = refusal(lambda: issue(desk, application, Issuer("sun", signer("sun")), lambda _: key))
            assert code == "ZY-KEY-010"
            assert [row.number for row in here.desk().register.of_application(name)] == [1, 2, 3]
            assert here.issue(name).stage is Stage.DONE
        assert [row.number for row in here.desk().register.of_application(name)] == [1, 2, 3, 4, 5, 6]


class Going:
    """A key in a token that is taken away after so many signatures."""

    def __init__(self, key: Opened, left: int) -> None:
        self.public, self._key, self._left = key.public, key, left

    def sign(self, data: bytes) -> str:
        """Base64 of the signature, while the token is there."""
        self._left -= 1
        if self._left < 0:
            raise ZhengyunError(key_codes.NO_MODULE, key="issuing")
        return self._key.sign(data)


class TestStanding:
    """Suspended, resumed, revoked, renewed."""

    def test_a_hold_is_carried_out_by_its_reviewer_and_the_rest_by_a_third(self, here: Court) -> None:
        (one,) = here.issued()
        hold = turn(here, Operation.SUSPEND, one)
        assert here.approve(hold).stage is Stage.DONE
        assert standing(here, one) is Standing.HELD
        back = turn(here, Operation.RESUME, one)
        here.approve(back)
        assert standing(here, one) is Standing.HELD
        carried(here, back)
        assert standing(here, one) is Standing.GOOD
        gone = turn(here, Operation.REVOKE, one, "superseded")
        here.approve(gone)
        assert refusal(lambda: carried(here, gone, "li")) == "ZY-PKI-131"
        carried(here, gone)
        assert here.desk().certificate(one.serial).reason == "superseded"
        kinds = [kind for kind in here.records.kinds() if kind in {"ca.suspended", "ca.resumed", "ca.revoked"}]
        assert kinds == ["ca.suspended", "ca.resumed", "ca.revoked"]
        for operation in (Operation.SUSPEND, Operation.RESUME, Operation.REVOKE):
            assert refusal(partial(turn, here, operation, one)) == "ZY-PKI-142"

    def test_who_has_a_certificate_asks_himself_for_it_to_be_held(self, here: Court) -> None:
        (one,) = here.issued(asked(1, holder="chen"))
        assert turn(here, Operation.SUSPEND, one, asker="chen")
        (other,) = here.issued(asked(1, holder="health"))
        assert refusal(lambda: turn(here, Operation.SUSPEND, other, asker="chen")) == "ZY-PKI-130"

    def test_a_date_of_invalidity_may_lie_before_the_beginning_and_never_in_the_future(self, here: Court) -> None:
        (one,) = here.issued()
        values: dict[str, Any] = {
            "asker": "wang",
            "signer": signer("wang"),
            "reason": "because",
            "why": "key-compromise",
        }
        revoke = partial(change, here.desk(), Operation.REVOKE, [one], **values)
        for since in (text(TODAY + timedelta(seconds=1)), "2030-01-01T00:00:00Z"):
            assert refusal(partial(revoke, since=since)) == "ZY-PKI-150"
        known = text(parse(one.not_before) - timedelta(days=900))
        name = revoke(since=known).id
        here.approve(name)
        carried(here, name)
        assert here.desk().certificate(one.serial).invalidity == known
        entry = SerialNumbers(here.listed().document).find(one.serial)
        assert entry is not None
        assert (entry.reason, entry.invalid) == (Reason.KEY_COMPROMISE, parse(known))

    def test_what_else_has_that_key_is_in_question_since_then(self, here: Court) -> None:
        one, other, third = here.issued(asked(1), asked(2, name="mail"), asked(3, name="web"))
        values: dict[str, Any] = {
            "asker": "wang",
            "signer": signer("wang"),
            "reason": "because",
            "why": "key-compromise",
        }
        known = text(TODAY - timedelta(days=3))
        name = change(here.desk(), Operation.REVOKE, [third], since=known, **values).id
        here.approve(name)
        carried(here, name)
        assert questioned(here.desk(), one, known) == (other,), "of the third it is said already"
        assert len(questioned(here.desk(), one, text(TODAY - timedelta(days=4)))) == 2
        told = " ".join("".join(doubts(questioned(here.desk(), one, known), known)).split())
        assert f"the same key is in {other.serial:040x} of issuing" in told
        assert f"since {known} it is in question, too" in told
        here.records.clock.pass_by(400 * 86_400)
        assert questioned(here.desk(), one, known) == (other,), "what has ended has signed while it lasted"
        assert questioned(here.desk(), one, text(here.desk().now())) == ()

    def test_what_is_renewed_keeps_its_names_and_its_key_where_none_is_sent(self, here: Court) -> None:
        (one,) = here.issued()
        assert refusal(lambda: renewable(here.desk(), one)) == "ZY-PKI-143"
        here.records.clock.pass_by(340 * 86_400)
        here.roles = role_file()
        here.roles = replace(
            here.roles, people=tuple(replace(person, not_after="2029-01-01T00:00:00Z") for person in here.roles.people)
        )
        old = renewable(here.desk(), one)
        values: dict[str, Any] = {"asker": "wang", "signer": signer("wang"), "reason": "because", "renews": old}
        other = asked(1, name="mail")
        assert refusal(lambda: ask(here.desk(), "server", [other], **values)) == "ZY-PKI-144"
        further = Asked(1, old.holder, asked(1).request, ("dns:mail.city.example",))
        assert refusal(lambda: ask(here.desk(), "server", [further], **values)) == "ZY-PKI-144"
        application, _ = ask(here.desk(), "server", [Asked(1, old.holder, b"")], **values)
        here.approve(application.id)
        here.listed()
        here.issue(application.id)
        (fresh,) = here.desk().register.of_application(application.id)
        before, after = certificate.read(old.certificate), certificate.read(fresh.certificate)
        assert (after.subject, after.public_info) == (before.subject, before.public_info)
        assert after.extensions["2.5.29.17"] == before.extensions["2.5.29.17"]
        assert after.not_after > before.not_after
        assert fresh.serial != old.serial

    def test_what_is_asked_for_is_carried_out_and_nothing_else(self, here: Court) -> None:
        (one,) = here.issued()
        gone, name = turn(here, Operation.REVOKE, one), here.ask().id
        here.approve(gone)
        here.approve(name)
        desk, issuer = here.desk(), Issuer("sun", signer("sun"))
        assert refusal(lambda: carry_out(desk, carries(desk, name, "sun"), issuer)) == "ZY-PKI-154"
        assert refusal(lambda: issue(desk, carries(desk, gone, "sun"), issuer, here.key)) == "ZY-PKI-154"

    def test_one_number_of_two_authorities_takes_the_name_of_one(self, here: Court) -> None:
        (one,) = here.issued()
        here.desk().register.add([one._replace(authority="other")], Note("ca.issued", "sun", {}))
        assert refusal(lambda: here.desk().certificate(one.serial)) == "ZY-PKI-153"
        assert here.desk().certificate(one.serial, "issuing") == one

    def test_before_it_is_revoked_it_is_told_what_uses_it(self, here: Court) -> None:
        one, other = here.issued(asked(1), asked(2, name="mail"))
        found = uses(here.desk(), one)
        assert found.same_key == (other,)
        assert not found.leaves_nothing
        own = here.desk().certificate(here.house.certificate.serial)
        assert uses(here.desk(), own).certifies == (("issuing", 2),)


def _bare(here: Court, signature: bytes) -> str:
    return base64.b64encode(bare(here.house.issuing.algorithm, signature)).decode()
