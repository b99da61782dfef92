"""Who keeps the shares of the vault's key: so that the people of no one role could open it among themselves."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from vault import codes
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.office import held, holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile

KEEPERS: Final = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
LEAST: Final = 2
TWICE: Final = N_(", who is named twice")
SAME: Final = N_(", who is {other} too")
UNKNOWN: Final = N_("the role file knows nobody of that name")
NOT_NOW: Final = N_("not an administrator who is in office")


def wrongs(roles: RoleFile, people: Sequence[str], threshold: int, now: datetime) -> Iterator[ZhengyunError]:
    """Everything that speaks against these keepers, each with one share, `threshold` of which open the vault."""
    if not LEAST <= threshold <= len(people):
        yield ZhengyunError(codes.NO_THRESHOLD, threshold=threshold, count=len(people))
    yield from _strangers(roles, people, now)
    yield from _doubles(roles, people)
    yield from quorums(roles, people, threshold)


def quorums(roles: RoleFile, people: Sequence[str], threshold: int) -> Iterator[ZhengyunError]:
    """The roles whose people, deputies among them whenever they stand in, hold as many shares as open the vault."""
    for role in Role:
        members = [name for name in people if role in roles_of(roles, name)]
        if len(members) >= max(threshold, 1):
            told: dict[str, Any] = {
                "role": role,
                "people": ", ".join(members),
                "count": len(members),
                "threshold": threshold,
            }
            yield ZhengyunError(codes.ONE_ROLE, **told)


def roles_of(roles: RoleFile, name: str) -> frozenset[Role]:
    """The roles that somebody holds or can come to hold: by a post, by a group, or as a deputy."""
    person = roles.person(name)
    return frozenset(post.role for post, _ in held(roles, person)) if person else frozenset()


def _strangers(roles: RoleFile, people: Sequence[str], now: datetime) -> Iterator[ZhengyunError]:
    for name in dict.fromkeys(people):
        if roles.person(name) is None:
            yield ZhengyunError(codes.NO_KEEPER, person=name, problem=Words(UNKNOWN))
        elif not any(holds(roles, name, role, now) for role in KEEPERS):
            yield ZhengyunError(codes.NO_KEEPER, person=name, problem=Words(NOT_NOW))


def _doubles(roles: RoleFile, people: Sequence[str]) -> Iterator[ZhengyunError]:
    """One human with two shares."""
    seen: dict[str, str] = {}
    for name in people:
        person = roles.person(name)
        human = (person.identity if person else "") or f"name {name}"
        if human in seen:
            also = Words(TWICE) if seen[human] == name else Words(SAME, {"other": seen[human]})
            yield ZhengyunError(codes.ONE_PERSON, person=name, also=also)
        seen.setdefault(human, name)
