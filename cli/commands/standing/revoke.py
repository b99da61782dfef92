"""`zhengyun standing revoke`: take a standing permit back."""

import click

from cli.asked import revoke
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "revoke",
    help=_(
        "Take a standing permit back for good: who asked for it, has it or agreed to it, and any security administrator. What is "
        "being carried out comes to its end; nothing more is begun."
    ),
)
@click.argument("name")
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, name: str, reason: str) -> None:
    """Take back."""
    revoke(House(session), name, reason)
