"""`zhengyun vault restore`: a snapshot in the place of what is in the vault."""

from pathlib import Path

import click

from cli.executing import as_executor
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "restore",
    help=_(
        "Put a snapshot in the place of what is in the vault, when a security and a system administrator have agreed (`vault agree`). "
        "Every pass, wrapped token and agreement that lives again with it is revoked before anything else is asked of the vault."
    ),
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--unknown", is_flag=True, help=_("Take a snapshot that the log does not know."))
@click.option(
    "--finish", is_flag=True, help=_("Only revoke what lives again: after an interruption, or after unsealing.")
)
def entry(session: Session, file: Path | None, unknown: bool, finish: bool) -> int:
    """Ask, or bring it back, and revoke."""
    from cli import vault_snapshots

    if finish == (file is not None):
        raise click.UsageError(_("either a file or --finish"))
    house = House(as_executor(session))
    found = vault_snapshots.bring(house, file, unknown=unknown) if file else vault_snapshots.finish(house)
    emit(session, "vault-restore/1", found.document(), found.lines)
    return found.exit
