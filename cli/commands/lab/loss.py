"""`zhengyun lab loss`: lose some of what a link carries."""

import click

from cli import lab_faults, lab_town
from cli.numbers import Within
from cli.session import Session, command
from cli.text import _


@command("loss", help=_("Lose so many per cent of what is sent over a link, each way and at random; 0 takes it back."))
@click.argument("link", metavar="LINK")
@click.argument("per_cent", type=Within(0, 100), metavar="PERCENT")
def entry(session: Session, link: str, per_cent: int) -> None:
    """Do it, and tell every fault that is in force."""
    breaking = lab_faults.breaking(lab_town.found())
    breaking.loss(link, per_cent)
    lab_faults.told(session, breaking)
