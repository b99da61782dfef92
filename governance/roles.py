"""The role file's life: begun with the log, changed only by as many of its people as it demands."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from governance import codes
from governance.entitlement import either
from governance.quorum import ELECTORS, OFFICES, electors, offices, suffice
from governance.separation import conflicts
from governance.versions import Following, Manner, following, repeated, rules_changed, signers, unproven
from zhengyun import codes as kernel
from zhengyun.entry import Entry, Note
from zhengyun.errors import N_, Problems, Words, ZhengyunError
from zhengyun.instant import parse
from zhengyun.lapse import InForce
from zhengyun.lockout import Nothing, bound
from zhengyun.office import locked
from zhengyun.people import Role
from zhengyun.rolefile import FIRST_FORMAT, FORMAT, RoleFile
from zhengyun.signing import PublicKey, Verifier

KIND: Final = "roles"
# So long after it was looked at, at the most, a new version stands in the log.
MARGIN: Final = timedelta(seconds=60)
Bind = Callable[[RoleFile], RoleFile]
"""Says what locks people out, as far as their certificates' register is at hand."""
TOO_FEW_OTHERS: Final = N_("{person} could act for longer, for which the others who have signed do not suffice")


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


def begin(roles: RoleFile, store: RoleStore, book: Book, verifier: Verifier, now: datetime, actor: str) -> Entry:
    """Lay version 1 as the log's first entry; whoever installs it holds nothing by that.

    Everybody whom it names has signed it with the key that it names for him: nobody is put in office unasked.

    Raises: ZhengyunError (ZY-GOV-013: the log has begun; ZY-GOV-015, ZY-GOV-017, ZY-GOV-043, ZY-GOV-044, ZY-GOV-250).
    """
    if roles.version != 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=1)
    last = book.last()
    if last:
        raise ZhengyunError(codes.ROLES_THERE, at=last.at)
    # Before the log nothing is on record that anybody could be bound to.
    refuse_flaws(bound(roles, Nothing(), lambda _key: b""), None, now)
    refuse_unproven(roles, unproven(roles, None, verifier))
    pinned = store.add(1, roles.document(), _pin(roles, actor))
    if pinned is None:
        first = book.last()
        raise ZhengyunError(codes.ROLES_THERE, at=first.at if first else "?")
    return pinned


def adopt(
    roles: RoleFile,
    store: RoleStore,
    book: Book,
    verifier: Verifier,
    now: datetime,
    actor: str,
    reason: str = "",
    bind: Bind = lambda roles: roles,
) -> tuple[Entry, Following]:
    """Accept the next version, and tell what it is: agreed, a new key, a lost key, or recovery, which takes a reason.

    Who is locked out has no word in it.

    Raises: ZhengyunError (ZY-GOV-011 to 017, 043 to 047, 250, 275).
    """
    present = bind(current(store, book, verifier))
    if roles.version != present.version + 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=present.version + 1)
    refuse_flaws(bind(roles), present, now)
    # Whoever reads the log later judges by the instant of its entry, which comes a moment after this one.
    step, later = (following(roles, present, verifier, at) for at in (now, now + MARGIN))
    enough(roles, present, step if len(step.counted) <= len(later.counted) else later, now)
    refuse_unproven(roles, step.unproven)
    if twice := repeated(roles, present, verifier):
        raise ZhengyunError(codes.SIGNED_TWICE, version=roles.version, people=", ".join(twice))
    if step.manner is Manner.RECOVERY and not reason:
        raise ZhengyunError(codes.RECOVERY_UNEXPLAINED, version=roles.version)
    pinned = store.add(roles.version, roles.document(), _pin(roles, actor, step, reason))
    if pinned is None:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=roles.version + 1)
    return pinned, step


def may_sign(roles: RoleFile, present: RoleFile | None, name: str, key: PublicKey, now: datetime) -> None:
    """Refuse a signature that could not count: it proves a new key of the signer's, or is that of an elector in office.

    `present` is the version in force; version 1 comes before there is one.

    Raises: ZhengyunError (ZY-GOV-001, ZY-GOV-024, ZY-GOV-040, ZY-PERMIT-007, ZY-PERMIT-008).
    """
    old, new = present.person(name) if present else None, roles.person(name)
    if new and new.key == key and (old is None or old.key != key):
        return
    if present is None and new is None:
        raise ZhengyunError(kernel.UNKNOWN_PERSON, person=name, version=roles.version)
    elector = either(present, name, ELECTORS, now) if present else new
    if elector is None or elector.key != key:
        raise ZhengyunError(codes.OTHER_KEY, person=name)


def may_recover(key: PublicKey, present: RoleFile | None) -> None:
    """Refuse a signature with a key that the version in force does not name for recovery.

    Raises: ZhengyunError (ZY-GOV-050).
    """
    if present is None or key not in present.recovery.keys:
        raise ZhengyunError(codes.NO_RECOVERY_KEY, key=key.id, version=present.version if present else 0)


