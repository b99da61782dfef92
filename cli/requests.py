"""Change requests as people and scripts read them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import click

from cli import openings
from cli.claim import alive
from cli.output import short
from cli.text import _, listed
from zhengyun.change import ChangeRequest, Decision, State
from zhengyun.errors import N_
from zhengyun.permit import Permit
from zhengyun.subject import PLAN

STATES: Final = {
    State.SUBMITTED: (N_("submitted"), "yellow"),
    State.APPROVED: (N_("approved"), "green"),
    State.APPLYING: (N_("being applied"), "cyan"),
    State.INTERRUPTED: (N_("interrupted"), "yellow"),
    State.APPLIED: (N_("applied"), "green"),
    State.FAILED: (N_("failed"), "red"),
    State.REJECTED: (N_("rejected"), "red"),
    State.CANCELLED: (N_("cancelled"), "white"),
    State.EXPIRED: (N_("expired"), "white"),
}

SUBJECTS: Final = {"grant": N_("grant"), "standing": N_("standing permit")}


def state(request: ChangeRequest, now: datetime) -> str:
    """The request's state, coloured."""
    word, colour = STATES[request.state(now)]
    return click.style(_(word), fg=colour)


def about(request: ChangeRequest) -> str:
    """What it is about, in few words: a plan's actions by verb, or what else people can agree to."""
    if request.permit.subject != PLAN:
        return _(SUBJECTS[request.permit.subject])
    return " ".join(f"{_(verb)} {number}" for verb, number in request.summary.items() if number)


def alarm(request: ChangeRequest) -> str:
    """That the glass was broken, in red; nothing where it was not."""
    reason = request.permit.emergency
    return click.style(_("BREAK-GLASS: {reason}").format(reason=reason), fg="red", bold=True) if reason else ""


def document(request: ChangeRequest, now: datetime) -> Mapping[str, object]:
    """A request as JSON data."""
    return {
        "request": request.id,
        "state": request.state(now),
        "submitted": request.submitted,
        "totals": request.summary,
        "not_before": request.permit.not_before,
        "window": request.permit.window,
        "agreed": request.permit.agreed,
        "waits_for": request.permit.waits if request.state(now) is State.SUBMITTED else (),
        "permit": request.permit.document(),
        "reviews": [review._asdict() | {"approval": None} for review in request.reviews],
        "claim": request.claim._asdict() if request.claim else None,
    }


def progress(permit: Permit) -> str:
    """How far the chain has come."""
    waits = _("waits for: {roles}").format(roles=listed(map(_, permit.waits)))
    if not permit.agreed:
        return waits
    return _("agreed: {roles}; {waits}").format(roles=listed(map(_, permit.agreed)), waits=waits)


def lines(request: ChangeRequest, now: datetime) -> Iterator[str]:
    """A request in some lines."""
    permit = request.permit
    yield f"{click.style(request.id, bold=True)} · {state(request, now)}"
    if alarm(request):
        yield "  " + alarm(request)
    if permit.reason:
        yield "  " + permit.reason
    # What came as a file says by whom, not when.
    at = _("asked by {person} at {at}, open until {not_after}")
    yield "  " + (at if request.submitted != "-" else _("asked by {person}, open until {not_after}")).format(
        person=permit.asker, at=request.submitted, not_after=permit.not_after
    )
    times = listed(openings.told(permit))
    if times:
        yield "  " + _("to be carried out {times}").format(times=times)
    roles = listed(map(_, permit.chain)) or _("nobody, within a standing permit")
    if permit.subject == PLAN:
        text = _("plan {plan} from commit {commit}; takes: {roles}")
        yield "  " + text.format(plan=short(permit.plan), commit=short(permit.commit), roles=roles)
    else:
        yield "  " + _("{what}; takes: {roles}").format(what=about(request), roles=roles)
    if permit.under:
        yield "  " + _("asked under {under}").format(under=permit.under)
    if request.state(now) is State.SUBMITTED:
        yield "  " + progress(permit)
    for review in request.reviews:
        said = _("agreed") if review.decision is Decision.YES else _("refused")
        reason = f": {review.reason}" if review.reason else ""
        yield f"  {review.reviewer} {said} {review.at}{reason}"
    if request.claim:
        yield "  " + _("applied by process {process} on {host} since {at}").format(**request.claim._asdict())
        if request.state(now) is State.APPLYING and not alive(request.claim):
            yield "  " + _("that process is gone; go on with: zhengyun change apply {request} --resume").format(
                request=request.id
            )
