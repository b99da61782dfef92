"""The gate opens for a plan that the right people have signed, all of them, for this request, and to nothing else."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import DAY, NOW, at, changed, person, role_file
from tests.permits import ONE, RULES, agreed, asked, gate, yes
from tests.unit.zhengyun.test_plan import small_plan
from zhengyun.canonical import canonical
from zhengyun.errors import Exit, Words, ZhengyunError
from zhengyun.gate import Gate, Rules, awaited
from zhengyun.office import Verdict
from zhengyun.people import Deputy, Role, posts
from zhengyun.permit import Approval, Permit
from zhengyun.plan import Plan

PLAN = small_plan()
OTHER = replace(PLAN, commit="another")
TWO = (Role.SECURITY, Role.AUDIT)
BY_TWO = Rules(1, lambda _effects: TWO)


def reasons(permit: Permit, at_gate: Gate | None = None, plan: Plan = PLAN, seconds: float = 0) -> list[str]:
    refusals = list((at_gate or gate()).refusals(permit, plan, NOW + timedelta(seconds=seconds)))
    assert all(str(one) and one.exit is Exit.REFUSED for one in refusals)
    return [one.code.id for one in refusals]


def refusal(permit: Permit | None, at_gate: Gate | None = None, plan: Plan = PLAN) -> str:
    with pytest.raises(ZhengyunError) as raised:
        (at_gate or gate()).open(permit, plan, NOW)
    return raised.value.code.id


class TestOpens:
    """What it opens for."""

    def test_for_exactly_this_plan_that_another_has_agreed_to(self) -> None:
        permit = agreed(asked(PLAN), "li")
        assert gate().open(permit, PLAN, NOW) is permit

    def test_until_the_second_at_which_the_permit_ends(self) -> None:
        permit = agreed(asked(PLAN), "li")
        assert reasons(permit, seconds=DAY) == []
        assert reasons(permit, seconds=DAY + 1) == ["ZY-PERMIT-002"]

    def test_when_the_links_have_agreed_one_after_the_other(self) -> None:
        assert reasons(agreed(asked(PLAN, chain=TWO), "li", "chen"), gate(rules=BY_TWO)) == []

    def test_when_more_have_agreed_than_had_to(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", "sun", "chen")) == []

    def test_for_a_permit_that_was_written_and_read(self) -> None:
        permit = agreed(asked(PLAN, distinct_from=("zhou",)), "li")
        read = Permit.read(json.loads(canonical(permit.document())))
        assert read == permit
        assert reasons(read) == []

    def test_when_the_role_file_is_newer_than_the_one_that_the_approver_saw(self) -> None:
        assert reasons(agreed(asked(PLAN), "li"), gate(role_file(version=2))) == []


class TestPlan:
    """What it does not open for, whoever has signed."""

    def test_without_a_permit(self) -> None:
        assert refusal(None) == "ZY-PERMIT-001"

    def test_without_an_approval(self) -> None:
        assert refusal(asked(PLAN)) == "ZY-PERMIT-011"

    def test_another_plan(self) -> None:
        permit = agreed(asked(PLAN), "li")
        assert reasons(permit, plan=replace(PLAN, actions=PLAN.actions[:-1])) == ["ZY-PERMIT-003"]

    def test_a_plan_that_rests_on_other_facts(self) -> None:
        assert reasons(agreed(asked(PLAN, fingerprint=replace(PLAN, actions=()).fingerprint), "li")) == [
            "ZY-PERMIT-003"
        ]

    def test_another_commit_of_the_estate(self) -> None:
        permit = agreed(asked(PLAN), "li")
        assert reasons(permit, plan=OTHER) == ["ZY-PERMIT-003", "ZY-PERMIT-004"]

    @pytest.mark.parametrize("name", ["estate", "commit"])
    def test_another_estate_with_the_same_plan(self, name: str) -> None:
        assert reasons(agreed(asked(PLAN, **{name: "other"}), "li")) == ["ZY-PERMIT-004"]

    def test_the_first_reason_is_told(self) -> None:
        permit = replace(agreed(asked(PLAN, not_after=at(-1)), "li"), asked="")
        assert reasons(permit) == ["ZY-PERMIT-002", "ZY-PERMIT-005"]
        assert refusal(permit) == "ZY-PERMIT-002"


class TestTimes:
    """When it opens: the tests' day is a Monday, eight in the morning in UTC."""

    def permit(self, **times: str) -> Permit:
        return agreed(asked(PLAN, **times), "li")

    def test_not_before_the_instant_that_was_asked_for(self) -> None:
        permit = self.permit(not_before=at(60))
        assert reasons(permit, seconds=59) == ["ZY-PERMIT-012"]
        assert reasons(permit, seconds=60) == []

    def test_within_the_window_alone(self) -> None:
        permit = self.permit(window="Mon 09:00-10:00 UTC")
        assert reasons(permit, seconds=3599) == ["ZY-PERMIT-013"]
        assert reasons(permit, seconds=3600) == []
        assert reasons(permit, seconds=7199) == []
        assert reasons(permit, seconds=7200) == ["ZY-PERMIT-013"]

    def test_the_next_opening_is_told_in_utc_and_by_the_clock_there(self) -> None:
        (refused,) = gate().refusals(self.permit(window="Tue 01:00-05:00 Asia/Shanghai"), PLAN, NOW)
        assert f"opens at {at(9 * 3600)} (2026-03-03 01:00 Asia/Shanghai)" in str(refused)

    def test_a_window_that_cannot_be_read_is_never_open(self) -> None:
        refused = list(gate().refusals(self.permit(window="always"), PLAN, NOW))
        assert [one.code.id for one in refused] == ["ZY-PERMIT-014"]

    @pytest.mark.parametrize("altered", [{"window": ""}, {"window": "00:00-24:00 UTC"}, {"not_before": ""}], ids=str)
    def test_the_times_cannot_be_altered_in_the_records(self, altered: dict[str, Any]) -> None:
        permit = replace(self.permit(window="Mon 08:00-10:00 UTC", not_before=at(0)), **altered)
        assert reasons(permit) == ["ZY-PERMIT-005", "ZY-PERMIT-010"]


