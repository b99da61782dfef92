"""Who may do what, asked in one place: a verdict for whoever wants to know why, an error for whoever must stop."""

from collections.abc import Collection, Sequence
from datetime import datetime

from governance import codes
from zhengyun import codes as kernel
from zhengyun.errors import ZhengyunError
from zhengyun.gate import not_in_office
from zhengyun.office import NOT_HELD, Verdict, holds
from zhengyun.people import Person, Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer


def entitled(roles: RoleFile, name: str, role: Role, now: datetime, tenants: Collection[str] = ()) -> Person:
    """The person of that name, who is in office and may act in the role for these tenants.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008, ZY-GOV-001, ZY-GOV-040).
    """
    return either(roles, name, (role,), now, tenants)


def either(roles: RoleFile, name: str, any_of: Sequence[Role], now: datetime, tenants: Collection[str] = ()) -> Person:
    """The person of that name, who is in office and may act in one of these roles for these tenants.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008, ZY-GOV-001, ZY-GOV-040).
    """
    person = in_office(roles, name, now)
    verdicts = [holds(roles, name, role, now, tenants) for role in any_of]
    if not any(verdicts):
        raise refused(person, any_of, verdicts)
    return person


def refused(person: Person, any_of: Sequence[Role], verdicts: Sequence[Verdict]) -> ZhengyunError:
    """Why somebody may not act in any of these roles: he holds none, or he holds one and something stands against it."""
    for role, verdict in zip(any_of, verdicts, strict=True):
        if verdict.why.text is not NOT_HELD:
            return ZhengyunError(codes.NOT_NOW, person=person.name, role=role, what=verdict.why)
    return ZhengyunError(codes.NOT_YOURS, person=person.name, role=", ".join(any_of))


def in_office(roles: RoleFile, name: str, now: datetime) -> Person:
    """The person of that name, who is in office.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008, ZY-PERMIT-065).
    """
    person = roles.person(name)
    if person is None:
        raise ZhengyunError(kernel.UNKNOWN_PERSON, person=name, version=roles.version)
    if not person.in_office(now):
        raise not_in_office(person, now)
    return person


def own_key(person: Person, signer: Signer) -> None:
    """Refuse a signature that would prove nothing.

    Raises: ZhengyunError (ZY-GOV-024).
    """
    if signer.public != person.key:
        raise ZhengyunError(codes.OTHER_KEY, person=person.name)
