"""`zhengyun lab reset`: empty the lab and start it."""

import click

from cli import lab
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("reset", help=_("Throw away everything in the lab's clouds, and start them empty. Addresses and people stay."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
def entry(session: Session, sites: tuple[str, ...]) -> int:
    """Empty it."""
    from lab.openstack import control

    told = lab.Told(session)
    try:
        found = control.reset(lab.place(), sites or control.SITES, tell=told)
    finally:
        told.end()
    emit(session, "lab/1", lab.document(found), lambda: lab.lines(found))
    return lab.exit_code(found)
