"""Who may take which part: by his role, and by being neither the human nor the office of who has another part in it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pki import codes
from pki.flows.desk import Desk
from zhengyun import codes as kernel
from zhengyun.application import TAKES, Application, Operation
from zhengyun.change import Decision
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Profile
from zhengyun.gate import not_in_office
from zhengyun.instant import parse
from zhengyun.office import NOT_HELD, Verdict, holds
from zhengyun.people import Person, Role

# Who asks for the kept key of a user that has no account here: an operator of the user's own department, and nobody who runs the cloud.
DEPARTMENT: Final = ("operator",)
# Who asks for one for a court, whose number stands with the application under this name.
COURT: Final = ("security", "head")
CASE: Final = "case"


def asking_roles(application: Application, profile: Profile) -> Sequence[str]:
    """The roles of which one asks for such a thing."""
    if application.operation is not Operation.RECOVER:
        return profile.asker
    return COURT if CASE in application.more else DEPARTMENT


def may_ask(desk: Desk, name: str, profile: Profile, holders: Collection[str], now: datetime) -> Person:
    """The person of that name, who may ask for certificates of these holders.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130).
    """
    tenants = {holder.partition("/")[0] for holder in holders}
    return _entitled(desk, name, profile.asker, now, profile.name, tenants)[0]


def may_review(desk: Desk, application: Application, name: str, profile: Profile, now: datetime) -> Person:
    """The person of that name, who may say yes or no to an application.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130, ZY-PKI-131).
    """
    return _another(desk, application, name, profile, profile.reviewer, now)


def may_issue(desk: Desk, application: Application, name: str, profile: Profile, now: datetime) -> Person:
    """The person of that name, who may carry an application out.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130, ZY-PKI-131).
    """
    return _another(desk, application, name, profile, profile.issuer, now)


def refuse_unreviewed(desk: Desk, application: Application, profile: Profile) -> None:
    """Refuse what nobody has agreed to who could: that the records call it approved is not enough, for records can be altered.

    Of what takes something away, the yes is enough: it fails safe.

    Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-130, 131, 152).
    """
    word = next(iter(application.words), None)
    if word is None or word.decision is not Decision.YES:
        raise ZhengyunError(codes.WAITS, application=application.id, role=profile.reviewer)
    if application.operation not in TAKES:
        _another(desk, replace(application, words=()), word.person, profile, profile.reviewer, parse(word.at))


def in_office(desk: Desk, name: str, now: datetime) -> Person:
    """The person of that name, who is in office.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008).
    """
    person = desk.roles.person(name)
    if person is None:
        raise ZhengyunError(kernel.UNKNOWN_PERSON, person=name, version=desk.roles.version)
    if not person.in_office(now):
        raise not_in_office(person, now)
    return person


def _another(desk: Desk, application: Application, name: str, profile: Profile, role: str, now: datetime) -> Person:
    """Somebody who holds the role, and who is not one of those who have a part in it already."""
    person, verdict = _entitled(desk, name, (role,), now, application.id)
    for other, offices in _parts(desk, application, profile):
        known = desk.roles.person(other)
        one_human = known is not None and person.identity and known.identity == person.identity
        if one_human or {name, verdict.office} & offices:
            raise ZhengyunError(codes.NOT_DISTINCT, person=name, application=application.id, other=other)
    return person


def _parts(desk: Desk, application: Application, profile: Profile) -> Iterator[tuple[str, set[str]]]:
    """Who has a part in an application, each with every office in which he may have taken it."""
    yield application.asker, _offices(desk, application.asker, profile.asker, parse(application.at))
    for other in application.distinct_from:
        yield other, {other}
    for word in application.words[:1]:
        yield word.person, _offices(desk, word.person, (profile.reviewer,), parse(word.at))


def _offices(desk: Desk, name: str, roles: Sequence[str], at: datetime) -> set[str]:
    verdicts = (holds(desk.roles, name, Role(role), at) for role in roles)
    return {name, *(verdict.office for verdict in verdicts if verdict)}


def _entitled(
    desk: Desk, name: str, roles: Sequence[str], now: datetime, subject: str, tenants: Collection[str] = ()
) -> tuple[Person, Verdict]:
    """The person of that name, who may act in one of these roles, and how."""
    person = in_office(desk, name, now)
    verdicts = [holds(desk.roles, name, Role(role), now, tenants) for role in roles]
    for verdict in verdicts:
        if verdict:
            return person, verdict
    told = next((one for one in verdicts if one.why.text is not NOT_HELD), verdicts[0])
    raise ZhengyunError(codes.NOT_ENTITLED, person=name, subject=subject, roles=", ".join(roles), what=told.why)
