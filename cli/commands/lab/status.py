"""`zhengyun lab status`: what of the lab runs."""

import click

from cli import lab, lab_town
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("status", help=_("What of the lab runs, and which version each service says it has."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
def entry(session: Session, sites: tuple[str, ...]) -> int:
    """Look; ends with 6 where something does not answer. A cloud that was never up is not missed where the town is what is up."""
    from lab.openstack import control
    from lab.town import control as of_town

    found, town = control.status(lab.place(), sites or control.SITES), of_town.found(lab.place())
    emit(session, "lab/1", lab.document(found), lambda: [*lab.lines(found), *lab_town.lines(town)])
    wanted = found if sites or not town else [site for site in found if site.auth_url]
    return max(lab.exit_code(wanted), lab_town.exit_code(town))
