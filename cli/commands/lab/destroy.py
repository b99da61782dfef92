"""`zhengyun lab destroy`: remove the lab's clouds."""

import click

from cli import lab, lab_database, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command(
    "destroy",
    help=_(
        "Stop the lab and remove its clouds, its town, its vault and its database, with logs, ports and passwords; what was installed for "
        "them stays."
    ),
)
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def entry(session: Session, yes: bool) -> None:
    """Remove."""
    from lab.openstack import control
    from lab.town import control as of_town

    if not yes:
        click.confirm(_("Remove both clouds, the town, the vault and the database of the lab?"), abort=True, err=True)
    told = lab.Told(session)
    try:
        of_town.destroy(lab.place(), tell=told)
        control.destroy(lab.place(), tell=told)
        lab_vault.destroy(lab.place(), told)
        lab_database.destroy(lab.place(), told)
    finally:
        told.end()
    emit(session, "lab/1", lab.document(control.status(lab.place())), lambda: [_("The lab is gone.")])
