"""`zhengyun ca revoke`: ask for a certificate to be revoked, for ever."""

import click

from cli.desks import Serial
from cli.instants import Instant
from cli.session import Session, command
from cli.standings import ask
from cli.text import _
from zhengyun.application import Operation

WORDS = (
    "unspecified",
    "key-compromise",
    "ca-compromise",
    "affiliation-changed",
    "superseded",
    "cessation-of-operation",
    "privilege-withdrawn",
)


@command(
    "revoke",
    help=_(
        "Ask for a certificate to be revoked, for ever; what is known to use it is shown. A reviewer agrees, and a third person "
        "carries it out. Where it is urgent, have it held first: that takes one yes."
    ),
)
@click.argument("serial", type=Serial())
@click.option(
    "--reason", "why", type=click.Choice(WORDS), required=True, help=_("The reason of RFC 5280 that lists will give.")
)
@click.option(
    "--since",
    type=Instant(),
    default=None,
    metavar="INSTANT",
    help=_("Since when its key is not to be trusted, where that is known."),
)
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option("-m", "--message", "reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, serial: int, why: str, since: str | None, authority: str, reason: str) -> None:
    """Ask."""
    ask(session, Operation.REVOKE, serial, authority, reason, why=why, since=since or "")
