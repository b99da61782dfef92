"""Who may do what, and why: one table of what each command takes, held against a role file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from governance.holds import BOTH
from governance.quorum import ELECTORS
from governance.rules import APPLIES, READS
from zhengyun.errors import N_, Words
from zhengyun.gate import ASKS
from zhengyun.office import NOT_HELD, Verdict, held, holds
from zhengyun.people import BOUNDED, EVERY, Role
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import Ruleset

BY_GRANT: Final = N_("only what a grant covers")
TAKES: Final = N_("takes {roles}; holds {own}")


class Duty(NamedTuple):
    """A command that not everybody may give: one of these roles is needed. `word` is its short name.

    `bounded` where it is given for tenants: a role that is held for some of them reaches no further.
    """

    command: str
    word: str
    roles: tuple[Role, ...]
    bounded: bool = False


class Cell(NamedTuple):
    """Whether somebody may give a command, why, and for which tenants where it is not all of them."""

    duty: Duty
    person: str
    allowed: bool
    why: Words
    tenants: tuple[str, ...] = ()


def duties(rules: Ruleset) -> tuple[Duty, ...]:
    """What each command takes under these rules; commands that are not here only read what lies open to all."""
    return (
        Duty("change submit", N_("submit"), ASKS, bounded=True),
        Duty("change approve", N_("approve"), rules.steps, bounded=True),
        Duty("change reject", N_("reject"), rules.steps, bounded=True),
        Duty("change apply", N_("apply"), APPLIES, bounded=True),
        Duty("change review", N_("review"), (READS,)),
        Duty("grant ask", N_("grant"), ASKS),
        Duty("audit reconcile", N_("reconcile"), (READS,)),
        Duty("audit clock", N_("clock"), (Role.AUDIT,)),
        Duty("audit hold place", N_("hold"), BOTH),
        Duty("audit retention erase", N_("erase"), (Role.AUDIT,)),
        Duty("audit retention erase --agree", N_("agree"), (Role.SECURITY,)),
        Duty("role sign", N_("sign"), ELECTORS),
    )


def matrix(roles: RoleFile, now: datetime) -> tuple[Cell, ...]:
    """One cell for each person and each duty, person by person."""
    return tuple(_cell(roles, person.name, duty, now) for person in roles.people for duty in duties(roles.rules))


def _cell(roles: RoleFile, name: str, duty: Duty, now: datetime) -> Cell:
    verdicts = [(role, holds(roles, name, role, now)) for role in duty.roles]
    for role, verdict in verdicts:
        if verdict:
            return _bounded(roles, name, duty, role, verdict)
    near = next((verdict for _, verdict in verdicts if verdict.why.text is not NOT_HELD), None)
    return Cell(duty, name, allowed=False, why=near.why if near else _takes(roles, name, duty.roles))


def _bounded(roles: RoleFile, name: str, duty: Duty, role: Role, verdict: Verdict) -> Cell:
    """What somebody may who holds the role: for his tenants; where he has none, only under a grant."""
    person = roles.person(name)
    posts = [post for post, _ in held(roles, person) if post.role is role] if person else []
    tenants = tuple(sorted({tenant for post in posts for tenant in post.tenants} - {EVERY}))
    whole = not duty.bounded or role not in BOUNDED
    if not whole and not any(post.tenants for post in posts):
        return Cell(duty, name, allowed=False, why=Words(BY_GRANT))
    whole = whole or any(EVERY in post.tenants for post in posts)
    return Cell(duty, name, allowed=True, why=verdict.why, tenants=() if whole else tenants)


def _takes(roles: RoleFile, name: str, needed: Sequence[Role]) -> Words:
    person = roles.person(name)
    own = dict.fromkeys(post.role for post, _ in held(roles, person)) if person else {}
    return Words(TAKES, {"roles": ", ".join(needed), "own": ", ".join(own) or "-"})
