"""`zhengyun lab rate`: let a link carry only so much."""

import click

from cli import lab_faults, lab_town
from cli.numbers import Within
from cli.session import Session, command
from cli.text import _


@command(
    "rate",
    help=_(
        "Let a link carry at most so many megabits a second, each way. What would wait too long for its turn is lost."
    ),
)
@click.argument("link", metavar="LINK")
@click.argument("megabits", type=Within(1, 10_000), metavar="MEGABITS")
def entry(session: Session, link: str, megabits: int) -> None:
    """Do it, and tell every fault that is in force."""
    breaking = lab_faults.breaking(lab_town.found())
    breaking.rate(link, megabits)
    lab_faults.told(session, breaking)
