"""`zhengyun clock status`: how far every clock is off."""

import click

from cli import clocks
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "status",
    help=_(
        "Read all clocks from here, servers by packets and other hosts by SSH, and show how far each is from the time in "
        "which most references agree. Ends with 6 where one does not answer."
    ),
)
@click.option("--servers", is_flag=True, help=_("Only what answers packets; log in nowhere."))
@click.option("--record", is_flag=True, help=_("Put the offsets in the log, for `clock prove`."))
def entry(session: Session, servers: bool, record: bool) -> int:
    """Look, and perhaps record."""
    house = House(session)
    looked = clocks.look(house, house.estate(), hosts=not servers)
    if record:
        clocks.record(house, looked)
    emit(session, "clock-status/1", looked.document(), lambda: clocks.lines(session, looked))
    silent = any(one.kind == clocks.SILENT for one in looked.verdict.findings)
    return Exit.UNREACHABLE if silent else Exit.OK
