"""What witnesses have seen of the log: every checkpoint that is kept, held against the log and the role file's keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

from zhengyun.checkpoint import Checkpoint, cosigned, opened
from zhengyun.entry import Entry, Flaw
from zhengyun.errors import N_, ZhengyunError
from zhengyun.instant import parse, text
from zhengyun.note import COSIGNATURE, SignedNote
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier

UNREADABLE: Final = N_("the checkpoint over the entries up to this one cannot be read")
UNSIGNED: Final = N_("the checkpoint over the entries up to this one is signed by no key of the log")
CUT: Final = N_("a checkpoint was signed over entries up to this one, which are not there: the log was cut")
FORKED: Final = N_("the checkpoint that was signed over the entries up to this one is of others: the log was forked")
NOT_VALID: Final = N_("a witness's signature of the entries up to this one is not valid")
# Among so many of the newest checkpoints one that a witness has signed is looked for first.
RECENT: Final = 20


class Book(Protocol):
    """The log, as far as it is needed here."""

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        ...

    def checkpoints(self, most: int = 0) -> Sequence[str]:
        """All signed checkpoints, or so many of the newest, the smallest tree first."""
        ...

    def entry(self, number: int) -> Entry | None:
        """One entry."""
        ...

    def size(self) -> int:
        """How many entries there are."""
        ...


class Sight(NamedTuple):
    """What was seen: so many entries, by these witnesses, the last of them at this instant."""

    size: int = 0
    witnesses: tuple[str, ...] = ()
    at: str = ""


NOTHING: Final = Sight()


@dataclass
class Checkpoints:
    """Goes through checkpoints, the smallest tree first; `newest` is what was seen last, by a signature that is valid."""

    versions: Sequence[RoleFile]
    pins: Sequence[int]
    verifier: Verifier
    newest: Sight = field(default=NOTHING, init=False)

    def flaws(self, book: Book, size: int) -> Iterator[Flaw]:
        """Yield what is wrong with each that is kept of a log of so many entries."""
        for kept in book.checkpoints():
            try:
                note = SignedNote.read(kept)
                given = Checkpoint.read(note.text)
            except ValueError:
                yield Flaw(0, UNREADABLE)
                continue
            yield from self._flaws(book, size, note, given)

    def _flaws(self, book: Book, size: int, note: SignedNote, given: Checkpoint) -> Iterator[Flaw]:
        known = self._known(given.size)
        if not any(opened(note, one.log.origin, one.log.keys, self.verifier) for one in known):
            yield Flaw(given.size, UNSIGNED)
            return
        if given.size > size:
            yield Flaw(given.size, CUT)
        elif _root(book, given.size) != given.root:
            yield Flaw(given.size, FORKED)
        seen, broken = _seen(note, given.size, known, self.verifier)
        if broken:
            yield Flaw(given.size, NOT_VALID)
        if seen.witnesses and given.size <= size:
            self.newest = seen

    def _known(self, size: int) -> Sequence[RoleFile]:
        """The role files that count for a tree of that size: the one in force then, and those after it.

        What was signed stays signed when a key is replaced; with the old key nothing new can be signed.
        """
        return self.versions[max(0, sum(pin <= size for pin in self.pins) - 1) :]


class Tail(NamedTuple):
    """What no witness has seen: so many of the newest entries, and for how many seconds; and what was seen."""

    entries: int
    seconds: int
    sight: Sight
    training: bool
    missing: tuple[str, ...] = ()
    """The witnesses of the role file who have not signed what was seen last."""


def tail(book: Book, roles: RoleFile, verifier: Verifier, now: datetime) -> Tail:
    """How much of the log no witness has seen, and how long the oldest of it has stood there."""
    size, sight = book.size(), NOTHING
    for most in (RECENT, 0):
        for kept in reversed(book.checkpoints(most)):
            try:
                note = SignedNote.read(kept)
                sight, _ = _seen(note, Checkpoint.read(note.text).size, (roles,), verifier)
            except ValueError:
                continue
            if sight.witnesses:
                break
        if sight.witnesses:
            break
    unseen = max(0, size - sight.size)
    oldest = book.entry(sight.size + 1) if unseen else None
    age = int((now - parse(oldest.at)).total_seconds()) if oldest and oldest.at else 0
    missing = tuple(one.name for one in roles.witnesses if one.name not in sight.witnesses)
    return Tail(unseen, max(0, age), sight, roles.training, missing)


def _seen(note: SignedNote, size: int, known: Sequence[RoleFile], verifier: Verifier) -> tuple[Sight, bool]:
    """Who has signed a checkpoint, and whether a signature in a witness's name is not valid."""
    times: dict[str, int] = {}
    broken = False
    for witness in {one: None for roles in known for one in roles.witnesses}:
        seconds = cosigned(note, witness.name, witness.key, verifier)
        if seconds is not None:
            times[witness.name] = seconds
        elif any(True for _ in note.by(witness.name, witness.key, COSIGNATURE)):
            broken = True
    at = text(datetime.fromtimestamp(min(max(times.values()), 1 << 37), UTC)) if times else ""
    return (Sight(size, tuple(times), at) if times else NOTHING), broken


def _root(book: Book, size: int) -> bytes:
    try:
        return book.root(size)
    except ZhengyunError:
        # The tree is broken there, which is told already.
        return b""
