"""Separation of duties: what in a role file would put two keys into one hand, and why (NIST SP 800-53 AC-5)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from governance import codes
from governance.quorum import electors
from zhengyun.errors import N_, Code, Words, ZhengyunError
from zhengyun.office import has, held, holds
from zhengyun.people import Person, Role
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import THREE


class Conflict(NamedTuple):
    """Something that a role file must not say, at its place, and why."""

    place: str
    what: Words
    code: Code = codes.ROLES_CONFLICT

    def error(self) -> ZhengyunError:
        """The conflict as a refusal."""
        return ZhengyunError(self.code, where=self.place, what=self.what)


def conflicts(roles: RoleFile, now: datetime) -> tuple[Conflict, ...]:
    """Everything in a role file that goes against the separation of duties, at that instant.

    Posts count however somebody comes to them: his own, by a group, or for as long as he stands in for another.
    """
    found = list[Conflict]()
    for number, person in enumerate(roles.people):
        found += _overlaps(roles, person, f"people[{number}]")
        found += _handed_on(roles, person, f"people[{number}]")
    return (*found, *_one_human(roles), *_vacant(roles, now), *_headless(roles, now))


def _overlaps(roles: RoleFile, person: Person, place: str) -> Iterator[Conflict]:
    """Two roles in one hand, told once for each two."""
    ways: dict[Role, Words] = {}
    for post, way in held(roles, person):
        ways.setdefault(post.role, way)
    told = set[frozenset[Role]]()
    for group in roles.rules.exclusive:
        for one, other in combinations([role for role in group if role in ways], 2):
            if frozenset((one, other)) in told or one is other:
                continue
            told.add(frozenset((one, other)))
            facts = {"person": person.name, "one": one, "how": ways[one], "other": other, "so": ways[other]}
            text = N_("{person} would hold {one} ({how}) and {other} ({so}), which exclude each other")
            yield Conflict(f"{place}.roles", Words(text, facts), codes.ROLES_OVERLAP)


def _handed_on(roles: RoleFile, person: Person, place: str) -> Iterator[Conflict]:
    """Deputies of oneself, and of what one has only as somebody's deputy: nobody hands on what is not his."""
    for number, deputy in enumerate(person.deputies):
        where = f"{place}.deputies[{number}]"
        if deputy.person == person.name:
            yield Conflict(where, Words(N_("{person} cannot be his own deputy"), {"person": person.name}))
        for role in deputy.roles:
            if not has(roles, person, role):
                text = N_("{person} hands {role} on to {deputy} and does not hold it himself: a deputy has no deputy")
                yield Conflict(where, Words(text, {"person": person.name, "role": role, "deputy": deputy.person}))


def _one_human(roles: RoleFile) -> Iterator[Conflict]:
    """One human under two names, who could agree with himself."""
    first: dict[str, str] = {}
    for number, person in enumerate(roles.people):
        if person.identity and person.identity in first:
            text = N_("{person} and {twin} are one human: both are {identity}")
            facts = {"person": person.name, "twin": first[person.identity], "identity": person.identity}
            yield Conflict(f"people[{number}].identity", Words(text, facts))
        first.setdefault(person.identity, person.name)


def _vacant(roles: RoleFile, now: datetime) -> Iterator[Conflict]:
    """A role of the three that nobody can act in."""
    for role in THREE:
        if not any(holds(roles, person.name, role, now) for person in roles.people):
            yield Conflict("people", Words(N_("nobody in office can act as {role}"), {"role": role}))


def _headless(roles: RoleFile, now: datetime) -> Iterator[Conflict]:
    """A threshold that nobody could meet from the first day."""
    able = len(electors(roles, now))
    if able < roles.threshold:
        text = N_("the next version takes {need} signatures, and {able} people could give one")
        yield Conflict("threshold", Words(text, {"need": roles.threshold, "able": able}))
