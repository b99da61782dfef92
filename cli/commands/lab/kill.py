"""`zhengyun lab kill`: take the power from a node of the town."""

import click

from cli import lab, lab_town
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("kill", help=_("End a node of the town with all that runs on it, as when its power fails."))
@click.argument("node", metavar="NODE")
def entry(session: Session, node: str) -> None:
    """End it."""
    from lab.town import control

    lab_town.found()
    control.kill(lab.place(), node)
    said = _("{node} has ended; zhengyun lab up --town builds the town anew.").format(node=node)
    emit(session, "town/1", lab_town.document(control.found(lab.place())) or {}, lambda: [said])
