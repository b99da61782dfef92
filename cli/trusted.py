"""Things of the trust as people read them in a plan: every field, in the words of pki.yaml."""

from collections.abc import Collection, Iterator
from typing import Final

from cli.text import _
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.estate.trust import TENANT, Trust
from zhengyun.resource import Value

# These are seconds.
SPANS: Final = frozenset({"crl", "due", "delta", "answers", "renew", "longest", "standing_for"})
UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
NOTHING: Final[tuple[Value, ...]] = (None, "", [], False)


def lines(action: Action, verb: Verb) -> Iterator[str]:
    """What a thing is made with, or what of it changes, a line each; nothing is cut off at the edge of the screen."""
    for name, before, after in action.changes if verb is not Verb.DELETE else ():
        if verb is not Verb.CREATE:
            yield f"{name}: {' → '.join(told(name, one) for one in _moved(before, after))}"
        elif after not in NOTHING:
            yield f"{name}: {told(name, after)}"


def _moved(before: Value, after: Value) -> tuple[Value, Value]:
    """Of a field that has parts, those that change."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return before, after
    parts = [part for part in after if before.get(part) != after[part]]
    return {part: before.get(part) for part in parts}, {part: after[part] for part in parts}


def told(name: str, value: Value) -> str:
    """A field's value as the file would have it."""
    if isinstance(value, dict):
        return ", ".join(f"{part} {told(part, one)}" for part, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return _span(value) if name in SPANS else str(value)
    return (value or "-").removeprefix(f"{TENANT}/")


def _span(seconds: int) -> str:
    return next(f"{seconds // size} {unit}" for unit, size in UNITS if seconds % size == 0) if seconds else "0"


def strangers(trust: Trust | None, known: Collection[str]) -> Iterator[str]:
    """Whom pki.yaml names for ceremonies and recovery, and nobody knows: estate and role file are two files."""
    groups = [(one.name, one.ceremony.people) for one in trust.authorities.values()] if trust else []
    for name, people in (*groups, ("recovery", trust.recovery.people if trust else ())):
        unknown = [person for person in people if person not in known]
        if unknown:
            text = _("{name} takes people whom the role file does not know, and who can take no part: {people}")
            yield text.format(name=name, people=", ".join(unknown))
