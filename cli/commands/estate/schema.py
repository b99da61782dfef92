"""`zhengyun estate schema`: the JSON Schema of estate files, for editors."""

import json

import click

from cli.session import Session, command
from cli.text import _

FILES = ("estate", "site", "tenant", "adopt", "drift", "pki", "time", "hosts", "devices", "network")


@command(
    "schema",
    help=_(
        "Print the JSON Schema of estate files: FILE is estate, site, hosts, devices, network, time, pki, drift, tenant or adopt."
    ),
)
@click.argument("file", metavar="FILE", type=click.Choice(FILES))
def entry(session: Session, file: str) -> None:
    """Print it; it is JSON whatever the output format."""
    from inventory.schema.export import schema

    del session
    click.echo(json.dumps(schema(file), ensure_ascii=False, indent=2))
