"""`zhengyun vault init`: the ceremony that begins a vault."""

import click

from cli.numbers import Whole
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "init",
    help=_(
        "Set an empty vault up: its key is made and shared among keepers of different roles, its first configuration is laid, and the "
        "root token is revoked. Nobody, and no role, can open it alone from then on. What is cut off begins anew, with an empty vault."
    ),
)
@click.option(
    "--keeper",
    "keepers",
    multiple=True,
    required=True,
    metavar="PERSON",
    help=_("Who keeps a share; several times for several."),
)
@click.option("--threshold", type=Whole(), required=True, metavar="NUMBER", help=_("How many shares open the vault."))
@click.option(
    "--shares",
    required=True,
    metavar="FOLDER",
    help=_("Where the shares go: files in a folder, or - for the terminal, before each keeper alone."),
)
def entry(session: Session, keepers: tuple[str, ...], threshold: int, shares: str) -> None:
    """Hold it."""
    from cli.vaults import found

    ended = found(House(session), keepers, threshold, shares)
    document = {
        "entry": ended.number,
        "address": ended.body["address"],
        "keepers": keepers,
        "threshold": threshold,
        "laid": ended.body["laid"],
    }
    text = _(
        "The vault is set up (log entry {entry}): {threshold} of {count} shares open it, and no root token is left."
    )
    told = text.format(entry=ended.number, threshold=threshold, count=len(keepers))
    emit(session, "vault-setup/1", document, lambda: [told])
