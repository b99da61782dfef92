"""`zhengyun lab up`: start the lab, or what has stopped of it."""

import click

from cli import lab, lab_database, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.training import prepare


@command(
    "up", help=_("Start the lab, or what has stopped of it, and make the training set of people, keys and estate.")
)
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
def entry(session: Session, sites: tuple[str, ...]) -> int:
    """Bring it up, and say what runs."""
    from lab.openstack import control

    told = lab.Told(session)
    try:
        found = control.up(lab.place(), sites or control.SITES, tell=told)
        lab_vault.again(lab.place(), told)
        lab_database.again(lab.place(), told)
    finally:
        told.end()
    prepare(lab.place())
    emit(session, "lab/1", lab.document(found), lambda: lab.lines(found))
    return lab.exit_code(found)
