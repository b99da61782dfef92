"""`zhengyun lab heal`: take back what was done to a link."""

import click

from cli import lab_faults, lab_town
from cli.session import Session, command
from cli.text import _


@command(
    "heal",
    help=_("Take back whatever was done to a link, of a segment its hosts' ends too; without a link, every fault."),
)
@click.argument("link", metavar="[LINK]", required=False)
def entry(session: Session, link: str | None) -> None:
    """Heal it, and tell every fault that is still in force."""
    breaking = lab_faults.breaking(lab_town.found())
    if link is None:
        breaking.heal_all()
    else:
        breaking.heal(link)
    lab_faults.told(session, breaking)
