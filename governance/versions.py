"""How one version of the role file follows from the one before: who has signed it, whose signature counts, what it is."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from governance.quorum import OFFICES, electors, offices, suffice
from zhengyun.errors import N_, Words
from zhengyun.office import has, held
from zhengyun.people import EVERY, Person, Post, Role, Span
from zhengyun.rolefile import FIRST_FORMAT, RoleFile
from zhengyun.signing import PublicKey, Verifier

GAINS: Final = N_("gains by it: {roles}; nobody grants to himself")
GRANTS_NOTHING: Final = N_(
    "holds the audit role, and this version grants roles or changes rules: the auditor grants nothing"
)


class Manner(StrEnum):
    """What a new version is."""

    AGREED = "agreed"
    """As many of its people as the version before demands have signed it."""
    ROTATION = "rotation"
    """The same, and somebody has a new key, to which he has signed with the old one."""
    LOST_KEY = "lost key"
    """The same, and somebody has a new key without the old one's signature: the others vouch for him."""
    RECOVERY = "recovery"
    """Too few of its people have signed; the recovery keys of the version before have."""


@dataclass(frozen=True, slots=True)
class Following:
    """What becomes of a version that is to follow another.

    `counted` are those whose signatures count, `offices` which of the three administrative roles they hold, `void` those
    whose do not count, and why; `short` those who could act for longer, for which the others' signatures do not suffice; `unproven` those who have not signed with their new key; `recovering` how many recovery keys
    have signed.
    """

    counted: frozenset[str]
    offices: frozenset[Role]
    need: int
    void: Mapping[str, Words]
    short: tuple[str, ...]
    unproven: tuple[str, ...]
    rotated: tuple[str, ...]
    lost: tuple[str, ...]
    recovering: int
    recovers: int

    @property
    def agreed(self) -> bool:
        """Whether enough people of the version before have signed, and not of one administrative role alone."""
        return len(self.counted) >= self.need and len(self.offices) >= OFFICES and not self.short

    @property
    def recovered(self) -> bool:
        """Whether enough of its recovery keys have."""
        return 0 < self.recovers <= self.recovering

    @property
    def manner(self) -> Manner:
        """What the version is, where enough have signed it."""
        if not self.agreed:
            return Manner.RECOVERY
        return Manner.LOST_KEY if self.lost else Manner.ROTATION if self.rotated else Manner.AGREED


def following(roles: RoleFile, previous: RoleFile, verifier: Verifier, now: datetime) -> Following:
    """How a version follows from the one before, judged at that instant.

    Who gains a role by it does not count, whoever signs; an auditor does not where anybody gains one or the rules change;
    and who can act for longer by it needs others who would suffice without him: his own word does not count for it.
    """
    signed = signers(roles, previous, verifier, now)
    void = dict(_void(roles, previous, signed))
    counted = frozenset(signed - void.keys())
    short = [
        name for name in _prolonged(roles, previous) if name in counted and not suffice(previous, counted - {name})
    ]
    renewed = [(old, new) for new in roles.people if (old := previous.person(new.name)) and not _same(old.key, new.key)]
    lost = [new.name for old, new in renewed if old.name not in signed]
    return Following(
        counted=counted,
        offices=offices(previous, counted),
        need=previous.threshold,
        void=void,
        short=tuple(short),
        unproven=unproven(roles, previous, verifier),
        rotated=tuple(new.name for _, new in renewed if new.name not in lost),
        lost=tuple(lost),
        recovering=sum(_has_signed(key.id, key, roles, verifier) for key in previous.recovery.keys),
        recovers=previous.recovery.threshold,
    )


def signers(roles: RoleFile, previous: RoleFile, verifier: Verifier, now: datetime) -> set[str]:
    """The electors of the previous version whose signatures under this one are valid."""
    return {one.name for one in electors(previous, now) if _has_signed(one.name, one.key, roles, verifier)}


def unproven(roles: RoleFile, previous: RoleFile | None, verifier: Verifier) -> tuple[str, ...]:
    """The people with a key that the previous version does not name for them, who have not signed with it.

    A key that nobody has used is perhaps in nobody's hands, or in somebody else's.
    """
    if roles.format == FIRST_FORMAT:
        return ()
    fresh = [
        one for one in roles.people if not (previous and (old := previous.person(one.name)) and _same(old.key, one.key))
    ]
    return tuple(one.name for one in fresh if not _has_signed(one.name, one.key, roles, verifier))


