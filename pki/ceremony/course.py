"""How far a ceremony has come, as its entries in the log say: nothing else is remembered of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pki.ceremony.port import Book
from pki.ceremony.script import SCRIPTS, Script, Step
from zhengyun.canonical import digest
from zhengyun.entry import Entry

STEP: Final = "ceremony.step"
DONE: Final = "ceremony.done"
ABANDONED: Final = "ceremony.abandoned"
# A key is about to be made, its passphrase has been split: what is found there afterwards is this ceremony's.
MAKING: Final = "making"
SHARED: Final = "shared"


@dataclass(frozen=True)
class Course:
    """One ceremony by its entries, in order; the first one begins it."""

    entries: tuple[Entry, ...]

    @property
    def first(self) -> Mapping[str, Any]:
        """What was settled when it began."""
        return self.entries[0].body

    @property
    def id(self) -> str:
        """Its name."""
        return str(self.first["ceremony"])

    @property
    def script(self) -> Script:
        """Its script. Raises: KeyError where it is of another version."""
        return SCRIPTS[str(self.first["script"])]

    @property
    def people(self) -> tuple[str, ...]:
        """Who takes part."""
        return tuple(self.first["people"])

    @property
    def ended(self) -> str:
        """The kind of the entry that has ended it; empty while it is open."""
        return next((one.kind for one in self.entries if one.kind in {DONE, ABANDONED}), "")

    def of(self, word: str) -> list[Entry]:
        """The entries of one step."""
        return [one for one in self.entries if one.body.get("step") == word]

    def body(self, word: str) -> Mapping[str, Any]:
        """What the newest entry of a step tells; nothing where it has not been taken."""
        found = self.of(word)
        return found[-1].body if found else {}

    def signed(self, word: str) -> Mapping[str, Mapping[str, Any]]:
        """What each person has signed at a step."""
        return {str(one.body["person"]): one.body for one in self.of(word)}

    def taken(self, step: Step) -> bool:
        """Whether a step has been taken: by everybody, where everybody acts."""
        if step.word in {"present", "confirm"}:
            return set(self.people) <= set(self.signed(step.word))
        return bool(self.of(step.word))

    def more(self, entry: Entry) -> "Course":
        """The same with one more entry."""
        return Course((*self.entries, entry))

    @property
    def digest(self) -> str:
        """The digest over its entries as the log has them, the one that ends it left out: what a transcript is of."""
        return digest([one.hash for one in self.entries if one.kind == STEP])


def courses(book: Book, authority: str) -> Sequence[Course]:
    """Every ceremony of an authority, the oldest first; without a name those of the key under which keys are kept."""
    found: dict[str, list[Entry]] = {}
    for entry in book.of_kind(STEP, DONE, ABANDONED):
        if entry.body.get("authority") == authority:
            found.setdefault(str(entry.body.get("ceremony")), []).append(entry)
    return [Course(tuple(entries)) for entries in found.values()]


def opened(book: Book, authority: str) -> Course | None:
    """The ceremony of an authority that has not ended."""
    return next((one for one in courses(book, authority) if not one.ended), None)
