"""Whether who has asked and who has agreed could do so still: looked at again whenever something is to rest on their words."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pki import codes
from pki.flows.desk import Desk
from pki.flows.people import CASE, asking_roles
from zhengyun import codes as kernel
from zhengyun.application import TAKES, Application, Operation
from zhengyun.certified import serial_of
from zhengyun.change import Decision
from zhengyun.errors import Code, ZhengyunError
from zhengyun.estate.trust import Profile
from zhengyun.gate import not_in_office
from zhengyun.instant import parse
from zhengyun.lapse import InForce, lapsed
from zhengyun.office import NOT_HELD, Verdict, holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile


class Said(NamedTuple):
    """Somebody's word: by whom and when, in which of these roles, for which tenants; `fallen` is what he is refused with."""

    person: str
    at: str
    roles: Sequence[str]
    tenants: Collection[str]
    fallen: Code


def refuse_fallen(desk: Desk, application: Application, profile: Profile, now: datetime) -> None:
    """Refuse what rests on the word of somebody who could not give it now: locked out, out of office, without the role.

    What takes something away goes on without them: it fails safe.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, 065, ZY-PKI-130, 141, 153, 247, 248).
    """
    if application.operation in TAKES:
        return
    holders = _holders(desk, application)
    himself = application.operation in {Operation.RESUME, Operation.RECOVER} and holders == {application.asker}
    court = CASE in application.more
    tenants = set[str]() if court else {one.partition("/")[0] for one in holders}
    roles = () if himself and not court else asking_roles(application, profile)
    _stands(desk, application, Said(application.asker, application.at, roles, tenants, codes.ASKER_FELL), now)
    for word in application.words[:1]:
        if word.decision is Decision.YES:
            said = Said(word.person, word.at, (profile.reviewer,), (), codes.REVIEWER_FELL)
            _stands(desk, application, said, now)


def _holders(desk: Desk, application: Application) -> set[str]:
    if application.count:
        return {row.holder for row in desk.applications.rows(application.id)}
    return {desk.certificate(serial_of(one), application.authority).holder for one in application.serials}


def _stands(desk: Desk, application: Application, said: Said, now: datetime) -> None:
    person = desk.roles.person(said.person)
    if person and not person.in_office(now):
        raise not_in_office(person, now)
    if not said.roles:
        # Whose own it is needs no role.
        if person is None:
            raise ZhengyunError(kernel.UNKNOWN_PERSON, person=said.person, version=desk.roles.version)
        return

    def verdicts(roles: RoleFile, at: datetime) -> list[Verdict]:
        return [holds(roles, said.person, Role(role), at, said.tenants) for role in said.roles]

    found = verdicts(desk.roles, now)
    if any(found):
        return
    what = next((one for one in found if one.why.text is not NOT_HELD), found[0]).why
    # Of the present version alone it is known who is locked out.
    before = desk.versions()
    versions = (*before[:-1], InForce(before[-1].at if before else "", desk.roles))
    since = lapsed(versions, lambda roles, at: any(verdicts(roles, at)), parse(said.at), now)
    facts: dict[str, Any] = {"person": said.person, "what": what}
    if not since:
        raise ZhengyunError(codes.NOT_ENTITLED, subject=application.id, roles=", ".join(said.roles), **facts)
    raise ZhengyunError(said.fallen, application=application.id, at=said.at, since=since, **facts)
