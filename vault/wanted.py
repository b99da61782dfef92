"""Who comes into the vault, as whom, and what it holds: computed from the role file alone.

The role file is signed by the threshold that its last version names, so that nobody's entrance or entity rests on the word of one
role. Whoever is not in office, is locked out, or lacks a certificate that his role takes, has no entrance.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from vault.entrance import ALGORITHMS
from vault.policies import ADMINISTRATORS, OF_EXECUTOR, OF_ROLE, group_of
from zhengyun.errors import N_, Words
from zhengyun.office import holds
from zhengyun.people import Person, Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey
from zhengyun.vault_settings import EXECUTOR

Pem = Callable[[PublicKey], str]
"""A key's SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) as RFC 7468 writes it."""

CARRIES_OUT: Final = N_("carries out what others have agreed to")


class Entrant(NamedTuple):
    """Somebody who may come in: his key as the vault believes it, with what policies, in which groups, and why."""

    name: str
    algorithm: str
    key: str
    policies: tuple[str, ...]
    groups: tuple[str, ...]
    why: tuple[Words, ...]
    executor: bool = False


class Kept(NamedTuple):
    """Somebody who would come in if the vault believed such keys."""

    name: str
    algorithm: str


class Wanted(NamedTuple):
    """All that the vault shall be configured with; what only the vault knows, the identifiers, is not in it."""

    entrants: tuple[Entrant, ...]
    unbelieved: tuple[Kept, ...] = ()
    executor: str = EXECUTOR

    def members(self, group: str) -> tuple[str, ...]:
        """Who shall be in a group."""
        return tuple(one.name for one in self.entrants if group in one.groups)

    def holders(self, policy: str) -> tuple[Entrant, ...]:
        """Who comes in with a policy."""
        return tuple(one for one in self.entrants if policy in one.policies)


def wanted(roles: RoleFile, now: datetime, pem: Pem, executor: str = EXECUTOR) -> Wanted:
    """What follows from a role file at an instant.

    `executor` names whose key the executor's is: a person of the role file with no post.
    """
    entrants, unbelieved = list[Entrant](), list[Kept]()
    for person in roles.people:
        policies, groups, why = _rights(roles, person, now, executor)
        if not policies:
            continue
        algorithm = ALGORITHMS.get(person.key.algorithm)
        if algorithm is None:
            unbelieved.append(Kept(person.name, person.key.algorithm))
            continue
        known = (pem(person.key), policies, groups, why, person.name == executor)
        entrants.append(Entrant(person.name, algorithm, *known))
    return Wanted(tuple(sorted(entrants)), tuple(sorted(unbelieved)), executor)


def _rights(
    roles: RoleFile, person: Person, now: datetime, executor: str
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Words, ...]]:
    """The policies that somebody comes in with, his groups, and why; nothing for whom the vault is not."""
    if person.name == executor:
        idle = person.in_office(now) and not any(holds(roles, person.name, role, now) for role in Role)
        return (OF_EXECUTOR, (), (Words(CARRIES_OUT),)) if idle else ((), (), ())
    held = dict(_held(roles, person, now))
    policies = {policy for role in held for policy in OF_ROLE[role]}
    groups = tuple(sorted(group_of(role) for role in held if role in ADMINISTRATORS))
    return tuple(sorted(policies)), groups, tuple(held.values())


def _held(roles: RoleFile, person: Person, now: datetime) -> Iterator[tuple[Role, Words]]:
    for role in OF_ROLE:
        verdict = holds(roles, person.name, role, now)
        if verdict:
            yield role, verdict.why
