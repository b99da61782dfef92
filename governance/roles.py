"""The role file's life: begun with the log, changed only by as many of its people as it demands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from governance import codes
from zhengyun import codes as kernel
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.gate import not_in_office
from zhengyun.people import Person, Role, RoleFile
from zhengyun.signing import Verifier

KIND = "roles"


class RoleStore(Protocol):
    """Where versions of the role file are kept."""

    def add(self, version: int, document: Mapping[str, object], note: Note) -> Entry:
        """Keep a version with the log entry that pins it."""
        ...

    def latest(self) -> Mapping[str, Any] | None:
        """The newest version."""
        ...


class Book(Protocol):
    """The log, as far as it is needed here."""

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds, in order."""
        ...

    def last(self) -> Entry | None:
        """The newest entry."""
        ...


def begin(roles: RoleFile, store: RoleStore, book: Book, actor: str) -> Entry:
    """Lay version 1 as the log's first entry.

    Raises: ZhengyunError (ZY-GOV-013: the log has begun; ZY-GOV-015; ZY-GOV-017).
    """
    last = book.last()
    if last:
        raise ZhengyunError(codes.ROLES_THERE, at=last.at)
    if roles.version != 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=1)
    _separated(roles)
    return store.add(1, roles.document(), _pin(roles, actor))


def adopt(roles: RoleFile, store: RoleStore, book: Book, verifier: Verifier, now: datetime, actor: str) -> Entry:
    """Accept the next version.

    Raises: ZhengyunError (ZY-GOV-011 to 017).
    """
    present = current(store, book)
    if roles.version != present.version + 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=present.version + 1)
    signed = signers(roles, present, verifier, now)
    if len(signed) < present.threshold:
        raise ZhengyunError(
            codes.ROLES_UNSIGNED,
            version=roles.version,
            previous=present.version,
            have=len(signed),
            need=present.threshold,
        )
    _separated(roles)
    return store.add(roles.version, roles.document(), _pin(roles, actor))


def signers(roles: RoleFile, previous: RoleFile, verifier: Verifier, now: datetime) -> set[str]:
    """The people of the previous version, in office now, whose signatures under this one are valid."""
    valid = set()
    for signature in roles.signatures:
        person = previous.person(signature.signer)
        if person and person.in_office(now) and verifier.verify(person.key, roles.signed_bytes, signature.value):
            valid.add(person.name)
    return valid


def current(store: RoleStore, book: Book) -> RoleFile:
    """The version in force, held against the log's pins.

    Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012).
    """
    document = store.latest()
    pins = list(book.of_kind(KIND))
    if document is None or not pins:
        raise ZhengyunError(codes.NO_ROLES)
    roles = RoleFile.read(document)
    if pins[0].number != 1:
        raise ZhengyunError(codes.ROLES_ALTERED, problem="the log does not begin with it")
    pinned = pins[-1].body
    if (pinned.get("version"), pinned.get("digest")) != (roles.version, roles.digest):
        raise ZhengyunError(codes.ROLES_ALTERED, problem=f"version {roles.version}: {roles.digest}")
    return roles


def entitled(roles: RoleFile, name: str, role: Role, now: datetime) -> Person:
    """The person of that name, who is in office and holds the role.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008, ZY-GOV-001).
    """
    person = in_office(roles, name, now)
    if role not in person.roles:
        raise ZhengyunError(codes.NOT_YOURS, person=name, role=role)
    return person


def in_office(roles: RoleFile, name: str, now: datetime) -> Person:
    """The person of that name, who is in office.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PERMIT-008).
    """
    person = roles.person(name)
    if person is None:
        raise ZhengyunError(kernel.UNKNOWN_PERSON, person=name, version=roles.version)
    if not person.in_office(now):
        raise not_in_office(person)
    return person


def _separated(roles: RoleFile) -> None:
    for person in roles.people:
        if len(set(person.roles)) > 1:
            raise ZhengyunError(codes.ROLES_OVERLAP, person=person.name, roles=", ".join(person.roles))


def _pin(roles: RoleFile, actor: str) -> Note:
    return Note(KIND, actor, {"version": roles.version, "digest": roles.digest})
