"""`zhengyun net history`: the backups of a device."""

import click

from cli import backups
from cli.output import emit, table
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("history", help=_("Show the backups of a device, oldest first. No device is asked."))
@click.argument("device")
def entry(session: Session, device: str) -> None:
    """Read the index."""
    house = House(session)
    backups.chosen(house.estate(), (device,))
    found = backups.folder(house).history(device)
    head = (_("number"), _("kept at"), _("by"), _("lines"), _("digest"))
    emit(
        session,
        "device-history/1",
        {"device": device, "backups": [one._asdict() for one in found]},
        lambda: table(head, map(backups.shown, found)) or [_("no backup yet")],
    )
