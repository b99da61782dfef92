"""A command line that is no more than lines in sections: what a device does with what it is told, where everything is refused that real ones refuse.

It takes a line back by the words that the platform's grammar says, holds one value of what is one setting, and never two entries by one number.
"""

from collections.abc import Iterable

from network.rendering.blocks import Block, Blocks
from network.rendering.grammar import Grammar, Path

Tree = dict[str, "Tree"]


class Refused(Exception):
    """A line that the device does not take."""


class Lines:
    """A device with its running configuration. `seen` is called after each line."""

    def __init__(self, running: Blocks, grammar: Grammar) -> None:
        self._grammar = grammar
        self._top: Tree = {}
        self._at: Path = ()
        _fill(self._top, running)

    def take(self, lines: Iterable[str]) -> Blocks:
        """Take lines one by one, and tell what runs then."""
        for line in lines:
            self.step(line)
        if self._at:
            raise Refused(f"left in {self._at}")
        return self.running()

    def running(self) -> Blocks:
        """What runs."""
        return _blocks(self._top)

    def step(self, line: str) -> None:
        """Take one line."""
        if line == self._grammar.leave:
            if not self._at:
                raise Refused("left at the top")
            self._at = self._at[:-1]
            return
        here = self._here()
        taken = [one for one in here if self._grammar.undo((*self._at, one)) == line]
        path = (*self._at, line)
        if taken:
            if self._grammar.word((*self._at, taken[0])).stays:
                raise Refused(f"it cannot be taken back: {taken[0]}")
            del here[taken[0]]
        elif self._grammar.word(path).section:
            here.setdefault(line, {})
            self._at = path
        else:
            self._set(here, path)

    def _set(self, here: Tree, path: Path) -> None:
        line = path[-1]
        if line.startswith(f"{self._grammar.negation} ") and not self._known(path):
            raise Refused(f"nothing to take back: {line}")
        word, undo = self._grammar.word(path), self._grammar.undo(path)
        others = [one for one in here if one != line and self._grammar.undo((*self._at, one)) == undo]
        if others and not word.replaces:
            raise Refused(f"there is one already: {others[0]} / {line}")
        for one in others:
            del here[one]
        here[line] = {}

    def _known(self, path: Path) -> bool:
        """Whether a line that begins with the negation is a setting of its own."""
        return self._grammar.undo(path) != f"{self._grammar.negation} {path[-1]}" and any(
            one in path[-1]
            for one in ("ebgp-requires-policy", "default ipv4-unicast", "portswitch", "switchport", "trunk")
        )

    def _here(self) -> Tree:
        found = self._top
        for one in self._at:
            found = found[one]
        return found


def _fill(into: Tree, blocks: Blocks) -> None:
    for one in blocks:
        _fill(into.setdefault(one.line, {}), one.lines)


def _blocks(known: Tree) -> Blocks:
    return tuple(Block(line, _blocks(lines)) for line, lines in known.items())
