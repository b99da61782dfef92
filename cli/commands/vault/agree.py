"""`zhengyun vault agree`: one person's word for a snapshot, or for bringing one back."""

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _, listed
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "agree",
    help=_(
        "Agree to a snapshot of the vault, or to bringing one back: to exactly what the executor has opened for it, after who has asked, "
        "for what and where was looked at. It takes a security and a system administrator."
    ),
)
@click.argument("request")
@click.option("--unknown", is_flag=True, help=_("Take a snapshot that the log does not know."))
def entry(session: Session, request: str, unknown: bool) -> int:
    """Agree."""
    from cli.vault_snapshots import agree

    done = agree(House(session), request, unknown=unknown)
    text = _("authorised in the vault: {what}") if done else _("nothing is open in the vault for {what}")
    what = listed(done) if done else request
    emit(session, "vault-agree/1", {"request": request, "accessors": list(done)}, lambda: [text.format(what=what)])
    return Exit.OK if done else Exit.WAITING
