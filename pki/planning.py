"""Planning the trust: what the files declare against what is in force, as one plan at the site `trust`."""

from collections.abc import Iterator
from typing import Final

from pki import codes, names
from pki.grammars import GRAMMARS, IDENTITY
from pki.ssh.certifying import authority_of
from pki.wanted import RECOVERING, loses, name_of, unrecoverable, wanted
from zhengyun.action import Effects
from zhengyun.diff import Differences, Verb, diff
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.trust import SITE, SSH, Trust
from zhengyun.plan import Plan, Scope
from zhengyun.resource import World
from zhengyun.steps import Words, steps

ROOM: Final = "pki"


def scope_of(sites: tuple[str, ...], *, only: bool, allow_destroy: bool) -> Scope:
    """The scope of a plan of the trust: all of it, and nothing besides.

    Raises: ZhengyunError (ZY-PKI-100, ZY-PKI-102).
    """
    others = sorted({*sites} - {SITE})
    if others:
        raise ZhengyunError(codes.TRUST_ALONE, others=", ".join(others))
    if only:
        raise ZhengyunError(codes.PLANNED_WHOLE)
    return Scope((SITE,), allow_destroy=allow_destroy)


def plan(estate: Estate, world: World, scope: Scope) -> Plan:
    """Plan the difference between what the files declare and what is in force.

    Raises: Problems with every reason why this cannot be planned (ZY-PKI-001, ZY-PKI-103); ZhengyunError (ZY-PKI-100 to
    102, ZY-PKI-104, ZY-PKI-105).
    """
    if scope.errand:
        raise ZhengyunError(codes.NO_ERRAND, errand=scope.errand[0])
    scope_of(scope.sites, only=bool(scope.only), allow_destroy=scope.allow_destroy)
    if estate.trust is None:
        raise ZhengyunError(codes.NO_TRUST, estate=estate.name)
    differences = diff(wanted(estate.trust), world.existing, GRAMMARS)
    errors = (*_unwritable(estate.trust), *_others(differences))
    if errors:
        raise Problems(errors)
    actions = steps(ROOM, differences, world.existing, GRAMMARS, Words(loses, lambda *_: ""))
    others = any(action.address == RECOVERING for action in actions)
    kept = unrecoverable(world.existing.get(RECOVERING), estate.trust.recovery.people) if others else ()
    lost = tuple(sorted((*(action.loses for action in actions if action.loses), *kept)))
    if lost and not scope.allow_destroy:
        raise ZhengyunError(codes.ENDS_TRUST, loses="; ".join(lost))
    return Plan(estate.name, estate.commit, scope, actions, Effects(loses=lost))


def _unwritable(trust: Trust) -> Iterator[ZhengyunError]:
    """Names that the files could hold, and that no certificate can; and keys that SSH could, and no authority has."""
    subjects = [one.subject for one in trust.authorities.values()]
    for subject in (*subjects, *(one.subject for one in trust.profiles.values() if one.subject)):
        try:
            names.parse(subject)
        except ZhengyunError as error:
            yield error
    for one in trust.ssh_authorities.values():
        try:
            authority_of(one)
        except ZhengyunError as error:
            yield error


def _others(differences: Differences) -> Iterator[ZhengyunError]:
    """Authorities that would become others while their certificates are out: no plan does that in passing."""
    for address, one in differences.items():
        if one.verb is Verb.REPLACE and one.existing and not one.existing.empty:
            told = ", ".join(change.attribute for change in one.changes if change.attribute in IDENTITY)
            code = codes.ANOTHER_SSH_AUTHORITY if name_of(address).startswith(SSH) else codes.ANOTHER_AUTHORITY
            yield ZhengyunError(code, thing=address, attributes=told)
