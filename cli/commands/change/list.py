"""`zhengyun change list`: the requests."""

import click

from cli.audited import reads
from cli.output import emit, table
from cli.requests import about, alarm, document, state
from cli.session import Session, command
from cli.text import _, listed
from cli.waiting import waiting
from cli.wiring import House
from zhengyun.change import State


@command("list", help=_("The requests, the newest first."))
@click.option(
    "--state", "states", multiple=True, type=click.Choice([one.value for one in State]), help=_("Only in this state.")
)
@click.option("--mine", is_flag=True, help=_("Only those that wait for your word now."))
def entry(session: Session, states: tuple[str, ...], mine: bool) -> None:
    """List."""
    house = House(session)
    reads(house, "change list", states=list(states), mine=mine)
    now = house.clock.now()
    wanted = {State(one) for one in states}
    requests = waiting(house) if mine else house.ledger.requests()
    found = [one for one in requests if not wanted or one.state(now) in wanted]
    head = (_("Request"), _("State"), _("Asked by"), _("At"), _("Waits for"), _("Plan"), _("Reason"))
    rows = [
        (
            one.id,
            state(one, now),
            one.permit.asker,
            one.submitted,
            listed(map(_, one.permit.waits)) if one.state(now) is State.SUBMITTED else "",
            about(one),
            alarm(one) or one.permit.reason,
        )
        for one in found
    ]
    shown = table(head, rows) or [_("No requests.")]
    emit(session, "requests/1", {"requests": [document(one, now) for one in found]}, lambda: shown)
