"""From one configuration to another: what becomes of what runs, how the two differ, and the commands that lead there.

Commands go in three rounds: what is no longer wanted is taken back; what is new is told, what others name before them; and last what others leaned
on is taken back, so that no list that a port refers to is ever empty and no way is taken before there is another.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from network.rendering.blocks import STEP, Block, Blocks, ranked
from network.rendering.grammar import Grammar, Path

FIRST, THEN, LAST = range(3)
KEPT, GONE, NEW = " ", "-", "+"


class Step(NamedTuple):
    """What is said within a section, and in which round; nothing where the section has but to be there."""

    round: int
    place: int
    path: Path
    said: tuple[str, ...]


def candidate(running: Sequence[Block], wanted: Sequence[Block], grammar: Grammar, spared: str = "") -> Blocks:
    """What a device that runs this is to run: what the estate decides on as it is wanted, all else as it stands.

    A section where `spared` is a word (the address at which we reach the device) stays whole unless it is wanted itself.
    """
    named = {one.line for one in wanted}
    left = [one if _spared(one, spared) and one.line not in named else _left(one, (), grammar) for one in running]
    return _merged([one for one in left if one], wanted)


def owned(blocks: Sequence[Block], grammar: Grammar, spared: str = "") -> Blocks:
    """Of a configuration what the estate decides on."""
    chosen = (_owned(one, (), grammar) for one in blocks if not _spared(one, spared))
    return tuple(one for one in chosen if one)


def _owned(block: Block, path: Path, grammar: Grammar) -> Block | None:
    own = (*path, block.line)
    if grammar.is_owned(own):
        return block
    lines = tuple(one for one in (_owned(each, own, grammar) for each in block.lines) if one)
    return Block(block.line, lines) if lines else None


def _spared(block: Block, word: str) -> bool:
    return bool(word) and any(word in one.line.replace("/", " ").split() for one in block.lines)


def _left(block: Block, path: Path, grammar: Grammar) -> Block | None:
    """What is left of a block once all that the estate decides on is gone; a section that stays is never gone."""
    own = (*path, block.line)
    if grammar.is_owned(own):
        return None
    lines = tuple(one for one in (_left(each, own, grammar) for each in block.lines) if one)
    return None if block.lines and not lines else Block(block.line, lines)


def _merged(running: Sequence[Block], wanted: Sequence[Block]) -> Blocks:
    below = {one.line: one.lines for one in running}
    for one in wanted:
        below[one.line] = _merged(below.get(one.line, ()), one.lines)
    return tuple(Block(line, lines) for line, lines in below.items())


def diff(before: Sequence[Block], after: Sequence[Block], grammar: Grammar) -> tuple[str, ...]:
    """How two configurations differ, block by block: each line marked ` `, `-` or `+`; nothing where they mean the same."""
    return tuple(_diff(ranked(before, grammar), ranked(after, grammar), 0, grammar))


def _diff(before: Sequence[Block], after: Sequence[Block], depth: int, grammar: Grammar) -> Iterator[str]:
    was, will = ({one.line: one.lines for one in blocks} for blocks in (before, after))
    for one in before:
        if one.line not in will:
            yield from _whole(GONE, one, depth)
        else:
            below = list(_diff(one.lines, will[one.line], depth + 1, grammar))
            if below:
                yield from (f"{KEPT}{STEP * depth}{one.line}", *below)
    for one in after:
        if one.line not in was:
            yield from _whole(NEW, one, depth)


def _whole(mark: str, block: Block, depth: int) -> Iterator[str]:
    yield f"{mark}{STEP * depth}{block.line}"
    for one in block.lines:
        yield from _whole(mark, one, depth + 1)


def commands(before: Sequence[Block], after: Sequence[Block], grammar: Grammar) -> tuple[str, ...]:
    """The lines that are said to a device, in its configuration mode, to lead it from one configuration to another."""
    found = _steps(ranked(before, grammar), ranked(after, grammar), (), grammar)
    steps = sorted(found, key=lambda one: (one.round, one.place))
    return tuple(_said(steps, grammar))


def _steps(before: Sequence[Block], after: Sequence[Block], path: Path, grammar: Grammar) -> Iterator[Step]:
    was, will = ({one.line: one.lines for one in blocks} for blocks in (before, after))
    fresh = {grammar.undo((*path, line)): line for line in will if line not in was}
    swapped = set()
    for line, lines in was.items():
        own = (*path, line)
        if line in will:
            yield from _steps(lines, will[line], own, grammar)
        elif grammar.word(own).stays:
            yield from _steps(lines, (), own, grammar)
        elif grammar.undo(own) in fresh:
            other = fresh[grammar.undo(own)]
            swapped.add(other)
            yield _swapped(own, (*path, other), grammar)
        else:
            yield _gone(own, grammar)
    for line, lines in will.items():
        if line not in was and line not in swapped:
            yield from _new((*path, line), lines, grammar)


def _swapped(old: Path, new: Path, grammar: Grammar) -> Step:
    """Another value of one setting: told over it, or in its place at once. Entries that are new have been told by then."""
    said = (new[-1],) if grammar.word(new).replaces else (grammar.undo(old), new[-1])
    return Step(THEN, 2 * grammar.rank(new) + 1, old[:-1], said)


def _gone(own: Path, grammar: Grammar) -> Step:
    late = grammar.word(own).late
    return Step(LAST if late else FIRST, -grammar.rank(own), own[:-1], (grammar.undo(own),))


def _new(own: Path, lines: Sequence[Block], grammar: Grammar) -> Iterator[Step]:
    place = 2 * grammar.rank(own)
    if not lines and not grammar.word(own).section:
        yield Step(THEN, place, own[:-1], (own[-1],))
        return
    yield Step(THEN, place, own, ())
    for one in lines:
        yield from _new((*own, one.line), one.lines, grammar)


def _said(steps: Sequence[Step], grammar: Grammar) -> Iterator[str]:
    """The steps with the lines that enter and leave sections."""
    at: Path = ()
    for step in (*steps, Step(LAST, 0, (), ())):
        shared = _shared(at, step.path)
        yield from (grammar.leave for _ in at[shared:])
        yield from step.path[shared:]
        yield from step.said
        at = step.path


def _shared(one: Path, other: Path) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
