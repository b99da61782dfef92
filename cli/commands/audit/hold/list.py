"""`zhengyun audit hold list`: the holds in force."""

from cli.audited import known_if_whole, reads
from cli.output import emit, table
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("list", help=_("The holds in force, and which of them somebody has proposed to lift."))
def entry(session: Session) -> None:
    """List."""
    from governance.holds import in_force

    house = House(session)
    reads(house, "hold list")
    found = in_force(house.book, known_if_whole(house))
    document = {
        "holds": [
            {**hold._asdict(), "lifting": hold.lifting.actor if hold.lifting else None, "request": hold.request or None}
            for hold in found
        ]
    }
    head = (_("Hold"), _("At"), _("By"), _("Request"), _("To be lifted by"), _("Reason"))
    rows = [
        (
            hold.number,
            hold.at,
            hold.by,
            hold.request or _("all"),
            hold.lifting.actor if hold.lifting else "",
            hold.reason,
        )
        for hold in found
    ]
    emit(session, "holds/1", document, lambda: table(head, rows) or [_("No holds.")])
