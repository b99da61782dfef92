"""A configuration as lines in views, and what becomes of it line by line. Pure.

A line is one of the commands that a platform knows, or it is refused; it takes the place of what is the same setting; it is taken back by the
platform's negation before the words by which that setting is known.
"""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

PARTS: Final[Mapping[str, str]] = {
    "ip": r"(?:\d{1,3}\.){3}\d{1,3}",
    "mask": r"(?:(?:\d{1,3}\.){3}\d{1,3}|\d{1,2})",
    "ip6": r"(?=\S*:)[0-9A-Fa-f:.]+",
    "n": r"\d+",
    "name": r"\S+",
    "rest": r"\S.*",
}


class Word(NamedTuple):
    """A command of a view. In `pattern` `{ip}`, `{mask}`, `{ip6}`, `{n}`, `{name}` and `{rest}` stand for what they say. It `enters` a view; `key` are the
    words by which the setting is known (the pattern's groups filled in), the line itself where there are none. `fixed`: it is always there."""

    view: str
    pattern: str
    enters: str = ""
    key: str = ""
    fixed: bool = False


class RefusedError(Exception):
    """A line that the device does not take; where in it, counted from 0, it stops to understand."""

    def __init__(self, at: int = 0, problem: str = "") -> None:
        super().__init__(at)
        self.at, self.problem = at, problem


@dataclass
class Section:
    """Lines below a line. `view` is what they are read by."""

    view: str = ""
    lines: dict[str, "Section"] = field(default_factory=dict)


@dataclass(frozen=True)
class Language:
    """The commands of a platform. `toggles` may be taken back where they are not there."""

    negation: str
    leave: tuple[str, ...]
    words: tuple[Word, ...]
    toggles: tuple[str, ...] = ()
    step: str = " "

    def word(self, view: str, line: str) -> tuple[Word, "re.Match[str]"] | None:
        """The command that a line is in a view, if it is one."""
        for one in self.words:
            if one.view == view and (hit := _pattern(one.pattern).fullmatch(line)):
                return one, hit
        return None


class Editing:
    """Somebody who is configuring: a configuration, and the view that he is in."""

    def __init__(self, language: Language, top: Section) -> None:
        self._language, self.top = language, top
        self.path: list[str] = []

    @property
    def here(self) -> Section:
        """The view that he is in."""
        found = self.top
        for one in self.path:
            found = found.lines[one]
        return found

    def tell(self, line: str) -> None:
        """Take a line. Raises: RefusedError."""
        line = " ".join(line.split())
        if line in self._language.leave and self.path:
            self.path.pop()
            return
        known = self._language.word(self.here.view, line)
        if known:
            self._set(line, *known)
        elif line.startswith(f"{self._language.negation} "):
            self._take_back(line.removeprefix(f"{self._language.negation} "), len(self._language.negation) + 1)
        elif self.path and (top := self._language.word("", line)) and top[0].enters:
            # As on the devices: a view of the top is entered from any other.
            self.path.clear()
            self.tell(line)
        else:
            raise RefusedError(self._understood(line))

    def _set(self, line: str, word: Word, hit: "re.Match[str]") -> None:
        here = self.here.lines
        if word.enters:
            here.setdefault(line, Section(word.enters))
            self.path.append(line)
            return
        key = hit.expand(word.key) if word.key else ""
        for other in [one for one in here if key and one != line and self._key(one) == key]:
            del here[other]
        here.setdefault(line, Section())

    def _take_back(self, words: str, at: int) -> None:
        here = self.here.lines
        gone = [one for one in here if self._key(one) == words or one == words or one.startswith(f"{words} ")]
        if any(self._fixed(one) for one in gone):
            raise RefusedError(at, "it cannot be deleted")
        if not gone and not words.startswith(self._language.toggles):
            raise RefusedError(at, "it does not exist")
        for one in gone:
            del here[one]

    def _key(self, line: str) -> str:
        known = self._language.word(self.here.view, line)
        return known[1].expand(known[0].key) if known and known[0].key else line

    def _fixed(self, line: str) -> bool:
        known = self._language.word(self.here.view, line)
        return bool(known and known[0].fixed)

    def _understood(self, line: str) -> int:
        """As far as a command of this view begins like this."""
        first = line.split(maxsplit=1)[0]
        heads = {one.pattern.split()[0] for one in self._language.words if one.view == self.here.view}
        return len(first) + 1 if first in heads else 0


def printed(section: Section, language: Language, mark: str, depth: int = 0) -> str:
    """As the device shows it, `mark` between its parts."""
    text = ""
    for line, below in section.lines.items():
        text += f"{language.step * depth}{line}\n" + printed(below, language, "", depth + 1)
        text += f"{mark}\n" if mark and not depth else ""
    return text


def loaded(text: str, language: Language) -> Section:
    """A configuration from its text, one command a line. Raises: RefusedError."""
    editing = Editing(language, Section())
    for line in text.splitlines():
        if not line.strip() or line.strip()[0] in "#!":
            continue
        depth = len(line) - len(line.lstrip())
        del editing.path[depth:]
        editing.tell(line)
    return editing.top


def copied(section: Section) -> Section:
    """The same once more."""
    return deepcopy(section)


@cache
def _pattern(text: str) -> "re.Pattern[str]":
    for name, part in PARTS.items():
        text = text.replace("{" + name + "}", part)
    return re.compile(text)


def words(view: str, *patterns: str | tuple[str, str]) -> Sequence[Word]:
    """Commands of a view that enter none, each with its key where it has one."""
    return tuple(Word(view, one) if isinstance(one, str) else Word(view, one[0], key=one[1]) for one in patterns)
