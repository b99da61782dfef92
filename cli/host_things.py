"""What is planned on hosts, as people read it: of a file its digests and rights, and in red what nobody can say beforehand."""

from collections.abc import Iterable, Iterator
from typing import Final

import click

from cli.output import short
from cli.text import _
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.plan import Plan
from zhengyun.resource import HOW, Value

BLIND: Final = "host-blind"
# What the address says already, or what stands in every action alike.
DULL: Final = frozenset({HOW, "role", "module"})


def lines(action: Action, verb: Verb) -> Iterator[str]:
    """What is laid or done, a line each."""
    if action.address.kind == BLIND:
        text = _("BLIND: nobody can say beforehand what this does")
        yield click.style(text, fg="red", bold=True)
    elif verb is not Verb.DELETE:
        yield from changed(action.changes)


def changed(changes: Iterable[Change]) -> Iterator[str]:
    """What of a thing changes."""
    for name, before, after in changes:
        if name not in DULL and (before, after) != (None, []):
            yield f"{name}: {_told(name, before)} → {_told(name, after)}"


def _told(name: str, value: Value) -> str:
    if name == "sha256":
        return short(str(value)) if value else "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return str(value) if value not in (None, "", {}) else "-"


def blind(plan: Plan) -> list[str]:
    """What of a plan nobody can say beforehand, as it is called there."""
    return [str(one.address) for one in plan.actions if one.address.kind == BLIND]
