"""Asking for what nobody else shall see."""

import getpass

import click

from cli.text import _


def hidden(text: str, *, suffix: str = ": ", confirm: bool = False, empty: bool = False) -> str:
    """What is typed after this question, unseen; asked again while it is empty, or while its confirmation is another.

    The question stands there only once the terminal listens: nothing of what is typed then is lost.

    Raises: click.Abort.
    """
    while True:
        first = _asked(text + suffix)
        if not (first or empty):
            continue
        if not confirm or _asked(_("Repeat for confirmation") + suffix) == first:
            return first
        click.echo(_("Error: The two entered values do not match."), err=True)


def _asked(question: str) -> str:
    try:
        return getpass.getpass(question)
    except (KeyboardInterrupt, EOFError):
        click.echo(err=True)
        raise click.Abort from None
