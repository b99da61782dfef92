"""`zhengyun vault unseal`: one keeper's share."""

from pathlib import Path

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "unseal",
    help=_(
        "Give your share of the vault's key: the file that you were given, whose passphrase you are asked for. One that was written "
        "down is asked for line by line, or read from --secret-file, and no file is named. The vault opens with the last share that "
        "is needed; until then this ends with 8."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
def entry(session: Session, file: Path | None) -> int:
    """Give it."""
    from cli.vaults import give

    house = House(session)
    now = give(house, file)
    document = {
        "address": house.vault_server.address,
        "sealed": now.sealed,
        "given": now.given,
        "threshold": now.needed,
    }
    waits = _("{given} of {needed} shares have been given.").format(given=now.given, needed=now.needed)
    emit(session, "vault-unseal/1", document, lambda: [waits if now.sealed else _("The vault is open.")])
    return Exit.WAITING if now.sealed else Exit.OK
