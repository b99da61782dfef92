"""Grants and standing permits on the command line: read, told in words, and held against the log."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.files import read
from cli.output import short, table
from cli.text import _, listed
from cli.wiring import House
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import N_
from zhengyun.leave import Leave
from zhengyun.standing import Standing
from zhengyun.subject import PLAN, Subject

if TYPE_CHECKING:
    from governance.precedents import LoggedPrecedents
    from zhengyun.gate import Gate

# A digest in hexadecimal: the executor may not read what a script's user may.
TOLD: Final = re.compile(r"[0-9a-f]{64}")
WAITS: Final = N_("waits for agreement")
IN_FORCE: Final = N_("in force")
NOT_YET: Final = N_("not yet in force")
USED_UP: Final = N_("used up")
OVER: Final = N_("over")
TAKEN_BACK: Final = N_("taken back")
VOID: Final = N_("void: see why with `change show`")
COLOURS: Final = {WAITS: "yellow", IN_FORCE: "green", VOID: "red"}
OTHERS: Final = {State.REJECTED: N_("rejected"), State.CANCELLED: TAKEN_BACK, State.EXPIRED: OVER}


class Held(NamedTuple):
    """A grant or a standing permit, its request, and how it stands: a text of ours."""

    request: ChangeRequest
    leave: Leave
    standing: str

    @property
    def in_force(self) -> bool:
        """Whether it can be used now."""
        return self.standing == IN_FORCE


def precedents_of(house: House, runbook: str = "") -> "LoggedPrecedents":
    """What has been granted and done, as the log tells it; `runbook` is the digest of the file that is being run."""
    from governance.precedents import LoggedPrecedents
    from governance.roles import history

    versions = history(house.role_files, house.book, house.verifier)
    return LoggedPrecedents(house.ledger, house.book, versions, house.verifier, runbook)


def gate_of(house: House, runbook: str = "") -> "Gate":
    """The gate, as whoever asks and whoever carries out holds a permit against it."""
    from governance.rules import rules_of
    from zhengyun.gate import Gate

    precedents = precedents_of(house, runbook)
    roles = house.by_register(precedents.versions[-1])
    return Gate(roles, rules_of(roles), house.verifier, precedents)


def digest_of(runbook: str) -> str:
    """The digest of a runbook's very file, or the one that whoever starts the executor has told him; nothing where none is named.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    if TOLD.fullmatch(runbook):
        return f"sha256:{runbook}"
    return "sha256:" + hashlib.sha256(read(Path(runbook))).hexdigest() if runbook else ""


def held(house: House, kind: str) -> list[Held]:
    """The grants, or the standing permits, the newest first."""
    gate = gate_of(house)
    return [one_of(house, request, gate) for request in house.ledger.requests() if request.permit.subject == kind]


def in_force(house: House) -> list[Held]:
    """The grants and the standing permits that can be used now, the newest first."""
    gate = gate_of(house)
    leaves = [one for one in house.ledger.requests({State.APPROVED}) if one.permit.subject != PLAN]
    return [one for one in (one_of(house, request, gate) for request in leaves) if one.in_force]


def brief(one: Held) -> str:
    """One in a line."""
    subject = one.leave.subject
    text = _("{name}: for {person} and {tenants}, changes left: {left} of {count}, until {ends}")
    return text.format(
        name=one.request.id,
        person=subject.person,
        left=one.leave.left,
        count=subject.count,
        tenants=listed(subject.tenants),
        ends=subject.not_after,
    )


def one_of(house: House, request: ChangeRequest, gate: "Gate | None" = None) -> Held:
    """One of them.

    Raises: ZhengyunError (ZY-GOV-145: it is about a plan; ZY-PERMIT-048: it was altered).
    """
    from governance.granting import refuse_plan

    refuse_plan(request)
    gate, now = gate or gate_of(house), house.clock.now()
    leave = gate.precedents.leave(request.id)
    assert leave  # noqa: S101 - it is about no plan
    return Held(request, leave, _standing(request, leave, gate, now))


