"""`zhengyun vault status`: how the vault stands."""

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "status",
    help=_(
        "Whether the vault answers and is open, who keeps the shares of its key and whether one role has come to hold too many, how far "
        "its clock is from ours, and its audit file where that is here. Ends with 6 where it is sealed, with 5 where something is wrong."
    ),
)
def entry(session: Session) -> int:
    """Look."""
    from cli.vault_status import document, exit_code, lines, look

    found = look(House(session))
    emit(session, "vault/1", document(found), lambda: lines(found))
    return exit_code(found)
