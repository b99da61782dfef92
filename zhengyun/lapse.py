"""Since when somebody holds a role no longer: found in the versions of the role file, and in what has ended in them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from zhengyun.instant import parse, text
from zhengyun.people import Person, Span
from zhengyun.rolefile import RoleFile

# What ends at an instant still holds at it.
SECOND: Final = timedelta(seconds=1)

Held = Callable[[RoleFile, datetime], bool]
"""Whether it is held by a version of the role file at an instant."""


class InForce(NamedTuple):
    """A version of the role file, and from which instant on it is in force."""

    at: str
    roles: RoleFile


def lapsed(versions: Sequence[InForce], held: Held, then: datetime, now: datetime) -> str:
    """Since when something is not held any more that was held then; empty where it was not held then, or is held now.

    `versions` are those that there are, in their order; the first counts as in force from the beginning.
    """
    if not versions or not held(in_force_at(versions, then), then):
        return ""
    found = ""
    for moment in sorted(set(_moments(versions, text(then), text(now))), reverse=True):
        instant = min(parse(moment) + SECOND, now)
        if held(in_force_at(versions, instant), instant):
            break
        found = moment
    return found


def in_force_at(versions: Sequence[InForce], instant: datetime) -> RoleFile:
    """Which of some versions was in force at an instant; the first, where none had begun."""
    begun = [one.roles for one in versions if one.at <= text(instant)]
    return begun[-1] if begun else versions[0].roles


def _moments(versions: Sequence[InForce], begins: str, ends: str) -> Iterator[str]:
    """Every instant between two at which what anybody holds may have changed."""
    for version in versions:
        moments = [version.at, *(moment for person in version.roles.people for moment in _ends(person))]
        yield from (moment for moment in moments if begins <= moment <= ends)


def _ends(person: Person) -> Iterator[str]:
    """When his office, his deputies' notes and his qualifications end, and when he is locked out."""
    spans: tuple[Span, ...] = (person, *person.deputies, *person.qualifications)
    yield from (span.until for span in spans)
    yield from (one.begins for one in person.lockouts)
