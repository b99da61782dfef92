"""What devices are to be told, as people read it in a plan: block by block the lines that go and come."""

from collections.abc import Iterator

import click

from cli.vault_things import COLOURS, NOTHING
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.resource import Value


def lines(action: Action, verb: Verb) -> Iterator[str]:
    """What of a device's configuration changes, a line each; nothing is cut off at the edge of the screen."""
    del verb
    for change in action.changes:
        if change.attribute == "text":
            yield from _blocks(str(action.attributes.get("platform", "")), change)
        else:
            yield f"{change.attribute}: {_shown(change.before)} → {_shown(change.after)}"


def _blocks(platform: str, change: Change) -> Iterator[str]:
    from network.rendering.platforms import GRAMMARS, diff

    known = next((one for one in GRAMMARS if one == platform), None)
    if known is None:
        yield f"{change.attribute}: {_shown(change.before)} → {_shown(change.after)}"
        return
    for line in diff(known, str(change.before or ""), str(change.after or ""), managed=False):
        yield click.style(line, fg=COLOURS.get(line[:1]))


def _shown(value: Value) -> str:
    return "-" if value in NOTHING else str(value)