def enough(roles: RoleFile, present: RoleFile, step: Following, now: datetime) -> None:
    """Refuse a version that too few have signed, or people of one administrative role alone.

    Raises: ZhengyunError (ZY-GOV-014, ZY-GOV-273; ZY-GOV-045 and ZY-GOV-274 where those who are left in office could not,
    and there are no recovery keys).
    """
    if step.agreed or step.recovered:
        return
    if not step.recovers:
        _refuse_lost(present, now)
    void = [f"{name}: {why}" for name, why in step.void.items()]
    void += [str(Words(TOO_FEW_OTHERS, {"person": name})) for name in step.short]
    told: dict[str, Any] = {"version": roles.version, "previous": present.version, "void": "; ".join(void) or "-"}
    if len(step.counted) >= step.need and len(step.offices) < OFFICES:
        told |= {"people": ", ".join(sorted(step.counted)), "roles": _named(step.offices)}
        raise ZhengyunError(codes.ROLES_ONE_SIDED, **told)
    raise ZhengyunError(codes.ROLES_UNSIGNED, **told, have=len(step.counted), need=step.need)


def _refuse_lost(present: RoleFile, now: datetime) -> None:
    """Refuse a next version where nobody can make one any more."""
    left = [person.name for person in electors(present, now)]
    if suffice(present, left):
        return
    told: dict[str, Any] = {"previous": present.version, "names": ", ".join(left) or "-"}
    if len(left) < present.threshold:
        raise ZhengyunError(codes.ONLY_BEGINNING, **told, need=present.threshold, left=len(left))
    raise ZhengyunError(codes.ONE_ROLE_LEFT, **told, roles=_named(offices(present, left)))


def _named(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(roles)) or "-"


def refuse_flaws(roles: RoleFile, present: RoleFile | None, now: datetime) -> None:
    """Refuse a version that goes against the separation of duties, or that does not say what it changes.

    Raises: Problems (ZY-GOV-017, ZY-GOV-043, ZY-GOV-046, ZY-GOV-250).
    """
    errors = [conflict.error() for conflict in conflicts(roles, now)]
    errors += _unfit(roles, present, now)
    if roles.format == FIRST_FORMAT:
        errors.append(ZhengyunError(codes.ROLES_OLD_FORMAT, format=roles.format, current=FORMAT))
    since = roles.version if present is None or rules_changed(roles, present) else present.rules.since
    if roles.rules.since != since:
        errors.append(ZhengyunError(codes.RULES_SINCE, given=roles.rules.since, expected=since))
    if errors:
        raise Problems(tuple(errors))


def _unfit(roles: RoleFile, present: RoleFile | None, now: datetime) -> Iterator[ZhengyunError]:
    """People who would be locked out from the first day; whoever is already, stands in nobody's way."""
    for number, person in enumerate(roles.people):
        old = present.person(person.name) if present else None
        lock = locked(person, now)
        if lock and not (old and (old.certificate, old.key) == (person.certificate, person.key)):
            place = f"people[{number}].certificate"
            yield ZhengyunError(codes.CERTIFICATE_UNFIT, where=place, person=person.name, **lock)


def refuse_unproven(roles: RoleFile, names: Sequence[str]) -> None:
    """Refuse a version whose new keys have not all signed it.

    Raises: ZhengyunError (ZY-GOV-044).
    """
    if names:
        raise ZhengyunError(codes.KEY_UNPROVEN, version=roles.version, people=", ".join(names))


def current(store: RoleStore, book: Book, verifier: Verifier) -> RoleFile:
    """The version in force.

    Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012).
    """
    return history(store, book, verifier)[-1]


def dated(store: RoleStore, book: Book, verifier: Verifier) -> tuple[InForce, ...]:
    """Every version, and since when it is in force. Raises: ZhengyunError (ZY-GOV-011, ZY-GOV-012)."""
    versions = history(store, book, verifier)
    # What is adopted between the two is a version more than there were.
    return tuple(InForce(pin.at, roles) for pin, roles in zip(book.of_kind(KIND), versions, strict=False))


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
        if versions and not _followed(roles, versions[-1], verifier, _at(pin)):
            raise _altered(f"version {roles.version} was not signed by those who had to")
        versions.append(roles)
    return tuple(versions)


def _at(pin: Entry) -> datetime:
    try:
        return parse(pin.at)
    except ValueError as error:
        raise _altered(str(error)) from error


def _of_one_moment(store: RoleStore, book: Book) -> tuple[Sequence[Mapping[str, Any]], list[Entry]]:
    """The versions and their pins; read again where somebody has adopted a version between the two."""
    before = list(book.of_kind(KIND))
    while True:
        documents = store.versions()
        # Both only grow, and together: as many of one as of the other are of one moment.
        if len(documents) == len(before):
            return documents, before
        after = list(book.of_kind(KIND))
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


def _followed(roles: RoleFile, previous: RoleFile, verifier: Verifier, at: datetime) -> bool:
    """Whether a version that was adopted at that instant could be; in the first format it takes signatures alone."""
    if roles.format == FIRST_FORMAT:
        # Nothing goes back to it: there it would be asked less.
        return previous.format == FIRST_FORMAT and suffice(previous, signers(roles, previous, verifier, at))
    step = following(roles, previous, verifier, at)
    return (step.agreed or step.recovered) and not step.unproven


def _pin(roles: RoleFile, actor: str, step: Following | None = None, reason: str = "") -> Note:
    # The whole document: whoever has the log alone knows whose signature counts.
    body: dict[str, object] = {"version": roles.version, "digest": roles.digest, "document": roles.document()}
    if step:
        body |= {"manner": step.manner, "rotated": step.rotated, "lost": step.lost, "reason": reason}
    return Note(KIND, actor, body)
