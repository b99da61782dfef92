"""`zhengyun lab heal`: take back what was done to a link, and put back guards that are away."""

import click

from cli import lab_faults, lab_town
from cli.probing import alone
from cli.session import Session, command
from cli.text import _


@command(
    "heal",
    help=_(
        "Take back whatever was done to a link, of a segment its hosts' ends too; without a link, every fault, and put back every guard."
    ),
)
@click.argument("link", metavar="[LINK]", required=False)
def entry(session: Session, link: str | None) -> None:
    """Heal it, and tell every fault that is still in force."""
    town = lab_town.found()
    with alone.at_once(session, town, "lab heal"):
        lab_faults.heal(town, link)
    lab_faults.told(session, lab_faults.breaking(town))
