"""How long the log is kept, and erasing what is older: by two people of two roles, as an entry, with every hash kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from governance import codes
from governance.entitlement import entitled, own_key
from governance.holds import LIFTED, LIFTING, PLACED, Known, in_force, said_bytes, second, signed, void
from governance.stories import uncut
from zhengyun.entry import Entry, Flaw, Note
from zhengyun.errors import N_, ZhengyunError
from zhengyun.instant import parse, text
from zhengyun.office import holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import DAYS
from zhengyun.signing import Signer, Verifier
from zhengyun.soundness import Span

PROPOSED: Final = "retention.proposed"
ERASED: Final = "retention.erased"
# What the log is verified by, and what says why something is gone, is never erased.
KEPT: Final = ("roles", "log.carried", "clock.corrected", PLACED, LIFTING, LIFTED, PROPOSED, ERASED)
UNSAID: Final = N_("it was erased, and no two people of two roles have said so")


class Words(Protocol):
    """What there is to erase: from which entry on, how many, and of which requests."""

    @property
    def first(self) -> int:
        """The number of the first."""
        ...

    @property
    def entries(self) -> int:
        """How many."""
        ...

    @property
    def requests(self) -> tuple[str, ...]:
        """Of which requests."""
        ...


class Book(Protocol):
    """The log, as far as it is needed here."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...

    def entry(self, number: int) -> Entry | None:
        """One entry."""
        ...

    def last(self) -> Entry | None:
        """The newest entry."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        ...

    def words(self, last: int, kept: Collection[str]) -> Words:
        """What there is to erase up to an entry."""
        ...

    def last_before(self, instant: str) -> int:
        """The number of the last entry before which all are older than an instant; 0 for none."""
        ...

    def gap(self) -> int:
        """The last entry that is erased; 0 for none."""
        ...

    def erase(self, note: Note, span: Span, kept: Collection[str], seen: int) -> Entry | None:
        """Erase the words of all entries in a span but those of the kinds that are kept, and write the note with it.

        Nothing where a hold has been placed, or something erased, after the entry `seen`.
        """
        ...


class Standing(NamedTuple):
    """How the log stands to its retention time.

    `oldest` is the oldest entry from which on nothing is missing, `since` the instant from which on that is so, `age` its
    days; `whole` says that nothing was ever erased; so many `holds` are in force, and the entries `void` are words about
    holds that count for nothing. `kept` is the verdict.
    """

    days: int
    oldest: int
    since: str
    age: int
    whole: bool
    holds: int
    void: tuple[int, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether everything is there that has to be: all since the beginning, or all of so many days."""
        return self.whole or self.age >= self.days


def days(roles: RoleFile | None) -> int:
    """For how many days the log is kept: what the role file says, and six months at least (Cybersecurity Law, 23 (3))."""
    return max(DAYS, roles.rules.days if roles else 0)


def standing(book: Book, roles: RoleFile | None, known: Known, now: datetime) -> Standing:
    """How old the oldest verifiable entry is, against the time that the law and the role file ask for."""
    gap = book.gap()
    oldest = book.entry(gap + 1)
    since = oldest.at if oldest else ""
    for word in book.of_kind(ERASED) if gap else ():
        # What was erased was older than this; a log in which nothing was written meanwhile lacks nothing.
        last, until = word.body.get("last"), str(word.body.get("until"))
        if isinstance(last, int) and last >= gap:
            since = min(since, until)
    age = (now - parse(since)).days if since else 0
    none = tuple(flaw.number for flaw in void(book, known))
    held = len(in_force(book, known))
    return Standing(days(roles), gap + 1 if oldest else 0, since, max(0, age), gap == 0, held, none)


def propose(
    *,
    person: str,
    until: datetime,
    reason: str,
    signer: Signer,
    roles: RoleFile,
    book: Book,
    known: Known,
    now: datetime,
) -> Entry:
    """As an auditor, propose to erase the words of all entries before an instant.

    Raises: ZhengyunError (ZY-GOV-001, 024, 040, 100, 101, 102, ZY-PERMIT-007, 008).
    """
    own_key(entitled(roles, person, Role.AUDIT, now), signer)
    last = _last(book, roles, until, now)
    words = _free(book, known, last, until)
    said: dict[str, object] = {
        "first": words.first,
        "last": last,
        "entries": words.entries,
        "until": text(until),
        "root": book.root(last).hex(),
        "reason": reason,
    }
    return book.append(Note(PROPOSED, person, signed(PROPOSED, said, signer)))


