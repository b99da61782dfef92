"""What is planned on hosts, as people read it: each change once with all hosts that it is for, and in red what nobody can say beforehand."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import click

from cli.output import short
from cli.text import _
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.plan import Plan
from zhengyun.resource import HOW, Value

FILE: Final = "host-file"
BLIND: Final = "host-blind"
# What the address says already, or what stands in every action alike.
DULL: Final = frozenset({HOW, "role", "module"})
DIGESTS: Final = ("sha256", "state")
WIDEST: Final = 100
# Of a new file only what is usual for none of them is worth a line.
USUAL: Final[Mapping[str, Value]] = {"mode": "0644", "owner": "root", "group": "root", "secrets": None}

Place = tuple[str, str]


def lines(actions: Iterable[Action], sign: Callable[[Verb], str]) -> Iterator[str]:
    """The actions by role and by what is done; hosts on which it is done stand together."""
    for role, ours in groupby(sorted(actions, key=_key), key=lambda one: _place(one)[0]):
        yield f"  {click.style(role, bold=True)}"
        for _alike, same in groupby(ours, key=_kind_of_change):
            yield from _told(list(same), sign)


def _place(action: Action) -> Place:
    """The role, and what of it: a file's path, or a task."""
    _tenant, _host, role, *rest = action.address.path.split("/", 3)
    path = "".join(rest)
    return role, f"/{path}" if action.address.kind == FILE else path


def _kind_of_change(action: Action) -> tuple[Place, str, str, str]:
    return _place(action), action.address.kind, action.verb, repr(_split(action)[1])


def _key(action: Action) -> tuple[str, bool, tuple[Place, str, str, str], str]:
    # A role's files come before what it does with them.
    return _place(action)[0], action.address.kind != FILE, _kind_of_change(action), action.address.path


def _split(action: Action) -> tuple[list[Change], list[Change]]:
    """What of a change is a text's own digest, and what else there is of it that is worth a line."""
    told = [one for one in action.changes if one.attribute not in DULL and (one.before, one.after) != (None, [])]
    if action.verb is Verb.CREATE:
        told = [one for one in told if not _is_usual(one)]
    digests = [one for one in told if one.attribute in DIGESTS]
    return digests, [one for one in told if one.attribute not in DIGESTS]


def _told(same: Sequence[Action], sign: Callable[[Verb], str]) -> Iterator[str]:
    """One change, and where it is made: a text that is another on each host has its digest beside the host."""
    first = same[0]
    what = _place(first)[1]
    texts = [" ".join(changed(_split(one)[0])) if one.address.kind == FILE else "" for one in same]
    one_text = len({*texts}) == 1
    told = [*([texts[0]] if one_text and texts[0] else []), *changed(_split(first)[1])]
    tail = f"  {click.style(' · '.join(told), dim=True)}" if told else ""
    yield f"    {sign(first.verb)} {what or _('all of the role')}{tail}"
    if first.address.kind == BLIND:
        text = _("BLIND: nobody can say beforehand what this does")
        yield "        " + click.style(text, fg="red", bold=True)
    by_text: dict[str, list[str]] = {}
    for one, text in zip(same, texts, strict=True):
        by_text.setdefault(text, []).append(one.address.path.split("/")[1])
    for text, hosts in by_text.items():
        head = _("hosts ({count}):").format(count=len(hosts)) if one_text else f"{text}:"
        yield from _filled(head, hosts)


def _filled(head: str, words: Sequence[str]) -> Iterator[str]:
    text = textwrap.fill(
        f"{head} {', '.join(words)}", WIDEST, initial_indent=" " * 8, subsequent_indent=" " * 10, break_on_hyphens=False
    )
    yield from (click.style(line, dim=True) for line in text.splitlines())


def _is_usual(change: Change) -> bool:
    return change.attribute in USUAL and change.after == USUAL[change.attribute]


def changed(changes: Iterable[Change]) -> Iterator[str]:
    """What of a thing changes, or what a new one has; of a file's text its digest."""
    for name, before, after in changes:
        what = "" if name == "sha256" else f"{name} "
        yield what + (_value(name, after) if before is None else f"{_value(name, before)} → {_value(name, after)}")


def _value(name: str, value: Value) -> str:
    if name in DIGESTS:
        return short(str(value).removeprefix("sha256:")) if value else "-"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    return str(value) if value not in (None, "", {}) else "-"


def blind(plan: Plan) -> list[str]:
    """What of a plan nobody can say beforehand, as it is called there."""
    return [str(one.address) for one in plan.actions if one.address.kind == BLIND]