class TestAsker:
    """Who asked."""

    def test_an_unknown_asker_has_not_asked(self) -> None:
        assert reasons(agreed(asked(PLAN, "stranger"), "li")) == ["ZY-PERMIT-005"]

    def test_a_request_signed_with_another_key_was_not_asked(self) -> None:
        permit = replace(asked(PLAN, "zhou"), asker="wang")
        assert "ZY-PERMIT-005" in reasons(agreed(permit, "li"))

    def test_an_asker_who_was_revoked_since_asks_no_more(self) -> None:
        roles = changed(role_file(), "wang", revoked=at(-1))
        assert reasons(agreed(asked(PLAN), "li"), gate(roles)) == ["ZY-PERMIT-008"]

    @pytest.mark.parametrize("signature", ["", "AAAA", "no base64", "中"])
    def test_a_signature_that_is_none_was_not_given(self, signature: str) -> None:
        assert reasons(agreed(replace(asked(PLAN), asked=signature), "li")) == ["ZY-PERMIT-005"]

    @pytest.mark.parametrize(
        "altered",
        [
            {"request": "CR-OTHER2"},
            {"nonce": "f"},
            {"reason": "another"},
            {"not_after": at(2 * DAY)},
            {"chain": ()},
            {"chain": TWO},
            {"rules": 2},
            {"distinct_from": ()},
            {"distinct_from": ("sun",)},
            {"asker": "zhou"},
            {"fingerprint": "sha256:0"},
            {"commit": "other"},
        ],
        ids=str,
    )
    def test_nothing_of_what_was_asked_can_be_altered_in_the_records(self, altered: dict[str, Any]) -> None:
        permit = agreed(asked(PLAN, distinct_from=("zhou",)), "li")
        assert reasons(permit) == []
        found = reasons(replace(permit, **altered))
        assert "ZY-PERMIT-005" in found, "the asker has not signed that"
        assert "ZY-PERMIT-010" in found, "nor has the approver"

    def test_the_asker_alone_cannot_do_without_a_chain(self) -> None:
        assert reasons(asked(PLAN, chain=())) == ["ZY-PERMIT-009", "ZY-PERMIT-011"]

    def test_no_rule_makes_the_asker_alone_enough(self) -> None:
        nobody = Rules(1, lambda _effects: ())
        assert reasons(asked(PLAN, chain=()), gate(rules=nobody)) == ["ZY-PERMIT-009", "ZY-PERMIT-011"]
        assert reasons(agreed(asked(PLAN), "li"), gate(rules=nobody)) == []


