"""Verifying the log: its tree, its witnesses' signatures, and that it begins with the role file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from governance.clock import is_set_right
from governance.holds import Known, void
from governance.retention import unsaid
from governance.roles import KIND
from governance.sight import Checkpoints, Sight
from zhengyun.canonical import digest_of
from zhengyun.entry import Cosignature, Entry, Flaw, cosigned_bytes
from zhengyun.errors import N_, ZhengyunError
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey, Verifier
from zhengyun.soundness import Span, Walk

NO_BEGINNING: Final = N_("the log does not begin with a role file")
NO_ROLES: Final = N_("the role file is not the one that the log pins: no witness can be checked")
NOT_THERE: Final = N_("a witness has signed an entry that is not there")
ANOTHER: Final = N_("a witness has signed another entry of this number")
BACKWARDS: Final = N_("its time lies before that of the entry before it, and no auditor has said why")
NOT_VALID: Final = N_("the witness's signature is not valid")
CARRIED: Final = N_("the log from before the tree does not end as it did when it was carried over")


class Book(Protocol):
    """The log, as far as it is needed here."""

    def walk(self) -> Walk:
        """Go through all of it."""
        ...

    def entry(self, number: int) -> Entry | None:
        """One entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        ...

    def size(self) -> int:
        """How many entries there are."""
        ...

    def checkpoints(self, most: int = 0) -> Sequence[str]:
        """All signed checkpoints, or so many of the newest, the smallest tree first."""
        ...

    def cosignatures(self) -> Iterable[Cosignature]:
        """What witnesses signed before there was a tree."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `head` is the root of the tree; `seen` is what witnesses have signed of it."""

    entries: int
    head: str
    flaws: tuple[Flaw, ...]
    erased: tuple[Span, ...]
    seen: Sight

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


def verify(book: Book, versions: Sequence[RoleFile], verifier: Verifier) -> Report:
    """Check everything once, from the first entry to the last.

    `versions` is the role file's history, each version held against its pin; empty where it could not be.
    """
    found = book.walk()
    broken = list(found.flaws)
    pins = [entry.number for entry in book.of_kind(KIND)]
    if found.size and pins[:1] != [1]:
        broken.append(Flaw(1, NO_BEGINNING))
    if found.size and not versions:
        broken.append(Flaw(1, NO_ROLES))
    broken += _carried(book)
    broken += _backwards(book, found.backwards, pins, versions, verifier)
    seen = Checkpoints(versions, pins, verifier)
    if versions:
        broken += _before_the_tree(book, pins, versions, verifier)
        broken += seen.flaws(book, found.size)
        broken += unsaid(book, found.erased, pins, versions, verifier)
        broken += void(book, Known(versions, verifier))
    return Report(found.size, _root(book, found.size), tuple(broken), tuple(found.erased), seen.newest)


def _before_the_tree(
    book: Book, pins: Sequence[int], versions: Sequence[RoleFile], verifier: Verifier
) -> Iterator[Flaw]:
    """Yield what is wrong with the signatures of single entries, as witnesses gave them before there was a tree."""
    for cosignature in book.cosignatures():
        entry = book.entry(cosignature.number)
        flaw = _flaw(cosignature, entry, _keys(cosignature.number, pins, versions), verifier)
        if flaw:
            yield flaw


def _root(book: Book, size: int) -> str:
    try:
        return book.root(size).hex()
    except ZhengyunError:
        # It has flaws enough.
        return ""


def _carried(book: Book) -> Iterator[Flaw]:
    """The last entry of the old chain was in nobody's hash: the one that carried it over says what it was."""
    for word in book.of_kind("log.carried"):
        last = book.entry(word.number - 1)
        if last and last.leaf and digest_of(last.leaf) != word.body.get("head"):
            yield Flaw(last.number, CARRIED)


def _backwards(
    book: Book, numbers: Sequence[int], pins: Sequence[int], versions: Sequence[RoleFile], verifier: Verifier
) -> Iterator[Flaw]:
    """Yield where time goes back without an auditor's word."""
    for number in numbers if versions else ():
        roles = versions[max(0, sum(pin <= number for pin in pins) - 1)]
        before, entry = book.entry(number - 1), book.entry(number)
        if not before or not entry or not is_set_right(entry, before, roles, verifier):
            yield Flaw(number, BACKWARDS)


def _keys(number: int, pins: Sequence[int], versions: Sequence[RoleFile]) -> Mapping[str, PublicKey]:
    """The witnesses that count for an entry: those named when it was written, and those named later.

    What a witness signed stays signed when the key is replaced; with the old key nothing new can be signed.
    """
    before = sum(pin <= number for pin in pins)
    return {one.key.id: one.key for version in versions[max(0, before - 1) :] for one in version.witnesses}


def _flaw(
    cosignature: Cosignature, entry: Entry | None, keys: Mapping[str, PublicKey], verifier: Verifier
) -> Flaw | None:
    if entry is None:
        return Flaw(cosignature.number, NOT_THERE)
    # Before the tree a hash was the digest of what is the leaf now.
    if cosignature.hash not in {entry.hash, digest_of(entry.leaf)}:
        return Flaw(cosignature.number, ANOTHER)
    key = keys.get(cosignature.witness)
    signed = cosigned_bytes(cosignature.number, cosignature.hash)
    if key is None or not verifier.verify(key, signed, cosignature.value):
        return Flaw(cosignature.number, NOT_VALID)
    return None
