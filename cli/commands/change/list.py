"""`zhengyun change list`: the requests."""

import click

from cli.output import emit, table
from cli.requests import document, state
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import State


@command("list", help=_("The requests, the newest first."))
@click.option(
    "--state", "states", multiple=True, type=click.Choice([one.value for one in State]), help=_("Only in this state.")
)
def entry(session: Session, states: tuple[str, ...]) -> None:
    """List."""
    house = House(session)
    now = house.clock.now()
    wanted = {State(one) for one in states}
    found = [one for one in house.ledger.requests() if not wanted or one.state(now) in wanted]
    head = (_("Request"), _("State"), _("Asked by"), _("At"), _("Plan"), _("Reason"))
    rows = [
        (
            one.id,
            state(one, now),
            one.permit.asker,
            one.submitted,
            " ".join(f"{_(verb)} {number}" for verb, number in one.summary.items() if number),
            one.permit.reason,
        )
        for one in found
    ]
    shown = table(head, rows) or [_("No requests.")]
    emit(session, "requests/1", {"requests": [document(one, now) for one in found]}, lambda: shown)
