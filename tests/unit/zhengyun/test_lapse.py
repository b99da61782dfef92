"""Since when somebody holds a role no longer: by a version of the role file, a deputy's note or a training certificate that ended."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.cast import DAY, NOW, at, changed, role_file
from zhengyun.binding import Lockout
from zhengyun.errors import Words
from zhengyun.instant import text
from zhengyun.lapse import InForce, lapsed
from zhengyun.office import holds
from zhengyun.people import Deputy, Role
from zhengyun.rolefile import RoleFile

LATER = NOW + timedelta(days=30)


def since(name: str, role: Role, *versions: InForce, then: datetime = NOW) -> str:
    """Since when somebody does not hold it."""
    return lapsed(versions, lambda roles, instant: bool(holds(roles, name, role, instant)), then, LATER)


def version(number: int, seconds: float, roles: RoleFile) -> InForce:
    """A version that came into force so many seconds from the tests' beginning."""
    return InForce(at(seconds), replace(roles, version=number))


FIRST = version(1, -DAY, role_file())
WITHOUT = changed(role_file(), "wang", roles=(Role.AUDIT,))


def test_what_is_held_has_not_lapsed_and_what_was_never_held_neither() -> None:
    assert since("wang", Role.SYSTEM, FIRST) == ""
    assert since("zhou", Role.SECURITY, FIRST) == ""
    assert since("nobody", Role.SECURITY, FIRST) == ""
    assert since("wang", Role.SYSTEM) == ""
    assert since("wang", Role.AUDIT, version(1, -2, role_file()), version(2, 5 * DAY, role_file())) == ""


def test_a_version_of_the_role_file_takes_it_away() -> None:
    second, third = version(2, 3 * DAY, WITHOUT), version(3, 9 * DAY, WITHOUT)
    assert since("wang", Role.SYSTEM, FIRST, second, third) == at(3 * DAY)
    gone = replace(role_file(), people=tuple(one for one in role_file().people if one.name != "wang"))
    assert since("wang", Role.SYSTEM, FIRST, version(2, 4 * DAY, gone)) == at(4 * DAY)


def test_of_taken_given_and_taken_again_the_last_counts() -> None:
    versions = (FIRST, version(2, DAY, WITHOUT), version(3, 2 * DAY, role_file()), version(4, 7 * DAY, WITHOUT))
    assert since("wang", Role.SYSTEM, *versions) == at(7 * DAY)
    assert since("wang", Role.SYSTEM, *versions[:3]) == ""


def test_a_deputys_note_and_an_office_end() -> None:
    note = Deputy("chen", (Role.SECURITY,), at(-DAY), at(6 * DAY))
    deputy = version(1, -DAY, changed(role_file(), "li", deputies=(note,)))
    assert since("chen", Role.SECURITY, deputy) == at(6 * DAY)
    revoked = version(1, -DAY, changed(role_file(), "li", deputies=(note._replace(revoked=at(2 * DAY)),)))
    assert since("chen", Role.SECURITY, revoked) == at(2 * DAY)
    ends = version(1, -DAY, changed(role_file(), "li", not_after=text(NOW + timedelta(days=5))))
    assert since("li", Role.SECURITY, ends) == at(5 * DAY)


def test_who_stands_in_for_somebody_who_is_locked_out_holds_nothing_since_then() -> None:
    note = Deputy("chen", (Role.SECURITY,), at(-DAY), at(90 * DAY))
    lock = Lockout(at(8 * DAY), "", Words("revoked"))
    roles = changed(role_file(), "li", deputies=(note,), lockouts=(lock,))
    assert since("chen", Role.SECURITY, version(1, -DAY, roles)) == at(8 * DAY)
