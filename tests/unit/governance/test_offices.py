"""On the road: who stands in, who holds what for some tenants only, and whose office has ended since he agreed."""

from dataclasses import replace
from typing import Final

import pytest

from governance.rules import rules_of
from tests.attacks import Attack
from tests.cast import VERIFIER, at, changed, person, role_file
from tests.records import Records
from tests.unit.governance.requests import PLAN, ask, refusal, say_no, say_yes, stored
from zhengyun.change import State
from zhengyun.errors import ZhengyunError
from zhengyun.gate import Gate
from zhengyun.people import Deputy, Post, Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import BASIS, ChainRule, Ruleset, When

TWICE: Final = Ruleset(chains=(ChainRule("two", When(), (Role.SECURITY, Role.SECURITY), BASIS),))
BAI: Final = replace(person("bai", Role.SYSTEM), posts=())


def with_deputy(rules: Ruleset, begins: int = -9, ends: int = 9_999) -> RoleFile:
    """The cast and Bai, who stands in for Li."""
    roles = replace(role_file(*role_file().people, BAI), rules=rules)
    return changed(roles, "li", deputies=(Deputy("bai", (Role.SECURITY,), at(begins), at(ends)),))


def owned(*tenants: str) -> RoleFile:
    """The cast, and an owner of these tenants, without whom nothing is done."""
    owner = replace(person("ou", Role.OWNER), posts=(Post(Role.OWNER, tenants),))
    rules = Ruleset(chains=(ChainRule("owner", When(), (Role.OWNER, Role.SECURITY), BASIS),))
    return replace(role_file(*role_file().people, owner), rules=rules)


def test_a_deputys_yes_opens_the_door(records: Records) -> None:
    roles = with_deputy(Ruleset())
    request = ask(records, roles=roles)
    assert say_yes(records, request, "bai", roles=roles) is State.APPROVED
    gate = Gate(roles, rules_of(roles), VERIFIER)
    assert gate.open(stored(records, request).permit, PLAN, records.clock.now())


def test_a_deputy_and_the_one_whom_he_stands_in_for_are_one(records: Records, attack: Attack) -> None:
    roles = with_deputy(TWICE)
    request = ask(records, roles=roles)
    say_yes(records, request, "li", roles=roles)
    with pytest.raises(ZhengyunError, match="the word of li, in whose office it would be, has been given already"):
        say_yes(records, stored(records, request), "bai", roles=roles)
    assert say_yes(records, stored(records, request), "sun", roles=roles) is State.APPROVED
    attack("give one yes twice, by oneself and by a deputy", "refused (ZY-GOV-040)", "approve, and the gate")


def test_a_deputys_yes_ends_with_his_time(records: Records, attack: Attack) -> None:
    roles = with_deputy(Ruleset(), ends=60)
    request = ask(records, roles=roles)
    say_yes(records, request, "bai", roles=roles)
    records.clock.pass_by(61)
    gate = Gate(roles, rules_of(roles), VERIFIER)
    found = [one.code.id for one in gate.refusals(stored(records, request).permit, PLAN, records.clock.now())]
    assert found == ["ZY-PERMIT-060", "ZY-PERMIT-011"]
    attack(
        "use a deputy's yes when his time is over",
        "refused (ZY-PERMIT-060), nothing done",
        "the gate, by the role file",
    )


def test_who_comes_after_somebody_out_of_office_is_told_so(records: Records) -> None:
    roles = replace(role_file(), rules=TWICE)
    request = ask(records, roles=roles)
    say_yes(records, request, "li", roles=roles)
    ended = changed(roles, "li", revoked=at(0))
    assert refusal(lambda: say_yes(records, stored(records, request), "sun", roles=ended)) == "ZY-GOV-041"


def test_an_owner_agrees_for_his_own_tenants_and_no_others(records: Records) -> None:
    plan = replace(PLAN, effects=replace(PLAN.effects, tenants=("finance",)))
    request = ask(records, plan, roles=owned("finance", "health"))
    assert refusal(lambda: say_yes(records, request, "ou", roles=owned("health"), asked=plan)) == "ZY-GOV-040"
    assert say_yes(records, request, "ou", roles=owned("finance", "health"), asked=plan) is State.SUBMITTED


def test_an_owner_rejects_for_his_own_tenants_and_no_others(records: Records, attack: Attack) -> None:
    plan = replace(PLAN, effects=replace(PLAN.effects, tenants=("finance",)))
    request = ask(records, plan, roles=owned("finance", "health"))
    tenants = {"touched": lambda: plan.effects.tenants}
    assert refusal(lambda: say_no(records, request, "ou", roles=owned("health"), **tenants)) == "ZY-GOV-040"
    assert stored(records, request).stored is State.SUBMITTED
    assert say_no(records, request, "ou", roles=owned("finance", "health"), **tenants) is State.REJECTED
    attack("reject another department's change", "refused (ZY-GOV-040)", "reject, by the role file")


def test_what_was_altered_is_rejected_by_who_speaks_for_all_tenants(records: Records) -> None:
    def altered() -> tuple[str, ...]:
        raise AssertionError("read without need")

    request = ask(records)
    assert say_no(records, request, "li", touched=altered) is State.REJECTED


def test_what_no_owner_could_agree_to_is_not_even_asked(records: Records) -> None:
    plan = replace(PLAN, effects=replace(PLAN.effects, tenants=("finance", "transport")))
    assert refusal(lambda: ask(records, plan, roles=owned("finance"))) == "ZY-GOV-049"


def test_an_operator_asks_for_his_tenants_and_the_door_asks_again(records: Records, attack: Attack) -> None:
    town = changed(role_file(), "wang", posts=(Post(Role.OPERATOR, ("town",)),))
    request = ask(records, roles=town)
    say_yes(records, request, roles=town)
    permit = stored(records, request).permit
    assert Gate(town, rules_of(town), VERIFIER).open(permit, PLAN, records.clock.now())
    other = changed(town, "wang", posts=(Post(Role.OPERATOR, ("village",)),))
    found = [one.code.id for one in Gate(other, rules_of(other), VERIFIER).refusals(permit, PLAN, records.clock.now())]
    assert found == ["ZY-PERMIT-060"]
    assert refusal(lambda: ask(records, roles=other)) == "ZY-GOV-040"
    attack("ask for another department's things", "refused (ZY-GOV-040)", "submit, and the gate by the role file")


def test_who_holds_no_role_any_more_asks_for_nothing(records: Records) -> None:
    roles = changed(role_file(), "wang", posts=posts())
    assert refusal(lambda: ask(records, roles=roles)) == "ZY-GOV-001"
