"""`zhengyun lab shell`: be on a node of the town."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import lab_town
from cli.session import Session, command
from cli.text import _
from zhengyun.settings import VARIABLE

if TYPE_CHECKING:
    from lab.town.node import Node
    from lab.town.standing import Town


@command(
    "shell",
    help=_(
        "Run a command on a node of the town as root, or a shell; ends as the command does. A node has files of its own; a management host "
        "and this machine share the folder of its settings alone, as `lab status` names it."
    ),
)
@click.argument("node", metavar="NODE")
@click.argument("words", metavar="[COMMAND]...", nargs=-1, type=click.UNPROCESSED)
@click.option("--user", default="", metavar="NAME", help=_("As this account of the node."))
def entry(session: Session, node: str, words: tuple[str, ...], user: str) -> None:
    """Become the command."""
    town = lab_town.found()
    there = town.node(node)
    taken = there.words(*(words or ("/bin/bash",)), user=user)
    # A shell has the person's terminal as it is.
    variables = {"TERM": os.environ.get("TERM", "dumb"), **_tool(town, there)}
    os.execvpe(taken[0], taken, there.environment(variables))  # noqa: S606 - a list, no shell


def _tool(town: "Town", node: "Node") -> dict[str, str]:
    """By what the tool is found on a management host, and what its settings are there; on no other host is anything of it."""
    if node.name != town.manager(node.network):
        return {}
    way = f"{Path(sys.executable).parent}:{node.environment()['PATH']}"
    return {"PATH": way, VARIABLE: str(town.settings(node.network))}


# What comes after the node is the command's own, options as well.
entry.allow_interspersed_args = False
