"""`zhengyun lab down`: stop the lab."""

import click

from cli import lab, lab_database, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("down", help=_("Stop the lab. What it holds stays, and is there again after the next start."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
@click.option("--town", is_flag=True, help=_("Only the town of hosts."))
def entry(session: Session, sites: tuple[str, ...], town: bool) -> None:
    """Take it down."""
    from lab.openstack import control
    from lab.town import control as of_town

    if town and sites:
        raise click.UsageError(_("--town goes without --site."))
    told = lab.Told(session)
    try:
        if not sites:
            of_town.down(lab.place(), tell=told)
        if not town:
            control.down(lab.place(), sites or control.SITES, tell=told)
        if not (sites or town):
            lab_vault.down(lab.place(), told)
            lab_database.down(lab.place(), told)
    finally:
        told.end()
    emit(
        session,
        "lab/1",
        lab.document(control.status(lab.place())),
        lambda: [_("The town is down.") if town else _("The lab is down.")],
    )
