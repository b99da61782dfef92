"""`zhengyun lab shell`: be on a node of the town."""

import os

import click

from cli import lab_town
from cli.session import Session, command
from cli.text import _


@command("shell", help=_("Run a command on a node of the town as root, or a shell; ends as the command does."))
@click.argument("node", metavar="NODE")
@click.argument("words", metavar="[COMMAND]...", nargs=-1, type=click.UNPROCESSED)
@click.option("--user", default="", metavar="NAME", help=_("As this account of the node."))
def entry(session: Session, node: str, words: tuple[str, ...], user: str) -> None:
    """Become the command."""
    there = lab_town.found().node(node)
    taken = there.words(*(words or ("/bin/bash",)), user=user)
    # A shell has the person's terminal as it is.
    os.execvpe(taken[0], taken, there.environment({"TERM": os.environ.get("TERM", "dumb")}))  # noqa: S606 - a list, no shell


# What comes after the node is the command's own, options as well.
entry.allow_interspersed_args = False
