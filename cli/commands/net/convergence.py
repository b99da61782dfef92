"""`zhengyun net convergence`: how the town's core finds another way."""

import click

from cli import convergences, lab_town
from cli.output import emit
from cli.probing import alone
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import Exit


@command(
    "convergence",
    help=_(
        "Cut each link between the town's core routers in turn, with carrier lost and silently, and measure with a packet each "
        "millisecond for how long hosts do not reach each other, beside what the files predict. In the town alone, as root. Ends with 1 "
        "where it did not go as predicted."
    ),
)
@click.option(
    "--link",
    "links",
    multiple=True,
    metavar="LINK",
    help=_("Only this segment, or SEGMENT:HOST; several times for several."),
)
@click.option("--silent/--carrier", "silent", default=None, help=_("Only one kind of cut."))
@click.option("-6", "six", is_flag=True, help=_("Streams of IPv6."))
def entry(session: Session, links: tuple[str, ...], silent: bool | None, six: bool) -> int:
    """Cut, measure, heal, and tell."""
    modes = convergences.MODES if silent is None else (convergences.MODES[int(silent)],)
    with alone.waiting(session, lab_town.found(), "net convergence"):
        found = convergences.Measuring(session, 6 if six else 4).measure(links, modes)
    emit(session, "net-convergence/1", convergences.document(found), lambda: convergences.lines(found))
    return Exit.FAILED if found.wrong else Exit.OK
