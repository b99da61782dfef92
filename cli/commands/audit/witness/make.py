"""`zhengyun audit witness make`: on the witness's machine, make its key."""

import click

from cli.keys import OF_THE_LOG
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.witness import Post, folder_option
from zhengyun.machine import identity


@command(
    "make",
    help=_(
        "As a witness, make the key, sealed by a passphrase: the one that lies in the folder as `passphrase`, so that it signs "
        "when nobody is there, or else one that is asked for. Shows what the role file has to say of it."
    ),
)
@click.option(
    "--algorithm",
    type=click.Choice(OF_THE_LOG),
    default=OF_THE_LOG[0],
    show_default=True,
    help=_("What the key signs by; a token may not do each of them."),
)
@folder_option
def entry(session: Session, algorithm: str, folder: str) -> None:
    """Make, and show the public half."""
    post = Post(session, folder)
    post.make_folder()
    key = post.make(algorithm)
    told = _("key: {id}, {algorithm}, public {value}\nmachine: {machine}")
    document = {"key": key._asdict(), "machine": identity()}
    emit(session, "witness-key/1", document, told.format(**key._asdict(), machine=identity() or "-").splitlines)
