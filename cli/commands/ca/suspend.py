"""`zhengyun ca suspend`: ask for a certificate to be held."""

import click

from cli.desks import Serial
from cli.session import Session, command
from cli.standings import ask
from cli.text import _
from zhengyun.application import Operation


@command(
    "suspend",
    help=_(
        "Ask for a certificate to be held. It counts no more from the moment at which a reviewer agrees: a hold fails safe, and can be "
        "taken back."
    ),
)
@click.argument("serial", type=Serial())
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, serial: int, authority: str, reason: str) -> None:
    """Ask."""
    ask(session, Operation.SUSPEND, serial, authority, reason)
