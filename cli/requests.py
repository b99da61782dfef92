"""Change requests as people and scripts read them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import click

from cli.claim import alive
from cli.output import short
from cli.text import _, listed
from zhengyun.change import ChangeRequest, Decision, State
from zhengyun.errors import N_

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


def state(request: ChangeRequest, now: datetime) -> str:
    """The request's state, coloured."""
    word, colour = STATES[request.state(now)]
    return click.style(_(word), fg=colour)


def document(request: ChangeRequest, now: datetime) -> Mapping[str, object]:
    """A request as JSON data."""
    return {
        "request": request.id,
        "state": request.state(now),
        "submitted": request.submitted,
        "totals": request.summary,
        "permit": request.permit.document(),
        "reviews": [review._asdict() | {"approval": None} for review in request.reviews],
        "claim": request.claim._asdict() if request.claim else None,
    }


def lines(request: ChangeRequest, now: datetime) -> Iterator[str]:
    """A request in some lines."""
    permit = request.permit
    yield f"{click.style(request.id, bold=True)} · {state(request, now)}"
    if permit.reason:
        yield "  " + permit.reason
    yield "  " + _("asked by {person} at {at}, open until {not_after}").format(
        person=permit.asker, at=request.submitted, not_after=permit.not_after
    )
    yield "  " + _("plan {plan} from commit {commit}; takes: {roles}").format(
        plan=short(permit.plan), commit=short(permit.commit), roles=listed(map(_, permit.chain))
    )
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
