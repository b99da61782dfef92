"""`zhengyun change wait`: wait until a request is decided or done."""

import time

import click

from cli import codes
from cli.commands.change.submit import Duration
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError

ENDS = {
    State.APPLIED: Exit.OK,
    State.REJECTED: Exit.REFUSED,
    State.CANCELLED: Exit.REFUSED,
    State.EXPIRED: Exit.REFUSED,
    State.FAILED: Exit.FAILED,
    State.INTERRUPTED: Exit.FAILED,
}


@command("wait", help=_("Wait until a request has been approved, or with --applied until it has been applied."))
@click.argument("request")
@click.option("--timeout", type=Duration(), default="10 min", show_default=True, help=_("How long to wait."))
@click.option("--applied", is_flag=True, help=_("Wait until it has been applied."))
def entry(session: Session, request: str, timeout: int, applied: bool) -> int:
    """Look every half second."""
    house = House(session)
    ends = ENDS if applied else ENDS | {State.APPROVED: Exit.OK}
    deadline = time.monotonic() + timeout
    found = house.ledger.request(request)
    while (state := found.state(house.clock.now())) not in ends:
        if time.monotonic() >= deadline:
            raise ZhengyunError(codes.STILL_WAITING, seconds=timeout, request=request, state=state)
        time.sleep(0.5)
        found = house.ledger.request(request)
    now = house.clock.now()
    emit(session, "request/1", document(found, now), lambda: lines(found, now))
    return ends[state]