def agree(
    *, person: str, number: int, signer: Signer, roles: RoleFile, book: Book, known: Known, now: datetime
) -> Entry:
    """As a security administrator, agree to a proposal; with that the words are gone.

    Raises: ZhengyunError (ZY-GOV-001, 024, 040, 100 to 104, 106, 240, ZY-PERMIT-007, 008).
    """
    own_key(entitled(roles, person, Role.SECURITY, now), signer)
    newest, proposal = book.last(), book.entry(number)
    if proposal is None or proposal.kind != PROPOSED or newest is None or _answered(book, number):
        raise ZhengyunError(codes.NO_PROPOSAL, number=number)
    second(roles, proposal.actor, person, now)
    try:
        until = parse(str(proposal.body["until"]))
    except (KeyError, ValueError) as error:
        raise ZhengyunError(codes.NO_PROPOSAL, number=number) from error
    last = _last(book, roles, until, now)
    words = _free(book, known, last, until)
    said = {name: proposal.body.get(name) for name in ("first", "last", "entries", "until", "root", "reason")}
    if (words.first, last, book.root(last).hex()) != (said["first"], said["last"], said["root"]):
        raise ZhengyunError(codes.NO_PROPOSAL, number=number)
    said |= {"proposal": number, "proposer": proposal.actor, "proposed": proposal.body.get("signature")}
    body = signed(ERASED, said, signer)
    # Whoever verifies the log later asks the same: words that went otherwise would convict an honest keeper.
    if not _counts(body, person, roles, known.verifier, now):
        raise ZhengyunError(codes.PROPOSAL_VOID, number=number, person=proposal.actor)
    done = book.erase(Note(ERASED, person, body), Span(words.first, last), KEPT, newest.number)
    if done is None:
        raise ZhengyunError(codes.MOVED_ON, number=newest.number + 1)
    return done


def _last(book: Book, roles: RoleFile, until: datetime, now: datetime) -> int:
    earliest = now - timedelta(days=days(roles))
    if until > earliest:
        raise ZhengyunError(codes.TOO_YOUNG, until=text(until), days=days(roles), earliest=text(earliest))
    return uncut(book, book.last_before(text(until)))


def _free(book: Book, known: Known, last: int, until: datetime) -> Words:
    """What is to be erased, upon which there is no hold."""
    words = book.words(last, KEPT)
    if not words.entries:
        raise ZhengyunError(codes.NOTHING_TO_ERASE, until=text(until))
    held = [hold.number for hold in in_force(book, known) if hold.covers(words.requests)]
    if held:
        raise ZhengyunError(codes.HELD, first=words.first, last=last, holds=", ".join(map(str, held)))
    return words


def _answered(book: Book, number: int) -> bool:
    return any(entry.body.get("proposal") == number for entry in book.of_kind(ERASED))


class Told(Protocol):
    """The log, as far as verifying needs it here."""

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...


def unsaid(
    book: Told, erased: Sequence[Span], pins: Sequence[int], versions: Sequence[RoleFile], verifier: Verifier
) -> Iterator[Flaw]:
    """Yield where words are gone without an erasure that an auditor and a security administrator have both signed."""
    said = sorted(
        Span(int(str(word.body["first"])), int(str(word.body["last"])))
        for word in (book.of_kind(ERASED) if erased else ())
        if _is_signed(word, versions[max(0, sum(pin <= word.number for pin in pins) - 1)], verifier)
    )
    for span in erased:
        first = _uncovered(span, said)
        if first <= span.last:
            yield Flaw(first, UNSAID)


def _uncovered(span: Span, said: Sequence[Span]) -> int:
    """The first entry of a span that lies in none of these, which come in order: what was erased year by year lies in several."""
    number = span.first
    for one in said:
        if one.first <= number <= one.last:
            number = one.last + 1
    return number


def _is_signed(word: Entry, roles: RoleFile, verifier: Verifier) -> bool:
    try:
        return _counts(word.body, word.actor, roles, verifier, parse(word.at))
    except ValueError:
        return False


def _counts(said: Mapping[str, object], person: str, roles: RoleFile, verifier: Verifier, now: datetime) -> bool:
    """Whether an auditor has signed the proposal, and a security administrator, who is somebody else, what came of it."""
    body = {name: value for name, value in said.items() if name != "signature"}
    proposed = {name: body.get(name) for name in ("first", "last", "entries", "until", "root", "reason")}
    auditor, security = roles.person(str(body.get("proposer"))), roles.person(person)
    whole = isinstance(body.get("first"), int) and isinstance(body.get("last"), int)
    if auditor is None or security is None or auditor.name == security.name or not whole:
        return False
    if not (holds(roles, auditor.name, Role.AUDIT, now) and holds(roles, security.name, Role.SECURITY, now)):
        return False
    return verifier.verify(auditor.key, said_bytes(PROPOSED, proposed), str(body.get("proposed"))) and verifier.verify(
        security.key, said_bytes(ERASED, body), str(said.get("signature"))
    )
