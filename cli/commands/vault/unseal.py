"""`zhengyun vault unseal`: one keeper's share."""

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "unseal",
    help=_(
        "Give your share of the vault's key: it is asked for line by line, or read from --secret-file as it was printed. The vault "
        "opens with the last share that is needed; until then this ends with 8."
    ),
)
def entry(session: Session) -> int:
    """Give it."""
    from cli.vaults import give

    house = House(session)
    now = give(house)
    document = {
        "address": house.vault_server.address,
        "sealed": now.sealed,
        "given": now.given,
        "threshold": now.needed,
    }
    waits = _("{given} of {needed} shares have been given.").format(given=now.given, needed=now.needed)
    emit(session, "vault-unseal/1", document, lambda: [waits if now.sealed else _("The vault is open.")])
    return Exit.WAITING if now.sealed else Exit.OK
