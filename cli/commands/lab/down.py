"""`zhengyun lab down`: stop the lab."""

import click

from cli import lab, lab_database, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("down", help=_("Stop the lab. What it holds stays, and is there again after the next start."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
def entry(session: Session, sites: tuple[str, ...]) -> None:
    """Take it down."""
    from lab.openstack import control

    told = lab.Told(session)
    try:
        control.down(lab.place(), sites or control.SITES, tell=told)
        if not sites:
            lab_vault.down(lab.place(), told)
            lab_database.down(lab.place(), told)
    finally:
        told.end()
    emit(session, "lab/1", lab.document(control.status(lab.place())), lambda: [_("The lab is down.")])
