"""`zhengyun standing show`: one standing permit."""

import click

from cli.asked import show
from cli.audited import reads
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("show", help=_("One standing permit: what it allows, who has agreed, and what has been done under it."))
@click.argument("name")
def entry(session: Session, name: str) -> None:
    """Show."""
    house = House(session)
    reads(house, "standing show", name=name)
    show(house, name)
