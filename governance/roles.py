"""The role file's life: begun with the log, changed only by as many of its people as it demands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from governance import codes
from zhengyun import codes as kernel
from zhengyun.entry import Entry, Note
from zhengyun.errors import N_, ZhengyunError
from zhengyun.gate import not_in_office
from zhengyun.instant import parse
from zhengyun.people import Person, Role, RoleFile
from zhengyun.signing import Signer, Verifier

KIND: Final = "roles"
# So long after it was looked at, at the most, a new version stands in the log.
MARGIN: Final = timedelta(seconds=60)


class RoleStore(Protocol):
    """Where versions of the role file are kept."""

    def add(self, version: int, document: Mapping[str, object], note: Note) -> Entry | None:
        """Keep a version with the log entry that pins it; nothing where it is there already, or comes out of turn."""
        ...

    def versions(self) -> Sequence[Mapping[str, Any]]:
        """Every version, the first first."""
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
    if roles.version != 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=1)
    _separated(roles)
    last = book.last()
    pinned = None if last else store.add(1, roles.document(), _pin(roles, actor))
    if pinned is None:
        first = last or book.last()
        raise ZhengyunError(codes.ROLES_THERE, at=first.at if first else "?")
    return pinned


def adopt(roles: RoleFile, store: RoleStore, book: Book, verifier: Verifier, now: datetime, actor: str) -> Entry:
    """Accept the next version.

    Raises: ZhengyunError (ZY-GOV-011 to 017).
    """
    present = current(store, book, verifier)
    if roles.version != present.version + 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=present.version + 1)
    # Whoever reads the log later judges by the instant of its entry, which comes a moment after this one.
    signed = signers(roles, present, verifier, now) & signers(roles, present, verifier, now + MARGIN)
    if len(signed) < present.threshold:
        raise ZhengyunError(
            codes.ROLES_UNSIGNED,
            version=roles.version,
            previous=present.version,
            have=len(signed),
            need=present.threshold,
        )
    _separated(roles)
    pinned = store.add(roles.version, roles.document(), _pin(roles, actor))
    if pinned is None:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=roles.version + 1)
    return pinned


def signers(roles: RoleFile, previous: RoleFile, verifier: Verifier, now: datetime) -> set[str]:
    """The people of the previous version, in office at that instant, whose signatures under this one are valid."""
    valid = set()
    for signature in roles.signatures:
        person = previous.person(signature.signer)
        if person and person.in_office(now) and verifier.verify(person.key, roles.signed_bytes, signature.value):
            valid.add(person.name)
    return valid


def current(store: RoleStore, book: Book, verifier: Verifier) -> RoleFile:
    """The version in force.

    Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012).
    """
    return history(store, book, verifier)[-1]


def history(store: RoleStore, book: Book, verifier: Verifier) -> tuple[RoleFile, ...]:
    """Every version, each held against its pin in the log and against the version before.

    Whoever can write the records can pin a version of his own; he cannot sign it for the people of the one before.

    Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012).
    """
    documents, pins = _of_one_moment(store, book)
    if not documents and not pins:
        raise ZhengyunError(codes.NO_ROLES)
    if len(documents) != len(pins) or pins[0].number != 1:
        raise _altered(N_("the log does not begin with it, or pins more or fewer versions than there are"))
    versions: list[RoleFile] = []
    for document, pin in zip(documents, pins, strict=True):
        roles = _read(document)
        if (roles.version, roles.digest) != (len(versions) + 1, pin.body.get("digest")):
            raise _altered(f"version {roles.version}: {roles.digest}")
        if versions and len(signers(roles, versions[-1], verifier, parse(pin.at))) < versions[-1].threshold:
            raise _altered(f"version {roles.version} was not signed by those who had to")
        versions.append(roles)
    return tuple(versions)


def _of_one_moment(store: RoleStore, book: Book) -> tuple[Sequence[Mapping[str, Any]], list[Entry]]:
    """The versions and their pins; read again where somebody has adopted a version between the two."""
    before = list(book.of_kind(KIND))
    while True:
        documents, after = store.versions(), list(book.of_kind(KIND))
        if after == before:
            return documents, after
        before = after


def _read(document: Mapping[str, Any]) -> RoleFile:
    try:
        return RoleFile.read(document)
    except (KeyError, TypeError, ValueError) as error:
        raise _altered(f"{type(error).__name__}: {error}") from error


def _altered(problem: str) -> ZhengyunError:
    return ZhengyunError(codes.ROLES_ALTERED, problem=problem)


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


def own_key(person: Person, signer: Signer) -> None:
    """Refuse a signature that would prove nothing.

    Raises: ZhengyunError (ZY-GOV-024).
    """
    if signer.public != person.key:
        raise ZhengyunError(codes.OTHER_KEY, person=person.name)


def _separated(roles: RoleFile) -> None:
    for person in roles.people:
        if len(set(person.roles)) > 1:
            raise ZhengyunError(codes.ROLES_OVERLAP, person=person.name, roles=", ".join(person.roles))


def _pin(roles: RoleFile, actor: str) -> Note:
    return Note(KIND, actor, {"version": roles.version, "digest": roles.digest})
