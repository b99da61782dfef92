"""`zhengyun lab cut`: cut a link of the town."""

import click

from cli import lab_faults, lab_town
from cli.session import Session, command
from cli.text import _


@command(
    "cut",
    help=_(
        "Cut a link of the town: a segment, or SEGMENT:HOST for one host's end of it. Carrier is lost; with --silent it stays."
    ),
)
@click.argument("link", metavar="LINK")
@click.option("--silent", is_flag=True, help=_("As when a cable far away is cut: nothing arrives, and nobody is told."))
def entry(session: Session, link: str, silent: bool) -> None:
    """Do it, and tell every fault that is in force."""
    breaking = lab_faults.breaking(lab_town.found())
    breaking.cut(link, silent=silent)
    lab_faults.told(session, breaking)
