"""Who can make the next version of a role file: how many, and of which of the three administrative roles."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from zhengyun.instant import parse
from zhengyun.office import has
from zhengyun.people import Person, Role
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import THREE

# Whose signatures make a version; whoever else is in the file, a vendor or an operator, has no say in who is.
ELECTORS: Final = (Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.HEAD)
# Whatever the threshold: people of one administrative role alone name nobody, or they could name themselves into the others.
OFFICES: Final = 2


def suffice(roles: RoleFile, names: Collection[str]) -> bool:
    """Whether these people's signatures make the next version: as many as it demands, of two administrative roles."""
    return len(names) >= roles.threshold and len(offices(roles, names)) >= OFFICES


def offices(roles: RoleFile, names: Iterable[str]) -> frozenset[Role]:
    """Which of the three administrative roles these people hold between them.

    Whoever holds more than one counts for none: two roles are two people, in a file that is in order and in any other.
    """
    found = set[Role]()
    for person in filter(None, map(roles.person, names)):
        own = [role for role in THREE if has(roles, person, role)]
        found.update(own if len(own) == 1 else ())
    return frozenset(found)


def electors(roles: RoleFile, now: datetime) -> tuple[Person, ...]:
    """The people whose signatures make the next version: administrators and the head, in office at that instant."""
    return tuple(
        person
        for person in roles.people
        if person.in_office(now) and any(has(roles, person, role) for role in ELECTORS)
    )


class Reserve(NamedTuple):
    """How much is left before a role file has nobody who could make the next one.

    `until` is the instant after which those in office do not suffice, as far as it is known today; `pillars` are those
    without any one of whom the others would not.
    """

    until: str
    pillars: tuple[str, ...]


def reserve(roles: RoleFile, now: datetime) -> Reserve:
    """How much is left at that instant, with the offices that it names; recovery keys are not counted."""
    names = {person.name for person in electors(roles, now)}
    ends = sorted({person.until for person in roles.people})
    last = next((end for end in ends if not _can(roles, max(parse(end), now) + timedelta(seconds=1))), ends[-1])
    return Reserve(last, tuple(sorted(name for name in names if not suffice(roles, names - {name}))))


def _can(roles: RoleFile, now: datetime) -> bool:
    return suffice(roles, [person.name for person in electors(roles, now)])
