"""What a platform's command line is like, as data: how a line is taken back, what replaces what, which lines are ours, what comes first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

Path = tuple[str, ...]
"""A line with all that it stands below, outermost first."""
BELOW, BREAK = " > ", "\n"
"""Between the lines of a path: as patterns are written, and as they are held against it, so that no `.` goes beyond its line."""
STEP: Final = 10
MANY: Final = 20_000
"""So many lines are known again; a platform has no more kinds of them than that."""
PORTS: Final = re.compile(r"\b(eq|neq|range \S+) \S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A kind of line. `pattern` is held against its whole path; `undo` is what takes it back, with the pattern's groups (left out: the platform's
    negation before the line itself). Two lines of one section that are taken back by the same words are one setting: the device
    keeps the later one where it `replaces`, and refuses it otherwise. `late`: it is taken back after everything new is there, since
    others lean on it. `stays`: a section that the device always has; what is in it can be taken back, itself cannot. `section`: it is entered."""

    pattern: str
    undo: str = ""
    replaces: bool = False
    late: bool = False
    stays: bool = False
    section: bool = False


NOTHING: Final = Word("")


@dataclass(frozen=True, slots=True)
class Grammar:
    """A platform.

    `idles` are lines that configure nothing; `texts` begin a text of many lines, whose first group is what ends it. `owned` are the paths that the
    estate alone decides on, with all below them; `order` are sections in the order in which they are told. `lists` are sections whose
    entries have numbers, each with the word before a number: where a device does not show them, they are in steps of ten. `ports` are names
    that a device shows in place of a port's number, `vlans` lines that make several VLANs, whose first group is their numbers. After lines of
    `opening` something is told to neighbours.
    """

    negation: str
    leave: str
    words: tuple[Word, ...]
    owned: tuple[str, ...]
    order: tuple[str, ...]
    idles: tuple[str, ...]
    texts: tuple[str, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    vlans: str = ""
    opening: str = r".* (activate|enable)|redistribute static.*|import-route static.*|network .*"
    _known: dict[Path, Word] = field(default_factory=dict, compare=False, repr=False)

    def idle(self, line: str) -> bool:
        """Whether a line, without its indentation, says nothing."""
        return _any(self.idles).fullmatch(line) is not None

    def opens(self, line: str) -> str:
        """What ends the text of many lines that begins here; empty where none does."""
        for one in self.texts:
            hit = _held(one).match(line)
            if hit and hit[1] not in line[hit.end() :]:
                return hit[1]
        return ""

    def plain(self, path: Path, line: str, place: int) -> str:
        """A line as it is told: ports by their numbers, and an entry of a list with the number that it has by its place where none is shown."""
        if self.ports and path and (" eq " in line or " range " in line or " neq " in line):
            line = PORTS.sub(lambda hit: " ".join(str(self.ports.get(one, one)) for one in hit[0].split()), line)
        word = next((word for one, word in self.lists if path and _held(one).fullmatch(path[-1])), None)
        if word is None or (line.startswith(word) and line[len(word) : len(word) + 1].isdigit()):
            return line
        return f"{word}{place * STEP} {' '.join(line.split())}"

    def each(self, line: str) -> tuple[str, ...]:
        """The lines that a line comes to: one for each VLAN where it makes several. The first one every switch has."""
        hit = _held(self.vlans).fullmatch(line) if self.vlans and line.startswith("vlan") else None
        return tuple(f"vlan {one}" for one in _counted(hit[1]) if one != 1) if hit else (line,)

    def opens_up(self, line: str) -> bool:
        """Whether something begins to be told by it: what bounds that is told before."""
        return bool(self.opening) and _held(self.opening).fullmatch(line) is not None

    def word(self, path: Path) -> Word:
        """What kind of line it is."""
        if path not in self._known:
            told = BREAK.join(path)
            if len(self._known) > MANY:
                self._known.clear()
            self._known[path] = next((one for one in self.words if _held(one.pattern).fullmatch(told)), NOTHING)
        return self._known[path]

    def undo(self, path: Path) -> str:
        """What takes a line back, said in the section where it stands."""
        word, line = self.word(path), path[-1]
        if word.undo:
            hit = _held(word.pattern).fullmatch(BREAK.join(path))
            return hit.expand(word.undo) if hit else ""
        prefix = f"{self.negation} "
        return line.removeprefix(prefix) if line.startswith(prefix) else prefix + line

    def rank(self, path: Path) -> int:
        """Where a section comes in the order of telling."""
        return next((n for n, one in enumerate(self.order) if _held(one).match(path[0])), len(self.order))

    def is_owned(self, path: Path) -> bool:
        """Whether the estate decides on a line, or on a section that it stands in."""
        return any(_held(one).fullmatch(BREAK.join(upper)) for upper in _uppers(path) for one in self.owned)


def _counted(numbers: str) -> Iterator[int]:
    """Numbers and spans of them: `10 20 to 22`, `10,20-22`."""
    for one in re.sub(r"\s+to\s+", "-", numbers).replace(",", " ").split():
        first, _, last = one.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _uppers(path: Path) -> Iterator[Path]:
    return (path[: n + 1] for n in range(len(path)))


@cache
def _held(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(BELOW, BREAK))


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))
