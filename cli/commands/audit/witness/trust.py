"""`zhengyun audit witness trust`: on the witness's machine, pin a role file, or follow it to its next version."""

import click

from cli.output import emit
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from cli.witness import TRUST, Post, folder_option


@command(
    "trust",
    help=_(
        "As a witness, trust a role file: the first one as it is handed over, each later version if the people of the one "
        "before have signed it. Compare the digest with what its people say."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@folder_option
def entry(session: Session, files: tuple[str, ...], folder: str) -> None:
    """Trust them, in this order."""
    from governance.memory import follow

    house, post = House(session), Post(session, folder)
    post.make_folder()
    for roles in [load(file) for file in files]:
        trust = follow(post.folder / TRUST, roles, house.verifier, house.clock.now())
    told = _("pinned: {pin}\nin force: version {version}, {digest}").format(
        pin=trust.pin, version=trust.roles.version, digest=trust.roles.digest
    )
    document = {"pin": trust.pin, "version": trust.roles.version, "digest": trust.roles.digest}
    emit(session, "trust/1", document, told.splitlines)