class TestApprovers:
    """Who agreed."""

    def test_the_asker_cannot(self) -> None:
        both = replace(person("wang"), posts=posts(Role.SYSTEM, Role.SECURITY))
        roles = role_file(both, person("li"), threshold=1)
        assert reasons(agreed(asked(PLAN), "wang"), gate(roles)) == ["ZY-PERMIT-006", "ZY-PERMIT-011"]

    def test_not_even_beside_somebody_who_can(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", "wang")) == ["ZY-PERMIT-006"]

    def test_nobody_can_who_had_a_hand_in_it(self) -> None:
        assert reasons(agreed(asked(PLAN, distinct_from=("li",)), "li")) == ["ZY-PERMIT-006"]

    @pytest.mark.parametrize(("deputy", "of"), [("sun", "zhou"), ("zhou", "sun")], ids=["of him", "he of them"])
    def test_nor_his_deputy(self, deputy: str, of: str) -> None:
        permit = agreed(asked(PLAN, distinct_from=("zhou",)), "sun")
        note = Deputy(deputy, (Role.SYSTEM,), at(-9), at(9))
        assert reasons(permit, gate(changed(role_file(), of, deputies=(note,)))) == ["ZY-PERMIT-006"]
        later = note._replace(not_before=at(-99), not_after=at(-9))
        assert reasons(permit, gate(changed(role_file(), of, deputies=(later,)))) == []

    def test_nor_he_by_another_name(self) -> None:
        permit = agreed(asked(PLAN, distinct_from=("zhou",)), "sun")
        assert reasons(permit) == []
        assert reasons(permit, gate(changed(role_file(), "sun", identity="staff zhou"))) == ["ZY-PERMIT-006"]

    def test_nor_the_askers_deputy(self) -> None:
        note = Deputy("li", (Role.SYSTEM,), at(-9), at(9))
        assert reasons(agreed(asked(PLAN), "li"), gate(changed(role_file(), "wang", deputies=(note,)))) == [
            "ZY-PERMIT-006"
        ]

    def test_nobody_can_whom_the_role_file_does_not_know(self) -> None:
        assert reasons(agreed(asked(PLAN), "stranger")) == ["ZY-PERMIT-007", "ZY-PERMIT-011"]

    def test_nobody_can_with_another_key(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", key="stranger")) == ["ZY-PERMIT-010"]

    def test_nobody_can_for_somebody_else(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", key="sun")) == ["ZY-PERMIT-010"]

    def test_nobody_can_who_was_revoked_since(self) -> None:
        roles = changed(role_file(), "li", revoked=at(0))
        assert reasons(agreed(asked(PLAN), "li"), gate(roles)) == ["ZY-PERMIT-008", "ZY-PERMIT-011"]

    def test_nobody_can_whose_qualification_has_ended(self) -> None:
        roles = changed(role_file(), "li", not_after=at(-1))
        assert reasons(agreed(asked(PLAN), "li"), gate(roles)) == ["ZY-PERMIT-008", "ZY-PERMIT-011"]

    def test_nobody_can_whose_qualification_has_not_begun(self) -> None:
        roles = changed(role_file(), "li", not_before=at(1))
        assert reasons(agreed(asked(PLAN), "li"), gate(roles)) == ["ZY-PERMIT-008", "ZY-PERMIT-011"]

    def test_nobody_can_whose_qualification_had_not_begun_when_it_was_signed(self) -> None:
        roles = changed(role_file(), "li", not_before=at(-10))
        assert reasons(agreed(asked(PLAN), "li", at=at(-11)), gate(roles)) == ["ZY-PERMIT-008"]
        assert reasons(agreed(asked(PLAN), "li", at=at(-10)), gate(roles)) == []

    def test_who_is_out_of_office_is_told_from_when_until_when(self) -> None:
        roles = changed(role_file(), "li", not_before=at(1), not_after=at(9))
        (refused, *_) = gate(roles).refusals(agreed(asked(PLAN), "li"), PLAN, NOW)
        assert f"from {at(1)} until {at(9)}" in str(refused)

    def test_a_yes_to_an_older_request_of_the_same_people_for_the_same_plan_is_none_to_this_one(self) -> None:
        older = agreed(asked(PLAN, nonce="older"), "li")
        assert reasons(older) == []
        assert reasons(replace(asked(PLAN), approvals=older.approvals)) == ["ZY-PERMIT-010"]

    @pytest.mark.parametrize("altered", [{"at": at(5)}, {"signature": ""}, {"signature": "no"}, {"roles": 0}], ids=str)
    def test_nothing_of_a_yes_can_be_altered(self, altered: dict[str, Any]) -> None:
        permit = asked(PLAN)
        assert reasons(replace(permit, approvals=(yes(permit, "li")._replace(**altered),))) == ["ZY-PERMIT-010"]


class TestChain:
    """Whether all have agreed who have to."""

    def test_every_link_has_to_agree(self) -> None:
        permit = asked(PLAN, chain=TWO)
        for one in ("li", "chen"):
            assert reasons(agreed(permit, one), gate(rules=BY_TWO)) == ["ZY-PERMIT-011"]

    def test_who_comes_later_in_the_chain_cannot_have_agreed_before(self) -> None:
        permit = asked(PLAN, chain=TWO)
        assert reasons(agreed(permit, "chen", "li"), gate(rules=BY_TWO)) == ["ZY-PERMIT-011"]
        assert reasons(agreed(permit, "zhou", "li", "chen"), gate(rules=BY_TWO)) == ["ZY-PERMIT-011"]

    def test_another_role_is_no_link(self) -> None:
        assert reasons(agreed(asked(PLAN), "zhou")) == ["ZY-PERMIT-011"]
        assert reasons(agreed(asked(PLAN), "chen")) == ["ZY-PERMIT-011"]

    def test_one_person_cannot_stand_for_two_links(self) -> None:
        both = replace(person("li"), posts=posts(*TWO))
        roles = role_file(person("wang"), both, threshold=1)
        assert reasons(agreed(asked(PLAN, chain=TWO), "li"), gate(roles, BY_TWO)) == ["ZY-PERMIT-011"]

    def test_one_person_cannot_stand_for_two_links_by_agreeing_twice(self) -> None:
        twice = Rules(1, lambda _effects: (Role.SECURITY, Role.SECURITY))
        permit = asked(PLAN, chain=(Role.SECURITY, Role.SECURITY))
        assert reasons(agreed(permit, "li", "li"), gate(rules=twice)) == ["ZY-PERMIT-011"]
        assert reasons(agreed(permit, "li", "sun"), gate(rules=twice)) == []

    def test_what_is_missing_is_named(self) -> None:
        (refused,) = gate(rules=BY_TWO).refusals(agreed(asked(PLAN, chain=TWO), "chen"), PLAN, NOW)
        assert "security" in str(refused)


class TestRules:
    """The rules in force are computed here, whatever the permit says of them."""

    def test_changes_are_carried_out_at_the_times_that_the_rules_name(self) -> None:
        now, later = (Rules(1, RULES.chain, windows=f"Mon {hours} UTC") for hours in ("07:00-09:00", "22:00-23:00"))
        assert reasons(agreed(asked(PLAN), "li"), gate(rules=now)) == []
        assert reasons(agreed(asked(PLAN), "li"), gate(rules=later)) == ["ZY-PERMIT-013"]

    def test_a_permit_under_an_older_version_of_the_rules_is_void(self) -> None:
        assert reasons(agreed(asked(PLAN), "li"), gate(rules=Rules(2, RULES.chain))) == ["ZY-PERMIT-009"] * 2

    def test_a_permit_for_a_shorter_chain_than_the_plans_effects_call_for_is_void(self) -> None:
        assert reasons(agreed(asked(PLAN), "li"), gate(rules=BY_TWO)) == ["ZY-PERMIT-009"] * 2 + ["ZY-PERMIT-011"]

    def test_a_yes_under_other_rules_than_were_asked_under_is_void(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", rules=2)) == ["ZY-PERMIT-009"]
        assert reasons(agreed(asked(PLAN), "li", chain=TWO)) == ["ZY-PERMIT-009"]

    def test_an_older_role_file_than_the_approver_saw_was_put_back_by_somebody(self) -> None:
        assert reasons(agreed(asked(PLAN), "li", roles=2)) == ["ZY-PERMIT-009"]

    def test_the_chain_follows_from_what_the_plan_does(self) -> None:
        cautious = Rules(1, lambda matter: TWO if matter.effects.loses else ONE)
        assert PLAN.effects.loses
        assert reasons(agreed(asked(PLAN, chain=TWO), "li", "chen"), gate(rules=cautious)) == []
        assert "ZY-PERMIT-009" in reasons(agreed(asked(PLAN), "li"), gate(rules=cautious))


CHAINS = st.lists(st.sampled_from(list(Role)), max_size=4).map(tuple)
NAMES = st.lists(st.sampled_from("abcdef"), max_size=6)


@given(CHAINS, NAMES, st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(Role)))))
def test_the_links_that_are_filled_are_each_a_different_persons_who_holds_the_role(
    chain: tuple[Role, ...], names: list[str], held: set[tuple[str, Role]]
) -> None:
    waits = awaited(chain, names, lambda name, role: Verdict((name, role) in held, Words(""), office=name))
    filled = len(chain) - len(waits)
    assert waits == chain[filled:]
    assert all((name, role) in held for name, role in zip(names[:filled], chain, strict=False))
    assert len(set(names[:filled])) == filled
    if waits and filled < len(names):
        assert (names[filled], waits[0]) not in held or names[filled] in names[:filled]


@pytest.mark.parametrize("instant", ["", "soon", "2026-01-31"])
def test_a_permit_without_an_end_is_none(instant: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        asked(PLAN, not_after=instant)
    with pytest.raises(ValueError, match=r"."):
        agreed(asked(PLAN), "li", at=instant)


@pytest.mark.parametrize("name", [field.name for field in fields(Permit)])
@pytest.mark.parametrize("value", [None, 5, True, ["x"], {"x": 1}, [[]]])
def test_what_is_no_permit_is_not_read(name: str, value: object) -> None:
    document = {**agreed(asked(PLAN), "li").document(), name: value}
    legal = (name, value) in [("rules", 5), ("distinct_from", ["x"])]
    if not legal:
        with pytest.raises((KeyError, TypeError, ValueError)):
            Permit.read(document)


@pytest.mark.parametrize("name", Approval._fields)
@pytest.mark.parametrize("value", [None, True, ["x"], {"x": 1}])
def test_what_is_no_approval_is_not_read(name: str, value: object) -> None:
    document = {**yes(asked(PLAN), "li")._asdict(), name: value}
    with pytest.raises((KeyError, TypeError, ValueError)):
        Approval.read(document)


@pytest.mark.parametrize("name", ["wang", "li"])
def test_who_was_taken_out_of_the_role_file_counts_no_more(name: str) -> None:
    rest = [one for one in role_file().people if one.name != name]
    assert reasons(agreed(asked(PLAN), "li"), gate(role_file(*rest)))
