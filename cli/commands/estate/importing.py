"""`zhengyun estate import`: files from what other tools wrote down."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.adopting import estate_to_grow, known_site, refuse_to_overwrite, told_options, write
from cli.files import read
from cli.scope import refuse_no_name
from cli.session import Session, command
from cli.text import _
from cli.wiring import House

if TYPE_CHECKING:
    from cloud.importing.recorded import Records

TOOLS = ("terraform", "heat")


@command(
    "import",
    help=_(
        "Write a tenant's files from a Terraform or OpenTofu state, or from what Heat exports of a stack. What is not "
        "understood is told by name. Secrets are not taken over."
    ),
)
@click.argument("tool", type=click.Choice(TOOLS))
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("--tenant", required=True, metavar="TENANT", help=_("The department that it belongs to."))
@click.option(
    "--project", metavar="PROJECT", default="", help=_("The identifier of its project, where the file says none.")
)
@told_options
def entry(
    session: Session, tool: str, files: tuple[str, ...], tenant: str, site: str, project: str, force: bool, **told: Any
) -> int:
    """Read the file, write the estate's."""
    from cloud.importing.drafted import surveyed

    house = House(session)
    estate = estate_to_grow(house, (site, tenant), force=force)
    known_site(estate, site)
    refuse_no_name(tenant)
    refuse_to_overwrite(house, site, tenant, force=force)
    records = replace(_records(tool, files), file=", ".join(files))
    return write(house, (site, tenant), told, lambda listed: surveyed(records, estate, (site, tenant, project), listed))


def _records(tool: str, files: tuple[str, ...]) -> "Records":
    from cloud.importing.heat import heat
    from cloud.importing.recorded import Records
    from cloud.importing.terraform import terraform

    if tool == "heat":
        return heat({file: read(Path(file)) for file in files})
    every = [terraform(read(Path(file)), file) for file in files]
    return Records([one for each in every for one in each.found], [one for each in every for one in each.unknown])