def _standing(request: ChangeRequest, leave: Leave, gate: "Gate", now: datetime) -> str:
    state = request.state(now)
    if state is State.SUBMITTED:
        return WAITS
    if leave.ended and state is not State.REJECTED:
        return TAKEN_BACK
    if state is not State.APPROVED:
        return OTHERS.get(state, VOID)
    if any(gate.void(leave, now)):
        return VOID
    if not leave.left:
        return USED_UP
    return IN_FORCE if leave.in_time(now) else NOT_YET


def document(one: Held, now: datetime) -> Mapping[str, object]:
    """One as JSON data."""
    return {
        "name": one.request.id,
        "state": one.request.state(now),
        "in_force": one.in_force,
        "used": one.leave.used,
        "left": one.leave.left,
        "ended": one.leave.ended or None,
        **{name: value for name, value in one.leave.subject.document().items() if name != "format"},
    }


def listing(found: Sequence[Held]) -> list[str]:
    """Several in a table."""
    head = (_("Name"), _("How it stands"), _("Person"), _("Tenants"), _("Used"), _("Until"), _("Reason"))
    rows = [
        (
            one.request.id,
            click.style(_(one.standing), fg=COLOURS.get(one.standing, "white")),
            one.leave.subject.person,
            listed(one.leave.subject.tenants),
            _("{used} of {count}").format(used=len(one.leave.used), count=one.leave.subject.count),
            one.leave.subject.not_after,
            one.leave.subject.reason,
        )
        for one in found
    ]
    return table(head, rows)


def lines(one: Held) -> Iterator[str]:
    """One in words, and how it stands."""
    yield from words(one.leave.subject)
    stands = click.style(_(one.standing), fg=COLOURS.get(one.standing, "white"))
    used = _("used {used} of {count}").format(used=len(one.leave.used), count=one.leave.subject.count)
    yield f"  {stands} · {used}" + (f": {listed(one.leave.used)}" if one.leave.used else "")


def words(subject: Subject) -> Iterator[str]:
    """What is agreed to, in words: who, what, how often, until when."""
    if isinstance(subject, Standing):
        yield from _script(subject)
        return
    text = _("{person} may ask for changes of {tenants}, {count} at most, and for nothing else")
    yield click.style(
        text.format(person=subject.person, count=subject.count, tenants=listed(subject.tenants)), bold=True
    )
    yield "  " + _("what may be done: {verbs}").format(verbs=listed(map(_, subject.verbs)))
    yield "  " + _("at the sites: {sites}").format(sites=listed(subject.sites) or _("all"))
    yield "  " + _("from {begins} until {ends}").format(begins=subject.not_before, ends=subject.not_after)
    yield "  " + _("each of these changes takes its own chain of approval")


def _script(subject: Standing) -> Iterator[str]:
    text = _(
        "the script {name} may carry out changes in the name of {person}, {count} at most, and nobody is asked each time"
    )
    yield click.style(text.format(name=subject.name, count=subject.count, person=subject.person), bold=True)
    limits = subject.limits
    yield "  " + _("the very file: {digest}").format(digest=short(subject.runbook))
    yield "  " + _("each of at most {count} actions, in {tenants}: {verbs}").format(
        count=limits.actions, tenants=listed(limits.tenants), verbs=listed(map(_, limits.verbs))
    )
    if limits.destroys:
        yield "  " + click.style(_("it may destroy data"), fg="red", bold=True)
    if limits.opens:
        yield "  " + click.style(_("it may open flows"), fg="red", bold=True)
    if subject.sites:
        yield "  " + _("at the sites: {sites}").format(sites=listed(subject.sites))
    yield "  " + _("from {begins} until {ends}").format(begins=subject.not_before, ends=subject.not_after)
    if subject.window:
        yield "  " + _("only within {window}").format(window=subject.window)
