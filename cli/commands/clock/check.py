"""`zhengyun clock check`: whether any clock is wrong."""

from collections.abc import Iterator

import click

from cli import clocks
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "check",
    help=_(
        "Say what is wrong with which clock: falsetickers, clocks that are off, stand still, were stepped, are not set or do not "
        "authenticate. Ends with 4 where something is wrong, else with 6 where a clock does not answer."
    ),
)
@click.option("--servers", is_flag=True, help=_("Only what answers packets; log in nowhere."))
@click.option("--record", is_flag=True, help=_("Put the offsets in the log, for `clock prove`."))
def entry(session: Session, servers: bool, record: bool) -> int:
    """Look and judge, and perhaps record."""
    house = House(session)
    looked = clocks.look(house, house.estate(), hosts=not servers)
    if record:
        clocks.record(house, looked)
    emit(session, "clock-check/1", looked.document(), lambda: _lines(looked))
    return looked.exit


def _lines(looked: clocks.Looked) -> Iterator[str]:
    yield from clocks.told(looked.verdict.findings)
    if not looked.verdict.findings:
        yield _("no clock is wrong")
    yield clocks.summary(looked)
