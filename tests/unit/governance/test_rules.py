"""Chains: all rules that are for a matter count together, in the order of the steps, and somebody must be left to agree."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import chain_of, links, rules_of, unfilled
from tests.cast import NOW, at, changed, person, role_file
from zhengyun.action import Effects
from zhengyun.people import Deputy, Post, Role
from zhengyun.ruleset import FLOOR, STEPS, ChainRule, Matter, Ruleset, When

CITY = Ruleset(
    chains=(
        FLOOR,
        ChainRule("loses", When(loses=True), (Role.OWNER, Role.SECURITY, Role.SECURITY), "a"),
        ChainRule("level", When(level=3, zones=("core",)), (Role.HEAD, Role.SECURITY), "b"),
        ChainRule("many", When(tenants=3), (Role.HEAD,), "c"),
        ChainRule("kind", When(kinds=("router",)), (Role.HEAD,), "d"),
        ChainRule("grant", When(subjects=("grant",)), (Role.OWNER,), "e"),
    )
)
SEC, OWN, TOP = Role.SECURITY, Role.OWNER, Role.HEAD


def chain(effects: Effects, subject: str = "plan", *kinds: str) -> tuple[Role, ...]:
    return tuple(link.role for link in links(CITY, Matter(effects, subject, frozenset(kinds))))


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        (Effects(), (SEC,)),
        (Effects(loses=("x",)), (OWN, SEC, SEC)),
        (Effects(level=3, zones=("a/core",)), (SEC, TOP)),
        (Effects(level=3, zones=("a/edge",)), (SEC,)),
        (Effects(level=2, zones=("a/core",)), (SEC,)),
        (Effects(tenants=("a", "b", "c")), (SEC, TOP)),
        (Effects(tenants=("a", "b")), (SEC,)),
        (Effects(level=4, zones=("a/core",), loses=("x",)), (OWN, SEC, SEC, TOP)),
    ],
)
def test_the_chain_follows_from_the_effects(effects: Effects, expected: tuple[Role, ...]) -> None:
    assert chain(effects) == expected


def test_it_follows_from_the_kinds_of_things_and_from_what_is_asked() -> None:
    assert chain(Effects(), "plan", "router", "port") == (SEC, TOP)
    assert chain(Effects(), "grant") == (OWN, SEC)


def test_each_link_says_which_rules_ask_for_it() -> None:
    found = links(CITY, Matter(Effects(loses=("x",))))
    assert [(link.role, [rule.name for rule in link.rules]) for link in found] == [
        (OWN, ["loses"]),
        (SEC, ["every change", "loses"]),
        (SEC, ["loses"]),
    ]


def test_no_rules_ask_for_less_than_a_security_administrator() -> None:
    assert [link.role for link in links(replace(CITY, chains=()), Matter(Effects()))] == [SEC]
    only_head = replace(CITY, chains=(ChainRule("head", When(), (TOP,), "x"),))
    (first, second) = links(only_head, Matter(Effects()))
    assert (first.role, first.rules, second.role) == (SEC, (FLOOR,), TOP)


def test_another_order_can_be_stated() -> None:
    reordered = replace(CITY, steps=(TOP, SEC, OWN))
    assert [link.role for link in links(reordered, Matter(Effects(loses=("x",), tenants=("a", "b", "c"))))] == [
        TOP,
        SEC,
        SEC,
        OWN,
    ]


NEEDS = st.lists(st.sampled_from(STEPS), min_size=1, max_size=4).map(tuple)
WHENS = st.builds(When, loses=st.booleans(), opens=st.booleans(), level=st.integers(0, 4), tenants=st.integers(0, 3))
RULES = st.lists(st.builds(ChainRule, st.text("ab"), WHENS, NEEDS, st.just("x")), max_size=5).map(tuple)
SOME = st.lists(st.text("abc"), max_size=3).map(tuple)
EFFECTS = st.builds(Effects, tenants=SOME, level=st.integers(0, 4), loses=SOME, opens=SOME)


@given(RULES, EFFECTS)
def test_a_chain_is_at_least_what_each_rule_asks_and_in_order(rules: tuple[ChainRule, ...], effects: Effects) -> None:
    found = [link.role for link in links(Ruleset(chains=rules), Matter(effects))]
    assert found == sorted(found, key=STEPS.index)
    assert SEC in found
    assert Role.AUDIT not in found
    for rule in rules:
        if rule.when.holds(Matter(effects)):
            assert all(found.count(role) >= rule.needs.count(role) for role in rule.needs)


@given(RULES, EFFECTS)
def test_more_effects_never_take_fewer_people(rules: tuple[ChainRule, ...], effects: Effects) -> None:
    worse = Effects(
        (*effects.tenants, "d"), (), min(effects.level + 1, 5), (*effects.loses, "x"), (*effects.opens, "y")
    )
    before, after = ([link.role for link in links(Ruleset(chains=rules), Matter(one))] for one in (effects, worse))
    assert all(after.count(role) >= before.count(role) for role in STEPS)


class TestUnfilled:
    """Whether anybody is left who could agree."""

    def test_everybody_is_there(self) -> None:
        assert unfilled(role_file(), (SEC, SEC), "wang", (), NOW) == ()

    def test_a_role_that_nobody_holds(self) -> None:
        assert unfilled(role_file(), (OWN, SEC, TOP), "wang", (), NOW) == (OWN, TOP)

    def test_not_the_asker(self) -> None:
        assert unfilled(role_file(), (SEC, SEC), "li", (), NOW) == (SEC,)

    def test_not_enough_people(self) -> None:
        assert unfilled(role_file(), (SEC, SEC, SEC), "wang", (), NOW) == (SEC,)
        assert unfilled(changed(role_file(), "sun", revoked=at(0)), (SEC, SEC), "wang", (), NOW) == (SEC,)

    def test_an_owner_of_other_tenants(self) -> None:
        owner = replace(person("ou", Role.OWNER), posts=(Post(OWN, ("finance",)),))
        roles = role_file(*role_file().people, owner)
        assert unfilled(roles, (OWN, SEC), "wang", ("finance",), NOW) == ()
        assert unfilled(roles, (OWN, SEC), "wang", ("finance", "health"), NOW) == (OWN,)

    def test_a_deputy_beside_the_one_whom_he_stands_in_for(self) -> None:
        deputy = Deputy("bai", (SEC,), at(-9), at(9))
        bai = replace(person("bai", Role.SYSTEM), posts=())
        roles = changed(role_file(*map(person, ("wang", "li", "chen")), bai), "li", deputies=(deputy,))
        assert unfilled(roles, (SEC,), "wang", (), NOW) == ()
        assert unfilled(roles, (SEC, SEC), "wang", (), NOW) == (SEC,)


def test_the_gate_asks_for_the_same_chain() -> None:
    roles = replace(role_file(), rules=CITY)
    matter = Matter(Effects(loses=("x",)))
    assert rules_of(roles).chain(matter) == tuple(link.role for link in chain_of(roles, matter)) == (OWN, SEC, SEC)
    assert rules_of(roles).version == 1


def test_a_grant_takes_the_owner_who_has_its_tenants_by_several_posts() -> None:
    owner = replace(person("sun"), posts=(Post(Role.OWNER, ("finance",)), Post(Role.OWNER, ("health",))))
    roles = role_file(*map(person, ("wang", "li", "chen")), owner)
    for tenants, chain in ((("finance", "health"), (Role.OWNER, Role.SECURITY)), (("archives",), (Role.SECURITY,))):
        assert rules_of(roles).chain(Matter(Effects(tenants=tenants), "grant")) == chain


@pytest.mark.parametrize("steps", [STEPS, (Role.SECURITY, Role.SYSTEM, Role.HEAD)])
def test_the_vaults_configuration_takes_both_whatever_the_rules_say(steps: tuple[Role, ...]) -> None:
    rules = Ruleset(steps=steps)
    chain = [link.role for link in links(rules, Matter(Effects(), kinds=frozenset({"vault-policy"})))]
    assert sorted(chain) == [Role.SECURITY, Role.SYSTEM]
    assert [link.role for link in links(rules, Matter(Effects(), kinds=frozenset({"server"})))] == [Role.SECURITY]
