"""Who may have which part in a recovery, decided by people and offices alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pki import codes
from pki.recovery.distinct import AGREED, ASKED, GAVE, HOLDER, Part, clash, refuse_clash
from tests.cast import DAY, NOW, at, changed, role_file
from zhengyun.errors import Words, ZhengyunError
from zhengyun.people import Deputy, Role
from zhengyun.rolefile import RoleFile

OTHERS = (
    Part("zhou", NOW, ASKED),
    Part("li", NOW, AGREED),
    Part("finance/portal", NOW, HOLDER),
    Part("sun", NOW, GAVE),
)


def standing_in(principal: str, deputy: str, begins: float = -DAY, ends: float = DAY) -> RoleFile:
    """Somebody stands in for another."""
    return changed(role_file(), principal, deputies=(Deputy(deputy, (Role.SYSTEM,), at(begins), at(ends)),))


@pytest.mark.parametrize(
    ("roles", "person", "whose"),
    [
        (role_file(), "wang", ""),
        (role_file(), "zhou", "zhou"),
        (role_file(), "sun", "sun"),
        (changed(role_file(), "wang", identity="staff li"), "wang", "li"),
        (standing_in("zhou", "wang"), "wang", "zhou"),
        (standing_in("li", "wang"), "wang", "li"),
        (standing_in("sun", "wang"), "wang", "sun"),
        (standing_in("wang", "li"), "wang", "li"),
        (standing_in("wang", "chen"), "wang", ""),
        (standing_in("zhou", "wang", 5 * DAY, 9 * DAY), "wang", ""),
    ],
)
def test_one_human_and_one_office_have_one_part(roles: RoleFile, person: str, whose: str) -> None:
    found = clash(roles, Part(person, NOW, GAVE), OTHERS)
    assert (found.person if found else "") == whose


def test_it_counts_who_stood_in_for_whom_when_either_acted() -> None:
    roles = standing_in("zhou", "wang", -DAY, DAY)
    later = Part("wang", NOW + timedelta(days=3), GAVE)
    assert clash(roles, later, OTHERS) == OTHERS[0], "he stood in for him when it was asked for"
    assert clash(roles, later, [OTHERS[0]._replace(at=NOW + timedelta(days=2))]) is None


def test_the_refusal_says_whose_part_it_is() -> None:
    with pytest.raises(ZhengyunError) as raised:
        refuse_clash(standing_in("li", "wang"), "CA-TEST22", Part("wang", NOW, GAVE), OTHERS)
    assert raised.value.code is codes.HAS_A_PART
    assert raised.value.values["what"] == Words(AGREED)
    assert "wang cannot lead CA-TEST22 or give a share: li agreed to it" in str(raised.value)
    refuse_clash(replace(role_file(), version=2), "CA-TEST22", Part("wang", NOW, GAVE), OTHERS)
