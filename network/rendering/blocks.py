"""A configuration as blocks: lines that stand below lines, as devices show them by indentation.

The order of sections says nothing: devices show them in one of their own. Where an order counts, entries have numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from network.rendering.grammar import Grammar, Path

STEP: Final = " "


@dataclass(frozen=True, slots=True)
class Block:
    """A line, and those that stand below it."""

    line: str
    lines: tuple["Block", ...] = ()


Blocks = tuple[Block, ...]


def parse(text: str, grammar: Grammar) -> Blocks:
    """What a device shows or is to be told, as blocks: no comments, no words between sections, one block a section; entries of a list
    that are shown without their numbers have those which the device gives them."""
    return _joined(_below(list(_lines(text, grammar)), (), grammar), (), grammar)


def text(blocks: Sequence[Block], depth: int = 0) -> str:
    """Blocks as a device takes them from a file, one space a level."""
    return "".join(f"{STEP * depth}{one.line}\n{text(one.lines, depth + 1)}" for one in blocks)


def _lines(given: str, grammar: Grammar) -> Iterator[tuple[int, str]]:
    """Each line of it with its indentation; texts of many lines, which may look like anything, are left out."""
    until = ""
    for line in given.replace("\r", "").splitlines():
        if until:
            until = "" if until in line else until
            continue
        until = grammar.opens(line)
        bare = line.strip()
        if bare and not until and not grammar.idle(bare):
            yield len(line) - len(line.lstrip()), bare


def _below(lines: Sequence[tuple[int, str]], path: Path, grammar: Grammar) -> Blocks:
    """The blocks of these lines: what is indented further than the line before it stands below that."""
    found, at = [], 0
    while at < len(lines):
        own, line = lines[at]
        after = next((n for n in range(at + 1, len(lines)) if lines[n][0] <= own), len(lines))
        found.append(Block(line, _below(lines[at + 1 : after], (*path, line), grammar)))
        at = after
    return tuple(found)


def _joined(blocks: Sequence[Block], path: Path, grammar: Grammar) -> Blocks:
    """Sections that are shown in parts become one; lines that are told twice, one."""
    known: dict[str, list[Block]] = {}
    for number, one in enumerate(blocks, 1):
        for line in grammar.each(grammar.plain(path, one.line, number)):
            known.setdefault(line, []).extend(one.lines)
    return tuple(Block(line, _joined(lines, (*path, line), grammar)) for line, lines in known.items())


def same(one: Sequence[Block], other: Sequence[Block]) -> bool:
    """Whether two configurations mean the same, in whatever order their sections are shown."""
    return _key(one) == _key(other)


def _key(blocks: Sequence[Block]) -> object:
    return frozenset((one.line, _key(one.lines)) for one in blocks)


def ranked(blocks: Sequence[Block], grammar: Grammar) -> Blocks:
    """The same in one order for all that mean the same: what others name comes first, entries of lists by their numbers, and what
    lets a neighbour begin after all that bounds him."""
    order = sorted(blocks, key=lambda one: (grammar.rank((one.line,)), grammar.opens_up(one.line), _natural(one.line)))
    return tuple(Block(one.line, ranked(one.lines, grammar)) for one in order)


def _natural(line: str) -> list[tuple[int, str]]:
    return [(int(one), "") if one.isdigit() else (-1, one) for one in line.split()]
