"""When somebody's certificate does not stand, decided from what its register says: then he may do nothing.

A revocation reaches back to the date from which it says that the key was not his alone any more (RFC 5280 section
5.3.2), and never forward: what he signed before that counts. A suspension counts for as long as it lasts. Where the
same authority has certified the same key for him anew, the end of the first is not the end.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Final, Protocol

from zhengyun.binding import Binding, Lockout
from zhengyun.certified import Certified, Standing, StatusChange
from zhengyun.errors import N_, Words
from zhengyun.instant import parse, text
from zhengyun.people import Person
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey

REVOKED: Final = N_("revoked at {at}: {reason}")
HELD: Final = N_("suspended at {at}")
ENDED: Final = N_("ended at {at}")
NOT_BEGUN: Final = N_("begins at {at}")
UNKNOWN: Final = N_("not in the register")
ALTERED: Final = N_("another one in the register than the role file names")
OTHER_KEY: Final = N_("for another key than the person's")
SUPERSEDED: Final = "superseded"
SECOND: Final = timedelta(seconds=1)

KeyDigest = Callable[[PublicKey], bytes]
"""SHA-256 of a key's SubjectPublicKeyInfo; nothing for a key that no certificate could be for."""


class Register(Protocol):
    """What is asked of the records."""

    def certificate(self, authority: str, serial: int) -> Certified | None:
        """One certificate."""
        ...

    def of_key(self, key: bytes) -> Iterable[Certified]:
        """Everything that was certified for a key, the oldest first."""
        ...

    def history(self, authority: str, serial: int) -> Sequence[StatusChange]:
        """How one certificate has stood since it was recorded, in order."""
        ...


class Nothing:
    """The register of a city whose log has not begun."""

    def certificate(self, authority: str, serial: int) -> None:
        """There is none."""

    def of_key(self, key: bytes) -> Iterable[Certified]:
        """There is none."""
        del key
        return ()

    def history(self, authority: str, serial: int) -> Sequence[StatusChange]:
        """Nothing has changed."""
        del authority, serial
        return ()


def bound(roles: RoleFile, register: Register, digest: KeyDigest) -> RoleFile:
    """The role file with what locks its people out; itself where nobody is bound to a certificate."""
    if not any(person.certificate for person in roles.people):
        return roles
    return replace(roles, people=tuple(_person(one, register, digest) for one in roles.people))


def lockouts(person: Person, binding: Binding, register: Register, key: bytes) -> tuple[Lockout, ...]:
    """When his certificate does not stand; `key` is the digest of his key's SubjectPublicKeyInfo."""
    first = register.certificate(binding.authority, int(binding.serial, 16))
    if first is None or not _same(first, binding) or not key or first.key != key:
        why = UNKNOWN if first is None else OTHER_KEY if _same(first, binding) else ALTERED
        return (Lockout("", "", Words(why)),)
    line = _line(first, register)
    said = [lock for number, one in enumerate(line) for lock in _revoked(one, register, last=number + 1 == len(line))]
    return (*said, *_outside(line))


def people_of(roles: RoleFile, authority: str, serial: int) -> tuple[Person, ...]:
    """Who is locked out when that certificate is suspended or revoked."""
    return tuple(
        one
        for one in roles.people
        if one.certificate and (one.certificate.authority, int(one.certificate.serial, 16)) == (authority, serial)
    )


def binding_to(one: Certified) -> Binding:
    """What the role file says of a certificate."""
    return Binding(one.authority, f"{one.serial:040x}", _fingerprint(one))


def _person(person: Person, register: Register, digest: KeyDigest) -> Person:
    if person.certificate is None:
        return person
    return replace(person, lockouts=lockouts(person, person.certificate, register, digest(person.key)))


def _same(one: Certified, binding: Binding) -> bool:
    return _fingerprint(one) == binding.fingerprint


def _fingerprint(one: Certified) -> str:
    return f"sha256:{hashlib.sha256(one.certificate).hexdigest()}"


def _line(first: Certified, register: Register) -> list[Certified]:
    """The certificate, and those by which it was renewed, by their beginnings."""
    later = [
        one
        for one in register.of_key(first.key)
        if (one.authority, one.holder) == (first.authority, first.holder)
        and one.serial != first.serial
        and one.not_before >= first.not_before
    ]
    return [first, *sorted(later, key=lambda one: one.not_before)]


def _revoked(one: Certified, register: Register, *, last: bool) -> Iterator[Lockout]:
    """What the register's history of one certificate amounts to."""
    since = ""
    for change in register.history(one.authority, one.serial):
        if since and change.state is not Standing.HELD:
            yield Lockout(since, change.at, Words(HELD, {"at": since}))
        since = (since or change.at) if change.state is Standing.HELD else ""
        # Whoever has a later one gives the earlier one back.
        if change.state is Standing.REVOKED and (last or change.reason != SUPERSEDED):
            facts = {"at": change.at, "reason": change.reason or "-"}
            yield Lockout(min(change.at, change.invalidity or change.at), "", Words(REVOKED, facts))
    if since:
        yield Lockout(since, "", Words(HELD, {"at": since}))


def _outside(line: Sequence[Certified]) -> Iterator[Lockout]:
    """Before the first begins, after the last has ended, and between two that do not meet."""
    yield Lockout("", line[0].not_before, Words(NOT_BEGUN, {"at": line[0].not_before}))
    for one, following in pairwise(line):
        if one.not_after < following.not_before:
            yield Lockout(_after(one), following.not_before, Words(ENDED, {"at": one.not_after}))
    end = max(line, key=lambda one: one.not_after)
    yield Lockout(_after(end), "", Words(ENDED, {"at": end.not_after}))


def _after(one: Certified) -> str:
    """The first instant at which it has ended: notAfter is still within (RFC 5280 section 4.1.2.5)."""
    return text(parse(one.not_after) + SECOND)
