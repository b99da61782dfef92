"""Who may keep shares of the vault's key: the table, and what the rule means for whoever tries to open it."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.cast import NOW, OFFICES, changed, role_file
from vault import codes
from vault.shares import quorums, roles_of, wrongs
from zhengyun.instant import after
from zhengyun.people import Deputy, Group, Role, posts

ROLES = role_file()
DAY = 86_400


def told(people: list[str], threshold: int, roles=ROLES) -> list[str]:  # type: ignore[no-untyped-def]
    """The codes of what speaks against it."""
    return [one.code.id for one in wrongs(roles, people, threshold, NOW)]


def test_one_of_each_role_and_two_of_them_open() -> None:
    assert told(["wang", "li", "chen"], 2) == []


def test_two_of_each_take_a_threshold_of_three() -> None:
    assert told(["wang", "zhou", "li", "sun", "chen"], 3) == []
    assert told(["wang", "zhou", "li", "sun", "chen"], 2) == [codes.ONE_ROLE.id] * 2


def test_one_role_alone_is_refused() -> None:
    assert codes.ONE_ROLE.id in told(["wang", "zhou"], 2)


@pytest.mark.parametrize("threshold", [0, 1, 4])
def test_nobody_opens_it_alone_and_not_more_than_there_are(threshold: int) -> None:
    assert codes.NO_THRESHOLD.id in told(["wang", "li", "chen"], threshold)


def test_nobody_has_two_shares_under_one_name_or_two() -> None:
    assert codes.ONE_PERSON.id in told(["wang", "wang", "li", "chen"], 3)
    twin = changed(ROLES, "li", identity="staff wang")
    (found,) = wrongs(twin, ["wang", "li", "chen"], 2, NOW)
    assert found.code is codes.ONE_PERSON
    assert "wang" in str(found)


def test_strangers_the_revoked_and_heads_keep_none() -> None:
    assert told(["wang", "li", "nobody"], 2) == [codes.NO_KEEPER.id]
    gone = changed(ROLES, "chen", revoked=after(NOW, -1))
    assert told(["wang", "li", "chen"], 2, gone) == [codes.NO_KEEPER.id]
    head = changed(ROLES, "chen", roles=(Role.HEAD,))
    assert told(["wang", "li", "chen"], 2, head) == [codes.NO_KEEPER.id]


def test_a_deputy_counts_with_those_he_stands_in_for_even_before_he_does() -> None:
    later = Deputy("chen", (Role.SECURITY,), after(NOW, 30 * DAY), after(NOW, 40 * DAY))
    roles = changed(ROLES, "li", deputies=(later,))
    assert told(["wang", "li", "chen"], 2, roles) == [codes.ONE_ROLE.id]


def test_members_of_a_group_count_with_its_role() -> None:
    roles = replace(ROLES, groups=(Group("duty", ("wang",), posts(Role.SECURITY)),))
    assert told(["wang", "li", "chen"], 2, roles) == [codes.ONE_ROLE.id]


@given(
    offices=st.lists(st.sampled_from(tuple(Role)), min_size=5, max_size=5),
    keepers=st.lists(st.sampled_from(sorted(OFFICES)), min_size=1, max_size=5, unique=True),
    threshold=st.integers(1, 5),
)
def test_whoever_can_open_it_is_of_two_roles_exactly_where_nothing_is_told(
    offices: list[Role], keepers: list[str], threshold: int
) -> None:
    assume(threshold <= len(keepers))
    roles = ROLES
    for name, role in zip(sorted(OFFICES), offices, strict=True):
        roles = changed(roles, name, roles=(role,))
    openers = combinations(keepers, threshold)
    alone = any(frozenset.intersection(*(roles_of(roles, name) for name in some)) for some in openers)
    assert bool(list(quorums(roles, keepers, threshold))) == alone
