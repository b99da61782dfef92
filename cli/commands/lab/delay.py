"""`zhengyun lab delay`: let what is on a link arrive later."""

import click

from cli import lab_faults, lab_town
from cli.numbers import Within
from cli.session import Session, command
from cli.text import _


@command("delay", help=_("Let everything on a link arrive so many milliseconds later, each way; 0 takes it back."))
@click.argument("link", metavar="LINK")
@click.argument("milliseconds", type=Within(0, 10_000), metavar="MILLISECONDS")
def entry(session: Session, link: str, milliseconds: int) -> None:
    """Do it, and tell every fault that is in force."""
    breaking = lab_faults.breaking(lab_town.found())
    breaking.delay(link, milliseconds)
    lab_faults.told(session, breaking)
