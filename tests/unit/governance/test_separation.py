"""What puts two keys into one hand is found however it comes about, and said in words; what does not is left alone."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.separation import conflicts
from tests.cast import NOW, OFFICES, at, changed, person, role_file
from zhengyun.people import Deputy, Group, Person, Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import STRICTEST, THREE, Ruleset

RELAXED = Ruleset(exclusive=((Role.SYSTEM, Role.SECURITY, Role.AUDIT),))


def told(roles: RoleFile) -> list[str]:
    """The conflicts, each with its place."""
    return [f"{one.place}: {one.what}" for one in conflicts(roles, NOW)]


def with_more(*roles: Role, rules: Ruleset | None = None, **values: Any) -> RoleFile:
    """The cast, and Bai who holds these roles."""
    bai = replace(person("bai", Role.SYSTEM), posts=posts(*roles), **values)
    return replace(role_file(*role_file().people, bai), rules=rules or Ruleset())


def test_the_cast_is_in_order() -> None:
    assert conflicts(role_file(), NOW) == ()


@pytest.mark.parametrize(("one", "other"), [*combinations(Role, 2)])
def test_nobody_holds_two_roles_where_the_file_says_nothing(one: Role, other: Role) -> None:
    (found,) = told(with_more(one, other))
    assert found.startswith("people[5].roles: bai would hold")
    assert one in found
    assert other in found


@pytest.mark.parametrize(("one", "other"), [*combinations(Role, 2)])
def test_a_file_can_allow_two_roles_in_one_hand_but_never_two_of_the_three(one: Role, other: Role) -> None:
    found = told(with_more(one, other, rules=RELAXED))
    assert bool(found) is ({one, other} <= set(THREE))


def test_the_strictest_covers_all_roles() -> None:
    assert set(STRICTEST[0]) == set(Role)


def test_a_group_is_no_way_round() -> None:
    roles = replace(role_file(), groups=(Group("duty", ("li",), posts(Role.SYSTEM)),))
    (found,) = told(roles)
    assert "li would hold system (as a member of duty) and security (by a post of one's own)" in found


def test_two_groups_are_no_way_round() -> None:
    groups = (Group("a", ("bai",), posts(Role.SYSTEM)), Group("b", ("bai",), posts(Role.AUDIT)))
    assert len(told(replace(with_more(), groups=groups))) == 1


def test_standing_in_is_no_way_round_even_if_only_tomorrow() -> None:
    tomorrow = Deputy("wang", (Role.SECURITY,), at(86_400), at(2 * 86_400))
    (found,) = told(changed(role_file(), "li", deputies=(tomorrow,)))
    assert "wang would hold system (by a post of one's own) and security (as the deputy of li until" in found


def test_standing_in_for_two_is_no_way_round() -> None:
    roles = changed(with_more(), "li", deputies=(Deputy("bai", (Role.SECURITY,), at(0), at(9)),))
    roles = changed(roles, "chen", deputies=(Deputy("bai", (Role.AUDIT,), at(0), at(9)),))
    assert len(told(roles)) == 1


def test_who_holds_the_same_role_can_stand_in() -> None:
    assert told(changed(role_file(), "li", deputies=(Deputy("sun", (Role.SECURITY,), at(0), at(9)),))) == []


def test_a_deputy_has_no_deputy() -> None:
    roles = changed(with_more(), "li", deputies=(Deputy("bai", (Role.SECURITY,), at(0), at(9)),))
    roles = changed(roles, "bai", deputies=(Deputy("sun", (Role.SECURITY,), at(0), at(9)),))
    (found,) = told(roles)
    assert found.startswith("people[5].deputies[0]: bai hands security on to sun and does not hold it himself")


def test_nobody_is_his_own_deputy() -> None:
    assert (
        "his own deputy"
        in told(changed(role_file(), "li", deputies=(Deputy("li", (Role.SECURITY,), at(0), at(9)),)))[0]
    )


def test_one_human_has_one_name() -> None:
    (found,) = told(with_more(Role.SECURITY, identity="staff wang"))
    assert found == "people[5].identity: bai and wang are one human: both are staff wang"


@pytest.mark.parametrize("role", THREE)
def test_each_of_the_three_is_somebody_in_office(role: Role) -> None:
    rest = [person(name) for name, office in OFFICES.items() if office is not role]
    assert f"people: nobody in office can act as {role}" in told(role_file(*rest))
    ended = role_file()
    for name, office in OFFICES.items():
        ended = changed(ended, name, revoked=at(-1)) if office is role else ended
    assert f"people: nobody in office can act as {role}" in told(ended)


def test_as_many_can_sign_as_the_threshold_demands() -> None:
    roles = role_file(*map(person, ("wang", "li", "chen")), threshold=3)
    assert told(roles) == []
    assert told(changed(roles, "li", roles=(Role.SECURITY,), not_after=at(-1)))[-1].startswith("threshold: ")


PEOPLE = st.lists(st.lists(st.sampled_from(list(Role)), max_size=2, unique=True), min_size=1, max_size=4)


@given(PEOPLE, st.lists(st.tuples(st.integers(0, 3), st.sampled_from(list(Role))), max_size=3))
def test_no_two_exclusive_roles_ever_go_unnoticed(own: list[list[Role]], grouped: list[tuple[int, Role]]) -> None:
    people: list[Person] = [
        replace(person("bai", Role.SYSTEM), name=f"p{number}", identity=f"i{number}", posts=posts(*held),
                key=person("bai", Role.SYSTEM).key._replace(id=f"k{number}", value=f"AAA{'ABCD'[number]}"))
        for number, held in enumerate(own)
    ]  # fmt: skip
    groups = tuple(
        Group(f"g{number}", (f"p{member}",), posts(role))
        for number, (member, role) in enumerate(grouped)
        if member < len(people)
    )
    roles = RoleFile(1, 1, tuple(people), groups=groups)
    guilty = set()
    for number, held in enumerate(own):
        whole = set(held) | {role for member, role in grouped if member == number}
        if len(whole) > 1:
            guilty.add(f"people[{number}].roles")
    assert {one.place for one in conflicts(roles, NOW) if one.place.endswith(".roles")} == guilty
