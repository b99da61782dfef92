"""The rules of approval: who has to agree to what, and which rule asks for whom, computed from the role file's rules."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from governance import codes
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.vault import FACTORS, KINDS
from zhengyun.gate import ASKS, Rules
from zhengyun.office import holds
from zhengyun.people import Role, together
from zhengyun.permit import Permit
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import BASIS, FLOOR, ChainRule, Matter, Ruleset, When
from zhengyun.subject import PLAN

# Who carries out what was agreed to, and who reads the log. Who asks, the gate says.
APPLIES: Final = ASKS
READS: Final = Role.AUDIT

# For how many seconds a request may be open: what people agree to was true of the estate when they looked.
SHORTEST: Final = 1
LONGEST: Final = 30 * 86_400

# Where the role file's rules say nothing of grants and standing permits.
OWNERS: Final = ChainRule(N_("leave given for a department's tenants"), When(), (Role.OWNER, Role.SECURITY), BASIS)


# The vault itself waits for the words of both: who decides what others may do there is never of one role.
BOTH: Final = ChainRule(N_("how the vault is configured"), When(kinds=tuple(sorted(KINDS))), FACTORS, BASIS)


class Link(NamedTuple):
    """One link of a chain, and the rules that ask for it."""

    role: Role
    rules: tuple[ChainRule, ...]


def links(rules: Ruleset, matter: Matter) -> tuple[Link, ...]:
    """Who has to agree to a matter, in the order in which they are asked.

    All rules that are for it count together: a role is asked as often as the rule does that asks for it most often,
    and a security administrator once at least, whatever the rules say; of the vault's configuration a system administrator, too.
    """
    found = [rule for rule in (*rules.chains, BOTH) if rule.when.holds(matter)]
    if not any(Role.SECURITY in rule.needs for rule in found):
        found.append(FLOOR)
    chain = list[Link]()
    besides = [role for role in BOTH.needs if BOTH in found and role not in rules.steps]
    for role in (*besides, *rules.steps):
        asking = [(rule.needs.count(role), rule) for rule in found if role in rule.needs]
        for number in range(1, max([times for times, _ in asking], default=0) + 1):
            chain.append(Link(role, tuple([rule for times, rule in asking if times >= number])))
    return tuple(chain)


def chain_of(roles: RoleFile, matter: Matter) -> tuple[Link, ...]:
    """Who has to agree to a matter by a role file, and which rule asks for whom."""
    return links(_with_owner(roles, matter), matter)


def unfilled(
    roles: RoleFile, chain: Sequence[Role], asker: str, tenants: Collection[str], now: datetime
) -> tuple[Role, ...]:
    """The roles for which not enough people are left, each link taking another person and another office than the rest."""
    able = {role: list(_able(roles, role, asker, tenants, now)) for role in dict.fromkeys(chain)}
    short = tuple(role for role, found in able.items() if len(found) < chain.count(role))

    def dealt(rest: Sequence[Role], taken: frozenset[str]) -> bool:
        return not rest or any(dealt(rest[1:], taken | one) for one in able[rest[0]] if not taken & one)

    return short or (() if dealt(chain, frozenset({asker})) else tuple(able))


def refuse_unfilled(permit: Permit, roles: RoleFile, tenants: Collection[str], now: datetime) -> None:
    """Refuse a request to which nobody, or not enough people besides the asker, could ever agree.

    Raises: ZhengyunError (ZY-GOV-049).
    """
    missing = unfilled(roles, permit.chain, permit.asker, tenants, now)
    if missing:
        told = {"roles": ", ".join(missing), "chain": ", ".join(permit.chain)}
        raise ZhengyunError(codes.NOBODY_LEFT, person=permit.asker, place=None, **told)


def _able(roles: RoleFile, role: Role, asker: str, tenants: Collection[str], now: datetime) -> Iterator[frozenset[str]]:
    """Who could agree, as the person and the one in whose office that would be."""
    for person in roles.people:
        verdict = holds(roles, person.name, role, now, tenants) if person.name != asker else None
        if verdict:
            yield frozenset({person.name, verdict.office})


def rules_of(roles: RoleFile) -> Rules:
    """The rules of a role file, as the gate asks for them."""

    def chain(matter: Matter) -> tuple[Role, ...]:
        return tuple(link.role for link in chain_of(roles, matter))

    return Rules(roles.rules.since, chain, roles.rules.break_glass, ";".join(roles.rules.windows))


def _with_owner(roles: RoleFile, matter: Matter) -> Ruleset:
    """The rules, and where they say nothing of grants and standing permits, that the tenants' owner agrees if there is one."""
    if matter.subject == PLAN or any(matter.subject in rule.when.subjects for rule in roles.rules.chains):
        return roles.rules
    if not _owned(roles, matter):
        return roles.rules
    return replace(roles.rules, chains=(*roles.rules.chains, OWNERS))


def _owned(roles: RoleFile, matter: Matter) -> bool:
    """Whether somebody is named who agrees for all of these tenants."""
    there = any(
        together([post for post, _ in held if post.role is Role.OWNER], matter.effects.tenants)
        for held in roles.posts_of.values()
    )
    return there and Role.OWNER in roles.rules.steps
