"""`zhengyun lab up`: start the lab, or what has stopped of it."""

import click

from cli import lab, lab_database, lab_town, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.training import prepare


@command(
    "up", help=_("Start the lab, or what has stopped of it, and make the training set of people, keys and estate.")
)
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
@click.option("--town", is_flag=True, help=_("The town of hosts instead of the clouds; for root."))
@click.option("--small", is_flag=True, help=_("With --town: six of its nodes."))
def entry(session: Session, sites: tuple[str, ...], town: bool, small: bool) -> int:
    """Bring it up, and say what runs."""
    from lab.openstack import control

    if (town and sites) or (small and not town):
        raise click.UsageError(_("--town goes without --site, and --small only with --town."))
    told = lab.Told(session)
    if town:
        return _town(session, told, small)
    try:
        found = control.up(lab.place(), sites or control.SITES, tell=told)
        lab_vault.again(lab.place(), told)
        lab_database.again(lab.place(), told)
    finally:
        told.end()
    prepare(lab.place())
    emit(session, "lab/1", lab.document(found), lambda: lab.lines(found))
    return lab.exit_code(found)


def _town(session: Session, told: lab.Told, small: bool) -> int:
    try:
        built = lab_town.up(lab.place(), told, small=small)
    finally:
        told.end()
    emit(session, "town/1", lab_town.document(built) or {}, lambda: lab_town.lines(built))
    return 0
