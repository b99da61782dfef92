"""`zhengyun vault snapshot`: a copy of all that is in the vault, sealed as it is there."""

from pathlib import Path

import click

from cli.executing import as_executor
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "snapshot",
    help=_(
        "Copy all that is in the vault into a file, sealed as it is there. The executor asks for it, a security and a system "
        "administrator agree (`vault agree`), and the same command takes it; until then it ends with 8."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
def entry(session: Session, file: Path) -> int:
    """Ask, or take."""
    from cli.vault_snapshots import take

    found = take(House(as_executor(session)), file)
    emit(session, "vault-snapshot/1", found.document(), found.lines)
    return found.exit
