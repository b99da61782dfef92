"""What may be told to a device at all: lines that are one command each, and of commands that this tool writes or the platform has printed. Pure.

FRR has a parser of its own that can be asked; of the other platforms the words are those of our own renderers, so that a line that nobody there has
written never gets as far as a device.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Final, NamedTuple

from network.port import Candidate
from network.rendering import comware, ios, vrp
from network.rendering.dialect import Dialect
from network.rendering.platforms import GRAMMARS
from zhengyun.errors import N_, Words
from zhengyun.estate.devices import Platform

MOST: Final = 500
# A question mark asks for help in the middle of a line, a tab completes it, and what is below a space is a key of the terminal.
FORBIDDEN: Final = ("?", "\t")
DIALECTS: Final[Mapping[Platform, Dialect]] = {
    "huawei_vrp": vrp.DIALECT,
    "hp_comware": comware.DIALECT,
    "cisco_ios": ios.DIALECT,
}
ADDRESS: Final = r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?=\S*:)[0-9A-Fa-f:.]+)"
NUMBER: Final = r"\d+"
# What stands for a word in braces of a template.
HOLES: Final = {
    "address": ADDRESS,
    "router": ADDRESS,
    "peer": ADDRESS,
    "mask": rf"(?:{ADDRESS}|{NUMBER})",
    "wildcard": ADDRESS,
    "via": r"(?:NULL0|Null0|\S+)",
    "title": r"\S.*",
    "verdict": "(?:permit|deny)",
    "numbers": r"[\d to]+",
    "listed": r"[\d,-]+",
    "area": rf"(?:{ADDRESS}|{NUMBER})",
    "name": r"\S(?:.*\S)?",
    "port": r"\S.*",
    "value": r"\S+",
    "way": r"\w+",
    "body": r"(?:permit|deny) [a-z0-9]+(?: \S+)*",
}
PARTS: Final = re.compile(r"(\{\w*\})")


class Fault(NamedTuple):
    """A line, counted from 1, and what is wrong with it."""

    line: int
    problem: Words


def misunderstood(candidate: Candidate) -> Fault | None:
    """The first line that cannot be told, if there is one."""
    printed = {line.strip() for line in candidate.printed}
    for number, line in enumerate(candidate.lines, 1):
        problem = _problem(line)
        if not problem and candidate.platform in DIALECTS and line.strip() not in printed:
            problem = _unknown(candidate.platform, line.strip())
        if problem:
            return Fault(number, problem)
    return None


def _problem(line: str) -> Words | None:
    if not line.strip():
        return Words(N_("the line is empty"))
    if len(line) > MOST:
        return Words(N_("it is longer than {most} characters"), {"most": MOST})
    if any(one in line for one in FORBIDDEN) or not line.isprintable():
        return Words(N_("it holds a character that a terminal takes for a key"))
    return None


def _unknown(platform: Platform, line: str) -> Words | None:
    """Taking something back needs no more than the beginning of what was said."""
    grammar, known = GRAMMARS[platform], _known(platform)
    if line == grammar.leave or any(one.fullmatch(line) for one in known):
        return None
    head, _, rest = line.partition(" ")
    first = rest.split(" ")[0]
    if head == grammar.negation and (first in _heads(platform) or rest.isdigit()):
        return None
    return Words(N_("it is no command that this tool writes for {platform}"), {"platform": platform})


@cache
def _known(platform: Platform) -> tuple[re.Pattern[str], ...]:
    own = [re.compile(_pattern(one)) for one in _templates(platform)]
    return (*own, re.compile(r"interface \S+(?: \S+)?"))


@cache
def _heads(platform: Platform) -> frozenset[str]:
    """The first words of all commands."""
    words = (one.removeprefix("undo ").removeprefix("no ").split(" ")[0] for one in _templates(platform))
    return frozenset((*words, "interface"))


def _templates(platform: Platform) -> Iterator[str]:
    dialect = DIALECTS[platform]
    for one in fields(dialect):
        if one.name not in {"filter", "virtual", "nowhere", "least", "most"}:
            yield from _texts(getattr(dialect, one.name))
    yield from _texts((dialect.filter.head, dialect.filter.apply, dialect.filter.entry))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


def _pattern(template: str) -> str:
    """A template as a pattern; lengths of a prefix list may follow its entry."""
    parts = (HOLES.get(one[1:-1], NUMBER) if PARTS.fullmatch(one) else re.escape(one) for one in PARTS.split(template))
    return "".join(parts) + (rf"(?: (?:greater-equal|less-equal|ge|le) {NUMBER})*" if "{verdict}" in template else "")
