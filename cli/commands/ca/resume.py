"""`zhengyun ca resume`: ask for a held certificate to count again."""

import click

from cli.desks import Serial
from cli.session import Session, command
from cli.standings import ask
from cli.text import _
from zhengyun.application import Operation


@command(
    "resume",
    help=_("Ask for a certificate that is held to count again. A reviewer agrees, and a third person carries it out."),
)
@click.argument("serial", type=Serial())
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, serial: int, authority: str, reason: str) -> None:
    """Ask."""
    ask(session, Operation.RESUME, serial, authority, reason)
