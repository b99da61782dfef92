"""Who may ask for what, agree to it and take it back, and in which states; of two at once exactly one wins."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from governance import rules
from governance.requests import cancel, submit
from governance.reviews import approve, may_review, waits_for
from tests.attacks import Attack
from tests.cast import DAY, OFFICES, VERIFIER, at, changed, person, role_file, signer
from tests.permits import gate
from tests.records import Records
from tests.unit.governance.requests import HOUR, PLAN, ask, in_state, refusal, say_no, say_yes, stored
from zhengyun.action import Effects
from zhengyun.canonical import canonical
from zhengyun.change import CLOSED, ChangeRequest, State
from zhengyun.errors import ZhengyunError
from zhengyun.gate import Rules
from zhengyun.naming import ALPHABET
from zhengyun.people import Deputy, Role
from zhengyun.permit import asked_bytes
from zhengyun.planfile import dump, load
from zhengyun.ruleset import Matter

NOT_SUBMITTED = [state for state in State if state not in {State.SUBMITTED, State.EXPIRED}]
ROOT = Path(__file__).resolve().parents[3]


class TestAsking:
    """Submitting."""

    def test_a_request_is_signed_on_record_and_in_the_log(self, records: Records) -> None:
        request = ask(records)
        kept = stored(records, request)
        assert kept == request
        assert VERIFIER.verify(person("wang").key, asked_bytes(kept.permit), kept.permit.asked)
        assert load(records.ledger.plan(kept.permit.plan), "p") == PLAN
        assert records.kinds() == ["roles", "request.submitted"]
        assert kept.permit.not_after == at(HOUR)
        assert kept.summary["create"] == 2

    def test_every_request_has_a_name_that_can_be_said_and_a_nonce_of_its_own(self, records: Records) -> None:
        requests = [ask(records) for _ in range(20)]
        assert len({one.id for one in requests}) == len({one.permit.nonce for one in requests}) == 20
        assert all(set(one.id.removeprefix("CR-")) <= set(ALPHABET) for one in requests)

    @pytest.mark.parametrize(
        ("asker", "code"), [("li", "ZY-GOV-001"), ("chen", "ZY-GOV-001"), ("stranger", "ZY-PERMIT-007")]
    )
    def test_only_system_administrators_ask(self, records: Records, asker: str, code: str) -> None:
        assert refusal(lambda: ask(records, asker=asker)) == code
        assert records.kinds() == ["roles"]

    def test_nobody_asks_who_is_out_of_office(self, records: Records) -> None:
        roles = changed(role_file(), "wang", revoked=at(0))
        assert refusal(lambda: ask(records, roles=roles)) == "ZY-PERMIT-008"

    def test_nobody_asks_with_a_key_that_is_not_his(self, records: Records) -> None:
        other = partial(submit, PLAN, asker="wang", reason="", seconds=HOUR, signer=signer("zhou"))
        values: dict[str, Any] = {"roles": role_file(), "ledger": records.ledger, "now": records.clock.now()}
        assert refusal(lambda: other(**values)) == "ZY-GOV-024"
        assert not records.ledger.requests()

    def test_a_plan_without_actions_is_nothing_to_ask_for(self, records: Records) -> None:
        assert refusal(lambda: ask(records, replace(PLAN, actions=()))) == "ZY-GOV-003"

    def test_a_plan_without_a_commit_nobody_else_could_make(self, records: Records) -> None:
        assert refusal(lambda: ask(records, replace(PLAN, commit=""))) == "ZY-GOV-002"

    @pytest.mark.parametrize("seconds", [0, -1, 31 * DAY, 10**18])
    def test_a_request_is_open_for_a_time_that_people_can_answer_for(self, records: Records, seconds: int) -> None:
        assert refusal(lambda: ask(records, seconds=seconds)) == "ZY-GOV-020"

    @pytest.mark.parametrize("seconds", [1, 30 * DAY])
    def test_and_for_no_other(self, records: Records, seconds: int) -> None:
        assert ask(records, seconds=seconds).permit.not_after == at(seconds)

    def test_a_reason_may_hold_whatever_a_terminal_hands_over(self, records: Records) -> None:
        request = ask(records, reason="扩容 \udcff 😀")
        assert stored(records, request).permit.reason == "扩容 ? 😀"

    def test_who_asks_before_the_clock_was_set_back_is_refused(self, records: Records) -> None:
        records.clock.pass_by(-60)
        assert refusal(lambda: ask(records)) == "ZY-LOG-001"
        assert records.ledger.requests() == []


class TestAgreeing:
    """Approving."""

    def test_a_yes_opens_the_door_for_exactly_what_was_asked(self, records: Records) -> None:
        request = ask(records)
        assert say_yes(records, request) is State.APPROVED
        permit = stored(records, request).permit
        assert gate().open(permit, PLAN, records.clock.now()) is permit
        assert records.kinds()[-1] == "request.reviewed"

    def test_every_link_of_the_chain_has_to_agree(self, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)
        assert say_yes(records, request, "li") is State.SUBMITTED
        assert say_yes(records, stored(records, request), "chen") is State.APPROVED
        gate(rules=rules.rules_of(role_file())).open(stored(records, request).permit, PLAN, records.clock.now())

    def test_who_comes_later_in_the_chain_waits_for_who_comes_before(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)
        with pytest.raises(ZhengyunError, match=r"ZY-GOV-070 .* waits for the word of security now"):
            say_yes(records, request, "chen")
        assert stored(records, request).reviews == ()
        say_yes(records, request, "li")
        assert refusal(lambda: say_yes(records, stored(records, request), "sun")) == "ZY-GOV-070"
        assert say_yes(records, stored(records, request), "chen") is State.APPROVED

    def test_a_no_needs_no_turn(self, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)))
        assert say_no(records, ask(records), "chen") is State.REJECTED

    def test_of_two_who_stand_for_the_same_link_the_second_has_no_place_and_bars_nobody(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)
        say_yes(records, request, "li")
        assert refusal(lambda: say_yes(records, request, "sun")) == "ZY-GOV-070", "with a reading from before"
        assert [one.reviewer for one in stored(records, request).reviews] == ["li"]
        assert say_yes(records, stored(records, request), "chen") is State.APPROVED

    def test_it_is_told_whose_word_a_request_waits_for(self, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)

        def awaited() -> list[str]:
            now, found = records.clock.now(), stored(records, request)
            return [one for one in OFFICES if waits_for(found, person=one, roles=role_file(), now=now)]

        assert awaited() == ["li", "sun"]
        say_yes(records, request, "sun")
        assert awaited() == ["chen"]
        records.clock.pass_by(HOUR + 1)
        assert awaited() == []

    def test_nobody_agrees_who_had_a_hand_in_it(self, records: Records) -> None:
        request = ask(records)
        request = replace(request, permit=replace(request.permit, distinct_from=("li",)))
        assert refusal(lambda: say_yes(records, request)) == "ZY-PERMIT-006"

    def test_nor_the_deputy_of_somebody_who_had(self, records: Records) -> None:
        roles = changed(role_file(), "zhou", deputies=(Deputy("li", (Role.SYSTEM,), at(-9), at(9)),))
        request = ask(records)
        request = replace(request, permit=replace(request.permit, distinct_from=("zhou",)))
        assert refusal(lambda: say_yes(records, request, roles=roles)) == "ZY-PERMIT-006"

    def test_nor_the_askers_own(self, records: Records) -> None:
        roles = changed(role_file(), "wang", deputies=(Deputy("li", (Role.SYSTEM,), at(-9), at(9)),))
        assert refusal(lambda: say_yes(records, ask(records), roles=roles)) == "ZY-GOV-007"

    def test_the_asker_cannot(self, records: Records) -> None:
        roles = changed(role_file(), "wang", roles=(Role.SECURITY,))
        request = ask(records)
        for word in (say_yes, say_no):
            assert refusal(partial(word, records, request, "wang", roles=roles)) == "ZY-GOV-007"

    @pytest.mark.parametrize(
        ("name", "code"), [("zhou", "ZY-GOV-001"), ("chen", "ZY-GOV-001"), ("stranger", "ZY-PERMIT-007")]
    )
    def test_only_who_holds_a_role_of_the_chain_can(self, records: Records, name: str, code: str) -> None:
        request = ask(records)
        assert refusal(lambda: say_yes(records, request, name)) == code
        assert refusal(lambda: say_no(records, request, name)) == code

    def test_nobody_can_who_is_out_of_office(self, records: Records) -> None:
        request = ask(records)
        roles = changed(role_file(), "li", not_after=at(-1))
        assert refusal(lambda: say_yes(records, request, roles=roles)) == "ZY-PERMIT-008"

    def test_nobody_signs_what_comes_out_otherwise_on_his_own_side(self, records: Records) -> None:
        request = ask(records)
        other = replace(PLAN, actions=PLAN.actions[:1])
        assert refusal(lambda: say_yes(records, request, replan=lambda _plan: other)) == "ZY-GOV-005"
        assert stored(records, request).reviews == ()

    def test_nobody_signs_what_the_records_show_instead_of_what_was_asked(
        self, records: Records, attack: Attack
    ) -> None:
        request = ask(records)
        other = replace(PLAN, actions=PLAN.actions[:1])
        records.meddle("UPDATE plans SET body = ?", dump(other))
        shown = load(records.ledger.plan(request.permit.plan), "plan")
        assert shown == other, "the screen would show this one"
        assert refusal(lambda: say_yes(records, request, asked=shown)) == "ZY-GOV-005"
        forged = {**request.permit.document(), "plan": other.digest, "fingerprint": other.fingerprint}
        records.meddle("INSERT INTO plans VALUES (?, ?)", other.digest, dump(other))
        records.meddle("UPDATE requests SET plan = ?, permit = ?", other.digest, canonical(forged).decode())
        assert refusal(lambda: say_yes(records, stored(records, request), asked=shown)) == "ZY-PERMIT-005"
        assert not stored(records, request).reviews
        attack(
            "approve on a screen that shows another plan",
            "refused (ZY-GOV-005, ZY-PERMIT-005)",
            "the approver's side",
        )

    def test_nobody_adds_his_yes_to_one_that_was_not_given(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _matter: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)
        say_yes(records, request)
        records.meddle("UPDATE reviews SET approval = replace(approval, '\"roles\":1', '\"roles\":0')")
        assert refusal(lambda: say_yes(records, stored(records, request), "chen")) == "ZY-PERMIT-010"

    def test_nobody_signs_under_other_rules_than_it_was_asked_under(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = ask(records)
        for other in (
            Rules(2, lambda _matter: (Role.SECURITY,)),
            Rules(1, lambda _effects: (Role.SECURITY, Role.AUDIT)),
        ):
            monkeypatch.setattr(rules, "rules_of", lambda _roles, other=other: other)
            assert refusal(lambda: say_yes(records, request)) == "ZY-PERMIT-009"

    def test_a_yes_with_another_key_is_refused_and_does_not_use_up_the_word(self, records: Records) -> None:
        request = ask(records)
        values: dict[str, Any] = {
            "roles": role_file(),
            "ledger": records.ledger,
            "asked": PLAN,
            "verifier": VERIFIER,
            "now": records.clock.now(),
        }
        wrong = partial(approve, request, person="li", signer=signer("sun"), replan=lambda plan: plan, **values)
        assert refusal(wrong) == "ZY-GOV-024"
        assert say_yes(records, request) is State.APPROVED

    def test_nobody_agrees_to_what_would_be_open_for_longer_than_the_rules_allow(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(rules, "LONGEST", 3650 * DAY)
            request = ask(records, seconds=365 * DAY)
        assert refusal(lambda: say_yes(records, request)) == "ZY-GOV-020"
        assert not stored(records, request).reviews

    def test_each_person_has_one_word(self, records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _effects: (Role.SECURITY, Role.SECURITY)))
        request = ask(records)
        say_yes(records, request)
        for word in (say_yes, say_no):
            assert refusal(partial(word, records, stored(records, request))) == "ZY-GOV-006"
            assert refusal(partial(word, records, request)) == "ZY-GOV-006", "not even with an older reading"

    @pytest.mark.parametrize("state", NOT_SUBMITTED)
    def test_only_what_was_submitted_is_reviewed(self, records: Records, state: State) -> None:
        request = in_state(records, ask(records), state)
        for word in (say_yes, say_no):
            assert refusal(partial(word, records, request)) == "ZY-GOV-004"

    def test_nobody_reviews_what_has_expired(self, records: Records) -> None:
        request = ask(records)
        records.clock.pass_by(HOUR)
        may_review(request, person="li", roles=role_file(), now=records.clock.now())
        records.clock.pass_by(1)
        for word in (say_yes, say_no):
            assert refusal(partial(word, records, request)) == "ZY-GOV-019"

    def test_a_no_is_for_good(self, records: Records) -> None:
        request = ask(records)
        assert say_no(records, request, reason="zu früh \udcff") is State.REJECTED
        kept = stored(records, request)
        assert (kept.stored, kept.reviews[0].reason, kept.permit.approvals) == (State.REJECTED, "zu früh ?", ())
        assert refusal(lambda: say_yes(records, kept, "sun")) == "ZY-GOV-004"


class TestTakingBack:
    """Cancelling."""

    def take(self, records: Records, request: ChangeRequest, name: str = "wang") -> None:
        cancel(request, person=name, roles=role_file(), ledger=records.ledger, now=records.clock.now())

    def test_who_asked_takes_it_back_before_and_after_the_yes(self, records: Records) -> None:
        for approved in (False, True):
            request = ask(records)
            if approved:
                say_yes(records, request)
            self.take(records, stored(records, request))
            assert stored(records, request).stored is State.CANCELLED

    @pytest.mark.parametrize(
        ("name", "code"), [("zhou", "ZY-GOV-021"), ("li", "ZY-GOV-021"), ("stranger", "ZY-PERMIT-007")]
    )
    def test_nobody_else_does(self, records: Records, name: str, code: str) -> None:
        request = ask(records)
        assert refusal(lambda: self.take(records, request, name)) == code

    @pytest.mark.parametrize("state", [state for state in NOT_SUBMITTED if state is not State.APPROVED])
    def test_what_was_begun_or_ended_is_not_taken_back(self, records: Records, state: State) -> None:
        request = in_state(records, ask(records), state)
        assert refusal(lambda: self.take(records, request)) == "ZY-GOV-004"
        assert stored(records, request).stored is state

    def test_what_has_expired_is_not_taken_back(self, records: Records) -> None:
        request = ask(records)
        records.clock.pass_by(HOUR + 1)
        assert refusal(lambda: self.take(records, request)) == "ZY-GOV-019"

    def test_who_reads_an_old_state_is_told_the_new_one(self, records: Records) -> None:
        request = ask(records)
        say_no(records, request)
        with pytest.raises(ZhengyunError, match=f"{request.id} is rejected"):
            self.take(records, request)


class TestStates:
    """How far a request has come."""

    @pytest.mark.parametrize("state", list(State))
    def test_only_what_waits_expires(self, records: Records, state: State) -> None:
        request = replace(ask(records), stored=state)
        records.clock.pass_by(HOUR + 1)
        waits = state in {State.SUBMITTED, State.APPROVED}
        assert request.state(records.clock.now()) is (State.EXPIRED if waits else state)

    def test_what_is_closed_stays_closed(self) -> None:
        assert {state.value for state in CLOSED} == {"applied", "rejected", "cancelled", "expired"}

    def test_the_rules_in_force_ask_for_a_security_administrator_whatever_the_effects(self) -> None:
        for effects in (Effects(), Effects(("a",), ("z",), 4, ("data",), ("door",))):
            assert rules.rules_of(role_file()).chain(Matter(effects)) == (Role.SECURITY,)


def at_once(*works: Callable[[], object]) -> list[str]:
    """How each ended of some that began at the same moment."""
    start, ends = threading.Barrier(len(works)), [""] * len(works)

    def go(place: int) -> None:
        start.wait(10)
        try:
            ends[place] = str(works[place]())
        except ZhengyunError as error:
            ends[place] = error.code.id

    threads = [threading.Thread(target=go, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


class TestRaces:
    """Two people at once."""

    @pytest.mark.parametrize("attempt", range(10))
    def test_of_a_yes_and_a_no_at_once_exactly_one_wins(self, records: Records, attempt: int) -> None:
        del attempt
        request = ask(records)
        yes, no = records.again(), records.again()
        ends = at_once(lambda: say_yes(yes, request, "li"), lambda: say_no(no, request, "sun"))
        assert ends in (["approved", "ZY-GOV-004"], ["ZY-GOV-004", "rejected"])
        kept = stored(records, request)
        assert kept.stored.value in ends
        assert len(kept.reviews) == 1
        assert records.kinds().count("request.reviewed") == 1

    def test_of_a_yes_and_a_taking_back_at_once_the_taking_back_holds(self, records: Records) -> None:
        request = ask(records)
        ends = at_once(
            partial(say_yes, records.again(), request),
            lambda: cancel(request, person="wang", roles=role_file(), ledger=records.again().ledger, now=records.clock.now()),
        )  # fmt: skip
        assert ends[0] in {"approved", "ZY-GOV-004"}
        assert stored(records, request).stored is State.CANCELLED

    @pytest.mark.slow
    def test_of_two_processes_that_say_yes_and_no_exactly_one_wins(self, records: Records) -> None:
        request = ask(records)
        script = (
            "import sys\nfrom pathlib import Path\nfrom records.database import Database\n"
            "from tests.cast import HandClock\nfrom tests.records import Records\n"
            "from tests.unit.governance.requests import say_no\nfrom zhengyun.errors import ZhengyunError\n"
            "records = Records(Database(Path(sys.argv[1])), HandClock())\n"
            "request = records.ledger.request(sys.argv[2])\n"
            "print('ready', flush=True)\nsys.stdin.readline()\n"
            "try:\n    print(say_no(records, request, 'sun'))\nexcept ZhengyunError as error:\n    print(error.code.id)\n"
        )
        command = [sys.executable, "-c", script, str(records.file), request.id]
        with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdin is not None
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            other.stdin.write("go\n")
            other.stdin.flush()
            (mine,) = at_once(partial(say_yes, records, request))
            theirs = other.stdout.readline().strip()
        assert (mine, theirs) in {("approved", "ZY-GOV-004"), ("ZY-GOV-004", "rejected")}

    def test_a_request_holds_its_own_plan(self, records: Records) -> None:
        request = ask(records)
        assert records.ledger.plan(request.permit.plan) == dump(PLAN)
