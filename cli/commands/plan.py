"""`zhengyun plan`: look at the estate's files and at the sites, and write down what has to be done."""

import click

from cli.planfile import destroy_option, diff_option, plan_options, write_plan
from cli.rooms import planned_scope
from cli.scope import scope_options
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "plan",
    help=_(
        "Show what has to be done so that the estate is as declared, and write it to a plan file. With --site trust: what of pki.yaml is not in force; with --site vault: what of the vault's configuration is not as the role file has it; with --site hosts: what of their roles does not stand on our hosts; with --site devices: what routers and switches are to be told."
    ),
)
@scope_options
@destroy_option
@click.option(
    "--deep",
    is_flag=True,
    help=_("Ask the services for every tenant's quota and credentials, which takes calls for each."),
)
@click.option(
    "--blind",
    multiple=True,
    metavar="HOST",
    help=_("Plan this host although nobody can look at it; its approvers see that."),
)
@diff_option
@plan_options
def entry(
    session: Session,
    sites: tuple[str, ...],
    only: tuple[str, ...],
    allow_destroy: bool,
    deep: bool,
    blind: tuple[str, ...],
    diff: bool,
    revision: str,
    file: str,
) -> int:
    """Plan, write the file, and end with 4 where there is something to do."""
    house = House(session)
    estate = house.estate(revision)
    scope = planned_scope(estate, sites, only, allow_destroy=allow_destroy, blind=blind)
    return write_plan(house, estate, scope, file, deep=deep, diff=diff)
