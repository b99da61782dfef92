"""`zhengyun cloud evacuate`: plan that what a dead host had is built again on others."""

import click

from cli.left_behind import tell
from cli.planfile import destroy_option, plan_errand, plan_options
from cli.scope import one_site, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "evacuate",
    help=_(
        "Plan that all our servers on a host that is down are built again on other hosts. Their volumes and addresses go "
        "with them; a disk that lay on the dead host alone begins again from its image."
    ),
)
@click.argument("host")
@site_option
@destroy_option
@plan_options
def entry(session: Session, host: str, sites: tuple[str, ...], allow_destroy: bool, revision: str, file: str) -> int:
    """Plan it, and say what stays."""
    house = House(session)
    site = one_site(house.estate(revision), sites)
    code = plan_errand(house, ["evacuate", host], [site], file, revision=revision, allow_destroy=allow_destroy)
    tell(house, site, host, revision)
    return code
