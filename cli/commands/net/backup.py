"""`zhengyun net backup`: keep what devices run."""

from collections.abc import Iterator

import click

from cli import backups
from cli.output import emit, table
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError


@command(
    "backup",
    help=_(
        "Read what devices run, side by side, and keep it beside the settings; what is the same as the last backup is not kept "
        "twice. The log gets its digest. Ends with 6 where a device does not answer."
    ),
)
@click.argument("devices", nargs=-1)
def entry(session: Session, devices: tuple[str, ...]) -> int:
    """Read, keep, and tell."""
    house = House(session)
    taken = backups.take(house, backups.chosen(house.estate(), devices))
    troubled = [(one.device, one.trouble) for one in taken if one.trouble]
    document = {
        "backups": [{**one.kept._asdict(), "new": one.fresh} for one in taken if one.kept],
        "untold": backups.untold(troubled),
    }
    emit(session, "device-backups/1", document, lambda: _lines(taken, troubled))
    return Exit.UNREACHABLE if troubled else Exit.OK


def _lines(taken: tuple[backups.Taken, ...], troubled: list[tuple[str, ZhengyunError]]) -> Iterator[str]:
    rows = [
        (one.device, *backups.shown(one.kept), _("new") if one.fresh else _("as before")) for one in taken if one.kept
    ]
    head = (_("device"), _("number"), _("kept at"), _("by"), _("lines"), _("digest"), "")
    yield from table(head, rows)
    yield from backups.troubles(troubled)
