"""Planning the vault's configuration: what follows from the role file against what stands there, as one plan at the site `vault`."""

from collections.abc import Iterator, Mapping
from typing import Final

from vault import codes
from vault.grammars import GRAMMARS
from vault.policies import group_of
from vault.reading import PEOPLE
from vault.things import Found, Things, address, name_of, things
from vault.wanted import Wanted
from zhengyun.action import Effects
from zhengyun.diff import Differences, diff
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate.vault import ALIAS, ENTITY, ENTRANCE, FACTORS, GROUP, KEY, SITE, TENANT
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, Attributes, Existing, World
from zhengyun.steps import Words, steps

ROOM: Final = "vault"


def scope_of(sites: tuple[str, ...], *, only: bool, allow_destroy: bool) -> Scope:
    """The scope of a plan of the vault's configuration: all of it, and nothing besides.

    Raises: ZhengyunError (ZY-VAULT-030, ZY-VAULT-031).
    """
    others = sorted({*sites} - {SITE})
    if others:
        raise ZhengyunError(codes.VAULT_ALONE, others=", ".join(others))
    if only:
        raise ZhengyunError(codes.PLANNED_WHOLE)
    return Scope((SITE,), allow_destroy=allow_destroy)


def plan(estate: str, commit: str, world: World, wanted: Wanted, scope: Scope) -> Plan:
    """Plan the difference. What nobody declared goes only where the scope allows to destroy.

    Raises: Problems with every reason why this cannot be planned (ZY-VAULT-033 to 035); ZhengyunError (ZY-VAULT-030 to 032).
    """
    if scope.errand:
        raise ZhengyunError(codes.NO_ERRAND, errand=scope.errand[0])
    scope_of(scope.sites, only=bool(scope.only), allow_destroy=scope.allow_destroy)
    made = things(wanted, world.existing)
    errors = tuple(lockouts(wanted, made, world.existing))
    if errors:
        raise Problems(errors)
    spared = () if scope.allow_destroy else foreign(made, world.existing)
    there = {one: existing for one, existing in world.existing.items() if one not in spared}
    actions = steps(ROOM, differences(made, there), there, GRAMMARS, Words(_loses, lambda *_: ""))
    return Plan(estate, commit, scope, actions, Effects(loses=_lost(action.loses for action in actions)))


def differences(made: Things, found: Found) -> Differences:
    """Everything that is not as it was declared; what nobody declared goes."""
    return diff(made.resources, found, GRAMMARS)


def foreign(made: Things, found: Found) -> tuple[Address, ...]:
    """What is there and was declared by nobody: not ours, and taken away only where that is said."""
    strange = {one for one in found if one not in made.resources and not _ours(found[one])}
    # With an alias that is spared, whatever it leads to is.
    return tuple(sorted(strange))


def lockouts(wanted: Wanted, made: Things, found: Found) -> Iterator[ZhengyunError]:
    """Why nobody could configure the vault after such a plan: nobody to carry out, or nobody to agree."""
    if not any(one.executor for one in wanted.entrants):
        yield ZhengyunError(codes.NO_EXECUTOR, executor=wanted.executor)
    for role in FACTORS:
        group = group_of(role)
        if not wanted.members(group):
            yield ZhengyunError(codes.NOBODY_AGREES, role=role, group=group)
        elif _emptied(group, made, found):
            waiting = ", ".join(one for one in wanted.members(group) if one in made.waiting)
            yield ZhengyunError(codes.NOT_YET_IN, group=group, people=waiting)


def _emptied(group: str, made: Things, found: Found) -> bool:
    """Whether people go out of a group before anybody has come in."""
    where = address(GROUP, group)
    return bool(
        where in found and found[where].attributes["members"] and not made.resources[where].attributes["members"]
    )


def _ours(existing: Existing) -> bool:
    """Whether a thing is there for the sake of a person: who has left has nothing left."""
    kind, name = existing.address.kind, name_of(existing.address)
    if kind == ALIAS:
        return _of_person(existing.attributes)
    if kind == ENTITY:
        return bool(existing.attributes["declared"])
    return kind in (ENTRANCE, KEY) and name.startswith(PEOPLE)


def _of_person(alias: Mapping[str, object]) -> bool:
    return bool(alias.get("declared")) or str(alias["entrance"]).startswith(f"{TENANT}/{PEOPLE}")


def _loses(where: Address, attributes: Attributes) -> str:
    """What is gone with a mount or a namespace."""
    return f"{where}: all that it keeps ({attributes.get('type', 'namespace')})"


def _lost(told: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in told if one}))