def repeated(roles: RoleFile, previous: RoleFile, verifier: Verifier) -> tuple[str, ...]:
    """The signers who are there more than once, and not once for each of their keys."""
    keys = {key.id: {key} for key in previous.recovery.keys}
    for one in (*previous.people, *roles.people):
        keys.setdefault(one.name, set()).add(one.key)
    names = [one.signer for one in roles.signatures]
    return tuple(
        name
        for name in dict.fromkeys(names)
        if names.count(name) > max(1, sum(_has_signed(name, key, roles, verifier) for key in keys.get(name, ())))
    )


def gained(roles: RoleFile, previous: RoleFile) -> Mapping[str, tuple[Role, ...]]:
    """Who holds more by this version than by the one before: by name, the roles that are new, or held for more tenants."""
    found = {}
    for person in roles.people:
        old = previous.person(person.name)
        before = [post for post, _ in held(previous, old)] if old else []
        more = {post.role for post, _ in held(roles, person) if not any(_reaches(one, post) for one in before)}
        if more:
            found[person.name] = tuple(role for role in Role if role in more)
    return found


def rules_changed(roles: RoleFile, previous: RoleFile) -> bool:
    """Whether a version has other rules, whatever number they bear."""
    new, old = ({**one.rules.document(), "since": 0} for one in (roles, previous))
    return new != old


def _void(roles: RoleFile, previous: RoleFile, signed: Set[str]) -> Iterator[tuple[str, Words]]:
    gains = dict(gained(roles, previous))
    gains |= {old: gains[new] for old in signed for new in gains if _renamed(previous.person(old), roles.person(new))}
    grants = bool(gains) or rules_changed(roles, previous)
    for name in sorted(signed):
        person = previous.person(name)
        if name in gains:
            yield name, Words(GAINS, {"roles": ", ".join(gains[name])})
        elif grants and person and has(previous, person, Role.AUDIT):
            yield name, Words(GRANTS_NOTHING)


def _renamed(old: Person | None, new: Person | None) -> bool:
    """Whether somebody bears another name since: one staff number, or one key, is one human."""
    if old is None or new is None or old.name == new.name:
        return False
    return _same(old.key, new.key) or old.identity == new.identity != ""


def _prolonged(roles: RoleFile, previous: RoleFile) -> Iterator[str]:
    """Who can act for longer: by his office, by a certificate, as a deputy; and who has a deputy for longer.

    Nobody knows here how long the certificate stands to which somebody is bound: another one, or none, may stand for longer.
    """
    for person in roles.people:
        old = previous.person(person.name)
        if old is None:
            continue
        certificates = [one for one in person.qualifications if not _covered(one, old.qualifications, name=one.name)]
        rebound = old.certificate is not None and person.certificate != old.certificate
        if certificates or rebound or not _covered(person, (old,)):
            yield person.name
        for note in person.deputies:
            before = [one for one in old.deputies if set(one.roles) >= set(note.roles)]
            if not _covered(note, before, person=note.person):
                yield note.person
                if any(one.person == note.person for one in before):
                    yield person.name


def _covered(new: Span, before: Iterable[Span], **same: str) -> bool:
    """Whether one of those before, of the same fields, began no later and ended no earlier."""
    return any(
        one.not_before <= new.not_before and new.until <= one.until
        for one in before
        if all(getattr(one, name) == value for name, value in same.items())
    )


def _reaches(one: Post, other: Post) -> bool:
    """Whether who has the one post has all of the other."""
    same = one.role is other.role
    return same and (EVERY in one.tenants or set(other.tenants) <= set(one.tenants))


def _same(one: PublicKey, other: PublicKey) -> bool:
    return (one.algorithm, one.value) == (other.algorithm, other.value)


def _has_signed(name: str, key: PublicKey, roles: RoleFile, verifier: Verifier) -> bool:
    return any(one.signer == name and verifier.verify(key, roles.signed_bytes, one.value) for one in roles.signatures)
