"""Holds: what an inquiry needs is not erased. One administrator places a hold; to lift it takes two, of two roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from governance import codes
from governance.entitlement import either, own_key
from governance.roles import KIND as ROLES
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Flaw, Note
from zhengyun.errors import N_, ZhengyunError
from zhengyun.instant import parse
from zhengyun.office import holds as may_act
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier

PLACED: Final = "hold.placed"
LIFTING: Final = "hold.lifting"
LIFTED: Final = "hold.lifted"
BOTH: Final = (Role.AUDIT, Role.SECURITY)
NOT_PLACED: Final = N_("nobody who may place a hold has signed it: it holds nothing")
NOT_LIFTED: Final = N_("the hold was not lifted by two people of two roles who have signed it: it is in force")
NOT_SAID: Final = N_("nobody who may lift a hold has signed it: it counts for nothing")


class Told(Protocol):
    """The log, as far as reading needs it here."""

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...


class Book(Told, Protocol):
    """The log, as far as it is needed here."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...


class Hold(NamedTuple):
    """A hold in force: the entry that placed it, upon one request or upon everything; `lifting` is who wants it lifted."""

    number: int
    at: str
    by: str
    reason: str
    request: str
    lifting: Entry | None = None

    def covers(self, requests: Iterable[str]) -> bool:
        """Whether it is upon entries of these requests."""
        return not self.request or self.request in set(requests)


class Known(NamedTuple):
    """By whose signatures words count: the role file's versions, each held against its pin, and who verifies.

    Without a version nobody's word counts for more than a hold: what is placed holds, and nothing lifts it.
    """

    versions: Sequence[RoleFile]
    verifier: Verifier


def in_force(book: Told, known: Known) -> tuple[Hold, ...]:
    """The holds that nobody has lifted. What nobody has signed who may is an entry, and no hold, and lifts none."""
    return tuple(_read(book, known).holds.values())


def void(book: Told, known: Known) -> tuple[Flaw, ...]:
    """The words about holds that count for nothing, each with the reason."""
    return tuple(_read(book, known).void)


@dataclass
class _Words:
    """The words about holds, read in their order."""

    known: Known
    pins: Sequence[int]
    holds: dict[int, Hold] = field(default_factory=dict)
    proposals: dict[int, Entry] = field(default_factory=dict)
    void: list[Flaw] = field(default_factory=list)

    def placed(self, entry: Entry) -> None:
        """A hold comes into force, if it is signed; where nobody is known, in any case."""
        if self.known.versions and not self._signed(entry):
            self.void.append(Flaw(entry.number, NOT_PLACED))
            return
        told = str(entry.body.get("reason", "")), str(entry.body.get("request", ""))
        self.holds[entry.number] = Hold(entry.number, entry.at, entry.actor, *told)

    def lifting(self, entry: Entry) -> None:
        """Somebody proposes to lift a hold."""
        number = entry.body.get("hold")
        if not self._signed(entry):
            self.void.append(Flaw(entry.number, NOT_SAID))
        elif isinstance(number, int) and number in self.holds:
            self.proposals[entry.number] = entry
            self.holds[number] = self.holds[number]._replace(lifting=entry)

    def lifted(self, entry: Entry) -> None:
        """Somebody else of the other role agrees to such a proposal."""
        number, proposal = entry.body.get("hold"), self.proposals.get(_number(entry.body.get("proposal")))
        said = self._signed(entry) and proposal is not None and proposal.body.get("hold") == number
        if not (said and proposal and _apart(self._roles(entry), proposal.actor, entry.actor, parse(entry.at))):
            self.void.append(Flaw(entry.number, NOT_LIFTED))
        else:
            self.holds.pop(_number(number), None)

    def _signed(self, entry: Entry) -> bool:
        """Whether it is signed by whom it names, who held one of the roles when it was written."""
        said = {name: value for name, value in entry.body.items() if name != "signature"}
        roles = self._roles(entry) if self.known.versions else None
        person = roles.person(entry.actor) if roles else None
        if roles is None or person is None:
            return False
        try:
            words, now = said_bytes(entry.kind, said), parse(entry.at)
        except (TypeError, ValueError):
            return False
        signature = str(entry.body.get("signature"))
        return bool(_held(roles, person.name, now)) and self.known.verifier.verify(person.key, words, signature)

    def _roles(self, entry: Entry) -> RoleFile:
        """The role file that was in force when an entry was written."""
        return self.known.versions[max(0, sum(pin <= entry.number for pin in self.pins) - 1)]


