"""Things of the vault's configuration as people read them in a plan: of a policy the lines that change, of a key all of it."""

import difflib
from collections.abc import Iterable, Iterator
from typing import Final

import click

from cli.text import _
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.resource import Value

# What the address says already, or an identifier that means nothing to a person.
DULL: Final = frozenset({"entrance", "entity", "declared", "mount"})
NOTHING: Final[tuple[Value, ...]] = (None, "", [], {}, False)
AROUND: Final = 2
COLOURS: Final = {"+": "green", "-": "red"}


def lines(action: Action, verb: Verb) -> Iterator[str]:
    """What a thing is made with, or what of it changes, a line each; nothing is cut off at the edge of the screen."""
    if verb is Verb.CREATE:
        yield from _born(action.changes)
    elif verb is not Verb.DELETE:
        yield from changed(action.changes)


def changed(changes: Iterable[Change]) -> Iterator[str]:
    """What of a thing changes."""
    for name, before, after in changes:
        if name == "text":
            yield from moved(str(before or ""), str(after or ""))
        else:
            yield f"{name}: {told(name, before)} → {told(name, after)}"


def _born(changes: Iterable[Change]) -> Iterator[str]:
    for name, _before, after in changes:
        if name == "text":
            yield from moved("", str(after))
        elif name not in DULL and after not in NOTHING:
            yield f"{name}: {told(name, after)}"


def told(name: str, value: Value) -> str:
    """A value as people write it; of a key what lies between its first line and its last."""
    if name == "key":
        return " ".join("".join(one.splitlines()[1:-1]) for one in str(value or "").split("\n-----BEGIN")) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{who} ({identifier})" for who, identifier in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in NOTHING else "-"


def moved(before: str, after: str) -> Iterator[str]:
    """The lines of a text that go and come, with some of those around them."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for line in list(found)[2:]:
        if not line.startswith("@@"):
            yield click.style(line, fg=COLOURS.get(line[:1]))
        else:
            yield "…"
