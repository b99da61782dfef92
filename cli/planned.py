"""A plan as people read it: by site and tenant, one line a thing, with what is destroyed and what is opened."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

import click

from cli import device_things, errands, host_things, trusted, vault_things
from cli.output import short
from cli.reverted import left_behind
from cli.text import _, listed
from cli.wide import cut, width
from zhengyun.action import Action, count
from zhengyun.diff import Change, Verb
from zhengyun.errors import N_
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.trust import SITE as TRUST
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.plan import Plan
from zhengyun.resource import Value

SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    Verb.CREATE: ("+", "green"),
    Verb.UPDATE: ("~", "yellow"),
    Verb.RELEASE: ("<", "yellow"),
    Verb.DELETE: ("-", "red"),
    Verb.REPLACE: ("±", "red"),
}
# Attributes that say nothing to a person about a new thing.
DULL: Final = frozenset(
    {
        "marked",
        "enabled",
        "tenant",
        "name",
        "operated",
        "running",
        "public",
        "protected",
        "dhcp",
        "usable",
        "sealed",
        "whole",
    }
)
WORDS: Final = {
    Verb.CREATE: N_("{count} to create"),
    Verb.UPDATE: N_("{count} to change"),
    Verb.REPLACE: N_("{count} to replace"),
    Verb.DELETE: N_("{count} to delete"),
}
# The same where a column has no room for more.
VERBS: Final = (N_("create"), N_("update"), N_("replace"), N_("delete"))
WIDEST: Final = 96
# What is no cloud's is told field by field.
DETAILED: Final = {TRUST: trusted.lines, VAULT: vault_things.lines, DEVICES: device_things.lines}
# What stands in zones, and is nobody's.
ZONED: Final = ((HOSTS,), (DEVICES,))


def lines(plan: Plan) -> Iterator[str]:
    """The plan, and what it comes to."""
    where = _("commit {commit}").format(commit=short(plan.commit)) if plan.commit else _("files that are not committed")
    yield _("Estate {estate}, {where}, sites {sites}").format(
        estate=plan.estate, where=where, sites=listed(plan.scope.sites)
    )
    if plan.scope.errand:
        yield click.style(errands.told(plan.scope.errand), bold=True)
        yield from left_behind(plan.scope.errand)
    replaced = _replaced(plan)
    shown = sorted(plan.actions, key=lambda action: (action.address.site, action.address.tenant))
    for (site, tenant), actions in groupby(shown, key=lambda action: (action.address.site, action.address.tenant)):
        yield click.style(f"{site} · {tenant}", bold=True)
        if site == HOSTS:
            yield from host_things.lines(actions, _sign)
        else:
            for action in actions:
                yield from _action(action, replaced)
    yield summary(plan)
    yield from effects(plan)


def summary(plan: Plan) -> str:
    """The plan in numbers."""
    if not plan.actions:
        return _("Nothing to do.") if plan.scope.errand else _("Nothing to do: the estate is as declared.")
    totals = count(plan.actions)
    return " · ".join(_(WORDS[Verb(verb)]).format(count=number) for verb, number in totals.items() if number)


def effects(plan: Plan) -> Iterator[str]:
    """What the plan does to the estate as a whole."""
    told = plan.effects
    if plan.actions and plan.scope.sites in ZONED:
        text = _("zones touched: {zones} · highest level of these: {level}")
        yield text.format(zones=", ".join(told.zones) or "-", level=told.level)
        yield from (_("opens {flow}").format(flow=one) for one in told.opens)
    elif plan.actions:
        text = _("tenants touched: {tenants} · highest level of their systems: {level} · flows opened: {flows}")
        yield text.format(tenants=len(told.tenants), level=told.level, flows=len(told.opens))
    for lost in told.loses:
        yield click.style(_("destroys {data}").format(data=lost), fg="red", bold=True)


def _sign(verb: Verb) -> str:
    sign, colour = SIGNS[verb]
    return click.style(sign, fg=colour)


def _replaced(plan: Plan) -> set[str]:
    deleted = {str(action.address) for action in plan.actions if action.verb is Verb.DELETE}
    return {str(action.address) for action in plan.actions if action.verb is Verb.CREATE} & deleted


def _action(action: Action, replaced: set[str]) -> Iterator[str]:
    path = str(action.address)
    if path in replaced and action.verb is Verb.DELETE:
        return
    verb = Verb.REPLACE if path in replaced else action.verb
    detailed = DETAILED.get(action.address.site)
    told = _born(action) if verb is Verb.CREATE and not detailed else ""
    yield _cut(f"  {_sign(verb)} {action.address.kind} {action.address.path}", told)
    if detailed:
        yield from ("      " + one for one in detailed(action, verb))
    elif verb in (Verb.UPDATE, Verb.RELEASE):
        for change in action.changes:
            yield "      " + changed(change)
    if action.because and verb is not Verb.CREATE:
        yield "      " + _("because of {cause}").format(cause=action.because)


def _born(action: Action) -> str:
    if action.address.kind in {"rule", "attachment", "key"}:
        return ""
    told = [
        f"{change.attribute} {shown(change.after)}"
        for change in action.changes
        if change.attribute not in DULL and change.after not in (None, "", [], False)
    ]
    return ", ".join(told)


def _cut(head: str, tail: str) -> str:
    room = WIDEST - width(head)
    if room > 10:
        tail = cut(tail, room)
    return f"{head}  {click.style(tail, dim=True)}" if tail else head


def shown(value: Value) -> str:
    """A value as people write it."""
    if value is None or value == []:
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {shown(one)}" for name, one in value.items() if one is not None)
    return str(value)


def changed(change: Change) -> str:
    """One changed attribute."""
    return f"{change.attribute}: {shown(change.before)} → {shown(change.after)}"
