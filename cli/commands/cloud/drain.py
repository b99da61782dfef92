"""`zhengyun cloud drain`: plan that a host is emptied."""

import click

from cli.left_behind import tell
from cli.planfile import plan_errand, plan_options
from cli.scope import one_site, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "drain",
    help=_(
        "Plan that all our servers on a host are moved to others, for maintenance. Nova goes on to place new servers there "
        "unless you disable it first: openstack compute service set --disable HOST nova-compute."
    ),
)
@click.argument("host")
@click.option("--live", is_flag=True, help=_("Move what runs while it runs."))
@site_option
@plan_options
def entry(session: Session, host: str, live: bool, sites: tuple[str, ...], revision: str, file: str) -> int:
    """Plan it, and say what stays."""
    house = House(session)
    site = one_site(house.estate(revision), sites)
    code = plan_errand(house, ["drain", *(["--live"] if live else ()), host], [site], file, revision=revision)
    tell(house, site, host, revision)
    return code
