"""What somebody who is asked to agree has to read last, right above the question: what is lost, what is opened, whose, when."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from cli import openings
from cli.host_things import blind
from cli.output import short
from cli.planned import ZONED
from cli.text import _, listed
from zhengyun.change import ChangeRequest
from zhengyun.instant import both, parse
from zhengyun.plan import Plan
from zhengyun.rolefile import RoleFile

# So many things of one sort are named; the plan above names them all.
MOST = 12


def lines(found: ChangeRequest, plan: Plan, roles: RoleFile, now: datetime) -> Iterator[str]:
    """The request in words; what cannot be undone first."""
    permit = found.permit
    yield ""
    title = _("{person} asks: {reason}").format(person=_named(roles, permit.asker), reason=permit.reason or "-")
    yield f"{click.style(found.id, bold=True)} · {title}"
    yield from _lost(plan.effects.loses)
    yield from _opened(plan.effects.opens)
    yield from _blind(blind(plan))
    yield "  " + _touched(plan)
    if permit.emergency:
        yield "  " + click.style(_("EMERGENCY: {reason}").format(reason=permit.emergency), fg="red", bold=True)
    if permit.under:
        yield "  " + _("asked under {under}").format(under=permit.under)
    times = listed(openings.told(permit)) or _("at any time")
    yield "  " + _("to be carried out {times}, until {not_after}").format(
        times=times, not_after=both(parse(permit.not_after))
    )
    yield from _chain(found, roles)
    yield "  " + _("you sign plan {plan}; it is {now} now").format(plan=short(permit.plan), now=both(now))


def _touched(plan: Plan) -> str:
    """Whose it is, or where it stands, and what that is worth."""
    told = plan.effects
    if plan.scope.sites in ZONED:
        text = _("touches: {zones}; the highest level of these zones is {level}")
        return text.format(zones=_few(told.zones) or "-", level=told.level)
    text = _("touches: {tenants}; the highest level of their systems is {level}")
    return text.format(tenants=_few(told.tenants) or "-", level=told.level)


def _lost(loses: Sequence[str]) -> Iterator[str]:
    if not loses:
        yield "  " + _("destroys no data")
        return
    head = _("DESTROYS, and it cannot be undone: {count}").format(count=len(loses))
    yield "  " + click.style(head, fg="red", bold=True)
    for one in loses[:MOST]:
        yield "    " + click.style(one, fg="red")
    yield from _more(loses)


def _opened(opens: Sequence[str]) -> Iterator[str]:
    if not opens:
        yield "  " + _("opens no flow")
        return
    yield "  " + click.style(_("OPENS: {count}").format(count=len(opens)), fg="yellow", bold=True)
    for one in opens[:MOST]:
        yield f"    {one}"
    yield from _more(opens)


def _blind(things: Sequence[str]) -> Iterator[str]:
    """What is agreed to without anybody's knowing what it does."""
    if things:
        text = _("BLIND, nobody can say beforehand what it does: {count}")
        yield "  " + click.style(text.format(count=len(things)), fg="red", bold=True)
        yield from (f"    {one}" for one in things[:MOST])
        yield from _more(things)


def _more(things: Sequence[str]) -> Iterator[str]:
    if len(things) > MOST:
        yield "    " + _("and {count} more, named above").format(count=len(things) - MOST)


def _few(names: Sequence[str]) -> str:
    shown = listed(names[:MOST])
    more = len(names) - MOST
    return shown if more <= 0 else _("{names} and {count} more").format(names=shown, count=more)


def _chain(found: ChangeRequest, roles: RoleFile) -> Iterator[str]:
    """The links, who has agreed, and which one this yes would fill."""
    permit = found.permit
    for number, role in enumerate(permit.chain):
        if number < len(permit.approvals):
            approval = permit.approvals[number]
            said = _("agreed: {person}, {at}").format(person=_named(roles, approval.approver), at=approval.at)
        else:
            said = _("your word") if number == len(permit.approvals) else _("afterwards")
        yield "  " + _("link {number} of {count}, {role}: {said}").format(
            number=number + 1, count=len(permit.chain), role=_(role), said=said
        )


def _named(roles: RoleFile, name: str) -> str:
    person = roles.person(name)
    return f"{name} ({person.title})" if person else name