def _read(book: Told, known: Known) -> _Words:
    words = _Words(known, [entry.number for entry in book.of_kind(ROLES)])
    take = {PLACED: words.placed, LIFTING: words.lifting, LIFTED: words.lifted}
    for entry in book.of_kind(*take):
        take[entry.kind](entry)
    return words


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def place(
    *, person: str, reason: str, request: str, signer: Signer, roles: RoleFile, book: Book, now: datetime
) -> Entry:
    """Put a hold upon a request's entries, or upon all.

    Raises: ZhengyunError (ZY-GOV-001, 024, 040, ZY-PERMIT-007, 008).
    """
    own_key(either(roles, person, BOTH, now), signer)
    said: dict[str, object] = {"reason": reason, "request": request}
    return book.append(Note(PLACED, person, signed(PLACED, said, signer)))


def lift(
    *,
    person: str,
    number: int,
    reason: str,
    signer: Signer,
    roles: RoleFile,
    book: Book,
    known: Known,
    now: datetime,
) -> Entry:
    """Propose to lift a hold; or agree, where somebody of the other role has proposed it.

    Raises: ZhengyunError (ZY-GOV-001, 024, 040, 104, 105, 260, ZY-PERMIT-007, 008).
    """
    own_key(either(roles, person, BOTH, now), signer)
    words = _read(book, known)
    hold = words.holds.get(number)
    if hold is None:
        forged = any(flaw.number == number for flaw in words.void)
        raise ZhengyunError(codes.HOLD_FORGED if forged else codes.NO_HOLD, hold=number)
    said: dict[str, object] = {"hold": number, "reason": reason}
    # A proposal of somebody who has left his office since stands for neither role: it is made anew.
    if hold.lifting is None or not _held(roles, hold.lifting.actor, now):
        return book.append(Note(LIFTING, person, signed(LIFTING, said, signer)))
    second(roles, hold.lifting.actor, person, now)
    said["proposal"] = hold.lifting.number
    return book.append(Note(LIFTED, person, signed(LIFTED, said, signer)))


def second(roles: RoleFile, first: str, person: str, now: datetime) -> None:
    """Refuse who cannot be the second of the two: it has to be another person, and another of the two roles.

    Raises: ZhengyunError (ZY-GOV-104).
    """
    if not _differ(roles, first, person, now):
        missing = [role for role in BOTH if role not in _held(roles, first, now)] or list(BOTH)
        raise ZhengyunError(codes.BOTH_ROLES, person=person, role=", ".join(missing))


def _apart(roles: RoleFile, first: str, person: str, now: datetime) -> bool:
    """Whether the first stands for a role still, and the second for the other."""
    return bool(_held(roles, first, now)) and _differ(roles, first, person, now)


def _differ(roles: RoleFile, first: str, person: str, now: datetime) -> bool:
    """Whether they are two people, and the second holds a role that the first does not."""
    one, other = (_held(roles, name, now) for name in (first, person))
    return first != person and any(role not in one for role in other)


def _held(roles: RoleFile, name: str, now: datetime) -> list[Role]:
    return [role for role in BOTH if may_act(roles, name, role, now)]


def signed(kind: str, said: Mapping[str, object], signer: Signer) -> dict[str, object]:
    """What somebody says, with a signature over it."""
    return {**said, "signature": signer.sign(said_bytes(kind, said))}


def said_bytes(kind: str, said: Mapping[str, object]) -> bytes:
    """What is signed."""
    return canonical({**said, "type": f"zhengyun-{kind}/1"})
