"""`zhengyun net leak-hunt`: what joins hosts otherwise than declared."""

import click

from cli import leak_hunts
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "leak-hunt",
    help=_(
        "Look at every host by SSH and show what joins it, or could, besides what the files declare: ways out, tunnels, translation, "
        "proxies, second feet, strangers. Nothing is changed and no packet sent. Ends with 1 where a leak is found, else with 6 where "
        "a host does not tell."
    ),
)
@click.option("--only", multiple=True, metavar="HOST", help=_("Only this host; several times for several."))
def entry(session: Session, only: tuple[str, ...]) -> int:
    """Hunt, and tell."""
    found = leak_hunts.hunted(House(session), only)
    emit(session, "net-leak-hunt/1", leak_hunts.document(found), lambda: leak_hunts.lines(found))
    if found.leaks:
        return Exit.FAILED
    return Exit.UNREACHABLE if found.untold or found.blind else Exit.OK
