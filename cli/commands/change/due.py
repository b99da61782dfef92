"""`zhengyun change due`: what is approved and may be carried out now."""

from cli import openings
from cli.audited import reads
from cli.output import emit, table
from cli.requests import document, state
from cli.session import Session, command
from cli.text import _, listed
from cli.wiring import House


@command(
    "due",
    help=_(
        "What is approved and may be carried out now, and what was interrupted when its window closed and is open again."
    ),
)
def entry(session: Session) -> None:
    """List, the oldest first."""
    from governance.openings import due

    house = House(session)
    reads(house, "change due")
    now = house.clock.now()
    found = due(house.ledger, now)
    head = (_("Request"), _("State"), _("Asked by"), _("When"), _("Open until"), _("Reason"))
    rows = [
        (
            one.id,
            state(one, now),
            one.permit.asker,
            listed(openings.told(one.permit)) or _("at any time"),
            one.permit.not_after,
            one.permit.reason,
        )
        for one in found
    ]
    shown = table(head, rows) or [_("Nothing is due.")]
    emit(session, "requests/1", {"requests": [document(one, now) for one in found]}, lambda: shown)
