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
    help=_("Where the shares go: a file a keeper, which opens with the passphrase that he is asked for."),
)
@click.option(
    "--secrets", metavar="FOLDER", default="", help=_("The keepers' passphrases, a file for each, where nobody sits.")
)
@click.option(
    "--plain",
    is_flag=True,
    help=_(
        "Under no passphrase: whoever sees a share, or finds its file, has it. For shares on paper: --shares - shows each at "
        "the terminal, before its keeper alone."
    ),
)
def entry(session: Session, keepers: tuple[str, ...], threshold: int, shares: str, secrets: str, plain: bool) -> None:
    """Hold it."""
    from cli.vaults import Handing, found

    if shares == "-" and not plain:
        raise click.UsageError(_("What a terminal shows is under no passphrase: name a folder, or give --plain too."))
    if plain and secrets:
        raise click.UsageError(_("either --plain or --secrets"))
    ended = found(House(session), keepers, threshold, Handing(shares, plain, secrets))
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
