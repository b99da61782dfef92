"""Whether somebody may act in a role now, and why, or why not: decided from the role file alone."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, Final, NamedTuple

from zhengyun.errors import N_, Words
from zhengyun.people import Deputy, Person, Post, Role, together
from zhengyun.rolefile import RoleFile

OWN: Final = N_("by a post of one's own")
BY_GROUP: Final = N_("as a member of {group}")
AS_DEPUTY: Final = N_("as the deputy of {principal} until {until}")
UNKNOWN: Final = N_("version {version} of the role file knows nobody of that name")
OUT: Final = N_("not in office: from {begins} until {ends}")
LOCKED: Final = N_("locked out: certificate {serial} of {authority}, {why}")
NOT_HELD: Final = N_("holds no post with that role, neither alone nor by a group nor as a deputy")
ELSEWHERE: Final = N_("holds the role for {held} only, and not for {asked}")
UNQUALIFIED: Final = N_("the role takes the certificate {certificate}, of which there is none")
LAPSED: Final = N_("the role takes the certificate {certificate}, which was in force from {begins} until {ends}")
NO_DEPUTY: Final = N_("stands in for {principal} only from {begins} until {ends}")
EMPTY: Final = N_("stands in for {principal}, who does not hold the role now")


class Verdict(NamedTuple):
    """Whether somebody holds a role, and why. `office` is the name of whose office it is: a deputy's is another's."""

    holds: bool
    why: Words
    office: str = ""

    def __bool__(self) -> bool:
        return self.holds


def _no(text: str, **facts: object) -> Verdict:
    return Verdict(holds=False, why=Words(text, facts))


def _yes(office: str, text: str, **facts: str) -> Verdict:
    return Verdict(holds=True, why=Words(text, facts), office=office)


class _Way(NamedTuple):
    """One way in which somebody comes to a post: a verdict that holds for any tenants, and the post."""

    post: Post
    verdict: Verdict


def holds(roles: RoleFile, name: str, role: Role, now: datetime, tenants: Collection[str] = ()) -> Verdict:
    """Whether the person of that name may act in that role at that instant, for all of these tenants.

    Posts of one office count together: who has the role for one tenant himself, and by a group for another, has it for both.
    It takes an office of his own that has neither ended nor been revoked, the certificates that the rules demand for
    the role, and the role: by his own post, by a group, or as the deputy of somebody who holds it by one of these two.
    """
    person = roles.person(name)
    if person is None:
        return _no(UNKNOWN, version=str(roles.version))
    if not person.in_office(now):
        lock = locked(person, now)
        return _no(LOCKED, **lock) if lock else _no(OUT, begins=person.not_before, ends=person.until)
    lacking, seen = _lacking(roles, person, role, now), list[_Way]()
    for way in chain(_own(roles, person, role), _as_deputy(roles, person, role, now)):
        # A verdict that says no is false, and still one.
        if lacking is not None:
            return lacking
        if way.verdict and way.post.covers(tenants):
            return way.verdict
        seen.append(way)
        if way.verdict and together([one.post for one in _of_office(seen, way)], tenants):
            return way.verdict
    return _refused(seen, tenants) if seen else _no(NOT_HELD)


def held(roles: RoleFile, person: Person) -> Iterator[tuple[Post, Words]]:
    """Every post that somebody has, or can come to have while he stands in for another, each with the way to it.

    It does not ask when: who must not hold two roles must not hold one today and the other tomorrow by a deputy's note.
    """
    for role in Role:
        for way in _own(roles, person, role):
            yield way.post, way.verdict.why
        for principal, deputy in _stands_in(roles, person, role):
            for way in _own(roles, principal, role):
                yield way.post, Words(AS_DEPUTY, {"principal": principal.name, "until": deputy.until})


def locked(person: Person, *instants: datetime) -> Mapping[str, Any] | None:
    """The certificate for which somebody is locked out at one of these instants, as what is told of it."""
    lock = person.locked(*instants)
    if lock is None or person.certificate is None:
        return None
    return {"serial": person.certificate.serial, "authority": person.certificate.authority, "why": lock.why}


def has(roles: RoleFile, person: Person, role: Role) -> bool:
    """Whether somebody holds a role himself or by a group, whatever the day, and not merely for another."""
    return next(_own(roles, person, role), None) is not None


def same(roles: RoleFile, name: str, other: str, *instants: datetime) -> bool:
    """Whether two names stand for one: one human by his staff number, or one and who then stands in for him."""
    one, two = roles.person(name), roles.person(other)
    if name == other or one is None or two is None:
        return name == other
    if one.identity == two.identity != "":
        return True
    notes = [note for note in one.deputies if note.person == other] + [it for it in two.deputies if it.person == name]
    return any(note.holds(instant) for note in notes for instant in instants)


def _own(roles: RoleFile, person: Person, role: Role) -> Iterator[_Way]:
    for post, group in roles.posts_of[person.name]:
        if post.role is role:
            yield _Way(post, _yes(person.name, BY_GROUP, group=group) if group else _yes(person.name, OWN))


def _as_deputy(roles: RoleFile, person: Person, role: Role, now: datetime) -> Iterator[_Way]:
    for principal, deputy in _stands_in(roles, person, role):
        until = deputy.until
        facts = {"principal": principal.name, "begins": deputy.not_before, "ends": until, "until": until}
        lapsed = not principal.in_office(now) or _lacking(roles, principal, role, now) is not None
        why = EMPTY if lapsed else AS_DEPUTY if deputy.holds(now) else NO_DEPUTY
        for way in _own(roles, principal, role):
            yield _Way(way.post, Verdict(why is AS_DEPUTY, Words(why, facts), principal.name))


def _stands_in(roles: RoleFile, person: Person, role: Role) -> Iterator[tuple[Person, Deputy]]:
    for principal, deputy in roles.principals_of.get(person.name, ()):
        if role in deputy.roles:
            yield principal, deputy


def _lacking(roles: RoleFile, person: Person, role: Role, now: datetime) -> Verdict | None:
    """The refusal of somebody without a certificate that the role takes."""
    for name in roles.rules.demanded(role):
        found = [one for one in person.qualifications if one.name == name]
        if not any(one.holds(now) for one in found):
            if not found:
                return _no(UNQUALIFIED, certificate=name)
            newest = max(found, key=lambda one: one.until)
            return _no(LAPSED, certificate=name, begins=newest.not_before, ends=newest.until)
    return None


def _of_office(ways: list[_Way], near: _Way) -> list[_Way]:
    """The ways that lead to the same office now."""
    return [way for way in ways if way.verdict and way.verdict.office == near.verdict.office]


def _refused(ways: list[_Way], tenants: Collection[str]) -> Verdict:
    """Why none of these ways leads to the role: of several offices, why the first does not."""
    near = next((way for way in ways if way.verdict), None)
    if near is None:
        return ways[0].verdict
    held_for = sorted({tenant for way in _of_office(ways, near) for tenant in way.post.tenants})
    return _no(ELSEWHERE, held=", ".join(held_for), asked=", ".join(sorted(set(tenants) - set(held_for))))
