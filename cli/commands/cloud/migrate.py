"""`zhengyun cloud migrate`: plan that servers come to other hosts."""

import click

from cli.planfile import plan_errand, plan_options
from cli.scope import one_site, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "migrate",
    help=_(
        "Plan that servers come to another host: SERVER is TENANT/SYSTEM/SERVER, or TENANT/SYSTEM for all of a system. Each "
        "comes to the roomiest host of its availability zone. A server that runs is off meanwhile, unless it is moved --live."
    ),
)
@click.argument("servers", nargs=-1, required=True, metavar="SERVER...")
@click.option("--to", metavar="HOST", default="", help=_("To this host."))
@click.option("--live", is_flag=True, help=_("Move what runs while it runs."))
@site_option
@plan_options
def entry(
    session: Session, servers: tuple[str, ...], to: str, live: bool, sites: tuple[str, ...], revision: str, file: str
) -> int:
    """Plan it."""
    house = House(session)
    site = one_site(house.estate(revision), sites)
    paths = sorted({path.strip("/") for path in servers})
    words = ["migrate", *(["--live"] if live else ()), *([f"--to={to}"] if to else ()), *paths]
    return plan_errand(house, words, [site], file, revision=revision)
