"""Requests that travel as files: believed only as far as the pinned role file bears them out, and words counted once."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import rules
from governance.away import Held, leave, receive, trusted
from governance.reviews import approve, reject
from governance.roles import adopt
from governance.travelling import LARGEST, Travelling, Word, read_word, unpack
from governance.withdrawals import withdraw
from tests.attacks import Attack
from tests.cast import DAY, VERIFIER, at, changed, role_file, signed, signer
from tests.examples import examples
from tests.permits import asked, gate
from tests.records import Records
from tests.unit.governance.requests import HOUR, PLAN, ask, refusal, say_yes, stored
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, Decision, Review, State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.gate import Rules
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.planfile import dump

PIN = role_file().digest
OTHER_PLAN = replace(PLAN, actions=PLAN.actions[:1])


def sent(records: Records, request: ChangeRequest) -> bytes:
    now = records.clock.now()
    pin, data = leave(request, records.ledger, records.roles, records.book, VERIFIER, now)
    assert pin == PIN
    return data


def opened(records: Records, data: bytes, pin: str = PIN) -> Travelling:
    travelling = unpack(data, "request.json")
    trusted(travelling, pin, VERIFIER, records.clock.now())
    return travelling


def answered(records: Records, data: bytes, person: str = "li", **values: Any) -> bytes:
    """The word file that somebody away from the records writes."""
    travelling = unpack(data, "request.json")
    roles = trusted(travelling, PIN, VERIFIER, records.clock.now())
    held = Held(travelling.request)
    whole: dict[str, Any] = {
        "replan": lambda plan: plan,
        "asked": travelling.plan,
        "signer": signer(person),
        "verifier": VERIFIER,
        **values,
    }
    approve(travelling.request, person=person, roles=roles, ledger=held, now=records.clock.now(), **whole)
    return word_of(travelling.request, held.said, person).dump()


def word_of(request: ChangeRequest, said: Review | None, key: str) -> Word:
    assert said is not None
    permit = request.permit
    return Word(permit.request, permit.nonce, permit.plan, said).signed(signer(key))


def refused(records: Records, data: bytes, person: str = "li") -> bytes:
    """The same with a no."""
    travelling = opened(records, data)
    held = Held(travelling.request)
    said: dict[str, Any] = {"reason": "not now", "touched": lambda: travelling.plan.effects.tenants}
    reject(travelling.request, person=person, roles=role_file(), ledger=held, now=records.clock.now(), **said)
    return word_of(travelling.request, held.said, person).dump()


def brought(records: Records, data: bytes) -> State:
    return receive(
        read_word(data, "word.json"),
        carrier="wang",
        roles=role_file(),
        ledger=records.ledger,
        log=records.book.entries(),
        verifier=VERIFIER,
        now=records.clock.now(),
    )


def altered(data: bytes, *path: str, value: object) -> bytes:
    """A file in which somebody has altered one thing, as carefully as he could."""
    document = json.loads(data)
    inner = document
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return canonical(document) + b"\n"


@pytest.mark.parametrize(
    ("permit", "plan"),
    [
        ({"under": "GR-TEST22"}, PLAN),
        ({}, replace(PLAN, scope=replace(PLAN.scope, errand=("revert", "CR-OTHER2", "sha256:0")))),
    ],
)
def test_what_only_the_records_can_tell_is_refused_before_anybody_carries_it_anywhere(
    records: Records, permit: dict[str, str], plan: Plan
) -> None:
    whole = asked(plan, **permit)
    request = ChangeRequest(whole, State.SUBMITTED, at(0), {})
    records.ledger.add(request, dump(plan), Note("request.submitted", "wang", {}))
    assert refusal(lambda: sent(records, request)) == "ZY-GOV-242"


@pytest.mark.parametrize("more", [b"\n", b" "])
def test_a_file_that_is_not_byte_for_byte_what_was_written_is_none(records: Records, more: bytes) -> None:
    data = sent(records, ask(records))
    assert refusal(lambda: unpack(data + more, "request.json")) == "ZY-GOV-074"
    assert refusal(lambda: unpack(data.replace(b'","', b'", "', 1), "request.json")) == "ZY-GOV-074"


class TestThereAndBack:
    """What goes well."""

    def test_a_yes_that_comes_back_opens_the_door(self, records: Records) -> None:
        request = ask(records)
        assert brought(records, answered(records, sent(records, request))) is State.APPROVED
        gate().open(stored(records, request).permit, PLAN, records.clock.now())
        (said,) = [entry for entry in records.book.entries() if entry.kind == "request.reviewed"]
        assert (said.actor, said.body["carrier"]) == ("li", "wang")

    def test_a_no_that_comes_back_is_for_good(self, records: Records) -> None:
        request = ask(records)
        word = answered(records, sent(records, request), "sun")
        assert brought(records, refused(records, sent(records, request))) is State.REJECTED
        assert stored(records, request).reviews[0].reason == "not now"
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-004"

    def test_what_travels_is_what_was_asked(self, records: Records) -> None:
        request = ask(records, window="00:00-24:00 UTC")
        travelling = opened(records, sent(records, request))
        assert (travelling.request.permit, travelling.plan) == (request.permit, PLAN)
        assert travelling.request.state(records.clock.now()) is State.SUBMITTED

    def test_only_what_waits_for_a_word_is_sent(self, records: Records) -> None:
        request = ask(records)
        say_yes(records, request)
        assert refusal(lambda: sent(records, stored(records, request))) == "ZY-GOV-004"


class TestRequestFile:
    """What is shown to somebody away from the records is believed only where it is borne out."""

    def test_another_citys_is_refused(self, records: Records, attack: Attack) -> None:
        data = sent(records, ask(records))
        other = replace(role_file(), city="another").digest
        assert refusal(lambda: opened(records, data, other)) == "ZY-GOV-075"
        attack("a request file of another city", "refused (ZY-GOV-075)", "the approver's pin")

    def test_one_whose_people_have_been_swapped_is_refused(self, records: Records, attack: Attack) -> None:
        data = sent(records, ask(records))
        forged = changed(role_file(), "wang", key=signer("stranger").public)
        document = json.loads(data)
        pin = json.loads(document["pins"][0])
        pin["body"].update(document=forged.document(), digest=forged.digest)
        evil = altered(data, "versions", value=[forged.document()])
        assert refusal(lambda: opened(records, evil)) == "ZY-GOV-011"
        evil = altered(evil, "pins", value=[canonical(pin).decode()])
        assert refusal(lambda: opened(records, evil)) == "ZY-GOV-075"
        attack("swap a person's key in a request file", "refused (ZY-GOV-011, ZY-GOV-075)", "the approver's pin")

    def test_a_version_that_nobody_has_signed_is_refused(self, records: Records) -> None:
        data = sent(records, ask(records))
        document = json.loads(data)
        more = changed(replace(role_file(), version=2), "li", title="another")
        pin = json.loads(document["pins"][0])
        pin["number"] = 2
        pin["body"].update(version=2, document=more.document(), digest=more.digest)
        evil = altered(data, "versions", value=[*document["versions"], more.document()])
        evil = altered(evil, "pins", value=[*document["pins"], canonical(pin).decode()])
        assert refusal(lambda: opened(records, evil)) == "ZY-GOV-011"

    def test_a_version_that_was_signed_is_believed(self, records: Records) -> None:
        more = signed(changed(replace(role_file(), version=2), "li", title="another"), "wang", "sun")
        adopt(more, records.roles, records.book, VERIFIER, records.clock.now(), "wang")
        data = sent(records, ask(records, roles=more))
        assert len(opened(records, data).versions) == 2

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("asker", "zhou", "ZY-PERMIT-005"),
            ("reason", "harmless", "ZY-PERMIT-005"),
            ("not_after", "2026-03-02T10:00:00Z", "ZY-PERMIT-005"),
            ("window", "00:00-24:00 UTC", "ZY-PERMIT-005"),
            ("chain", ["audit"], "ZY-PERMIT-005"),
            ("plan", OTHER_PLAN.digest, "ZY-PERMIT-003"),
        ],
    )
    def test_what_the_asker_has_not_signed_is_refused(
        self, records: Records, name: str, value: object, code: str
    ) -> None:
        data = altered(sent(records, ask(records)), "permit", name, value=value)
        assert refusal(lambda: opened(records, data)) == code

    def test_another_plan_than_was_signed_is_refused(self, records: Records, attack: Attack) -> None:
        from zhengyun.planfile import dump

        request = ask(records)
        data = sent(records, request)
        evil = altered(data, "plan", value=dump(OTHER_PLAN).decode())
        assert refusal(lambda: opened(records, evil)) == "ZY-PERMIT-003"
        assert refusal(lambda: answered(records, data, replan=lambda _plan: OTHER_PLAN)) == "ZY-GOV-005"
        attack("another plan in a request file than was signed", "refused (ZY-PERMIT-003)", "the approver's side")

    def test_a_yes_that_was_never_given_is_refused(self, records: Records) -> None:
        request = ask(records)
        say = word_of(request, Review("li", Decision.NO, "2026-03-02T08:00:00Z"), "li")
        data = sent(records, request)
        approval = json.loads(answered(records, data))["review"]["approval"]
        evil = altered(data, "permit", "approvals", value=[{**approval, "signature": say.signature}])
        assert refusal(lambda: opened(records, evil)) == "ZY-PERMIT-010"

    def test_one_that_has_expired_is_refused(self, records: Records) -> None:
        data = sent(records, ask(records))
        records.clock.pass_by(HOUR + 1)
        assert refusal(lambda: opened(records, data)) == "ZY-PERMIT-002"


class TestWord:
    """What comes back counts once, for what it was said of."""

    def test_it_counts_once(self, records: Records) -> None:
        request = ask(records)
        word = answered(records, sent(records, request))
        brought(records, word)
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-078"

    def test_one_that_was_taken_back_stays_so(self, records: Records, attack: Attack) -> None:
        request = ask(records)
        word = answered(records, sent(records, request))
        brought(records, word)
        values: dict[str, Any] = {"roles": role_file(), "ledger": records.ledger, "now": records.clock.now()}
        withdraw(stored(records, request), person="li", reason="", **values)
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-078"
        records.clock.pass_by(1)
        assert brought(records, answered(records, sent(records, stored(records, request)))) is State.APPROVED
        attack("import a yes again that was taken back", "refused (ZY-GOV-078)", "import, by the log")

    def test_one_that_rests_on_a_yes_that_was_taken_back_since_is_refused(
        self, records: Records, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rules, "rules_of", lambda _roles: Rules(1, lambda _matter: (Role.SECURITY, Role.AUDIT)))
        request = ask(records)
        say_yes(records, request)
        word = answered(records, sent(records, stored(records, request)), "chen")
        records.clock.pass_by(1)
        values: dict[str, Any] = {"roles": role_file(), "ledger": records.ledger, "now": records.clock.now()}
        withdraw(stored(records, request), person="li", reason="", **values)
        say_yes(records, stored(records, request), "sun")
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-078"
        records.clock.pass_by(1)
        assert brought(records, answered(records, sent(records, stored(records, request)), "chen")) is State.APPROVED

    def test_one_of_a_time_that_has_not_come_is_refused(self, records: Records) -> None:
        request = ask(records)
        data = sent(records, request)
        records.clock.pass_by(600)
        word = answered(records, data)
        records.clock.pass_by(-600)
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-078"

    def test_one_about_another_request_is_refused(self, records: Records, attack: Attack) -> None:
        first, second = ask(records), ask(records)
        word = answered(records, sent(records, first))
        for data in (
            altered(word, "request", value=second.id),
            altered(word, "nonce", value=second.permit.nonce),
            altered(word, "request", value="CR-NONE22"),
            altered(word, "plan", value=OTHER_PLAN.digest),
        ):
            assert refusal(partial(brought, records, data)) == "ZY-GOV-076"
        both = altered(altered(word, "request", value=second.id), "nonce", value=second.permit.nonce)
        assert refusal(lambda: brought(records, both)) == "ZY-GOV-077"
        resigned = read_word(both, "word.json").signed(signer("li")).dump()
        assert refusal(lambda: brought(records, resigned)) == "ZY-PERMIT-010"
        assert not stored(records, second).reviews
        attack("an old yes, brought back for another request", "refused (ZY-GOV-076, 077, ZY-PERMIT-010)", "import")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("review", "reason"), "another"),
            (("review", "at"), "2026-03-02T08:00:01Z"),
            (("review", "reviewer"), "sun"),
            (("signature",), "AAAA"),
            (("signature",), ""),
            (("review", "approval", "signature"), "AAAA"),
        ],
        ids=str,
    )
    def test_nothing_of_it_can_be_altered(self, records: Records, path: tuple[str, ...], value: object) -> None:
        word = altered(answered(records, sent(records, ask(records))), *path, value=value)
        assert refusal(lambda: brought(records, word)) == "ZY-GOV-077"
        assert not records.ledger.requests()[0].reviews

    def test_a_no_without_a_signature_stops_nobody(self, records: Records) -> None:
        word = refused(records, sent(records, ask(records)))
        assert refusal(lambda: brought(records, altered(word, "signature", value=""))) == "ZY-GOV-077"

    def test_nobody_brings_his_own_yes(self, records: Records) -> None:
        request = ask(records)
        approval = json.loads(answered(records, sent(records, request)))["review"]["approval"]
        evil = altered(answered(records, sent(records, request)), "review", "reviewer", value="wang")
        word = read_word(evil, "w").signed(signer("wang"))
        assert approval["approver"] == "li"
        assert refusal(lambda: brought(records, word.dump())) == "ZY-GOV-007"

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [("roles", 9, "009"), ("rules", 9, "009"), ("chain", [], "009"), ("approver", "sun", "010")],
    )
    def test_a_yes_that_the_gate_would_refuse_is_refused(
        self, records: Records, name: str, value: object, code: str
    ) -> None:
        evil = altered(answered(records, sent(records, ask(records))), "review", "approval", name, value=value)
        word = read_word(evil, "w").signed(signer("li"))
        assert refusal(lambda: brought(records, word.dump())) == f"ZY-PERMIT-{code}"

    def test_who_is_out_of_office_since_says_nothing(self, records: Records) -> None:
        word = answered(records, sent(records, ask(records)))
        records.clock.pass_by(366 * DAY)
        assert refusal(lambda: brought(records, word)) == "ZY-PERMIT-008"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["format", "permit", "plan", "review", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
BYTES = st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode())


@examples(100)
@given(BYTES)
def test_whatever_is_handed_in_is_refused_in_our_words(data: bytes) -> None:
    for read in (unpack, read_word):
        with pytest.raises(ZhengyunError) as raised:
            read(data, "file")
        assert raised.value.code.id == "ZY-GOV-074"


@pytest.mark.parametrize(
    "data",
    [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000, b"NaN", b'"\\ud800"', bytes(LARGEST + 1)],
    ids=lambda data: str(data[:4]),
)
def test_what_is_hostile_is_refused_too(data: bytes) -> None:
    for read in (unpack, read_word):
        assert refusal(partial(read, data, "file")) == "ZY-GOV-074"


def test_a_word_with_one_byte_altered_counts_for_nothing(records: Records) -> None:
    word = answered(records, sent(records, ask(records)))
    for place in range(0, len(word), 23):
        evil = word[:place] + bytes([word[place] ^ 1]) + word[place + 1 :]
        with pytest.raises(ZhengyunError):
            brought(records, evil)
    assert not records.ledger.requests()[0].reviews
