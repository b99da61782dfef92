"""`zhengyun records restore`: put a backup in the place of the records."""

from functools import partial
from pathlib import Path

import click

from cli.claim import alive
from cli.output import emit, short
from cli.session import Session, command
from cli.text import _


@command(
    "restore",
    help=_(
        "Put a backup that proves whole in the place of the records; what was there is kept beside. On a server it is put into a new, "
        "empty database, by its owner; it does not matter where the backup was made."
    ),
)
@click.argument("file", type=click.Path())
@click.option("--allow-older", is_flag=True, help=_("Also where entries of the log would be lost."))
@click.option(
    "--gone", metavar="HOST", default="", help=_("What this machine was applying stops nobody: it is gone for good.")
)
def entry(session: Session, file: str, allow_older: bool, gone: str) -> None:
    """Restore."""
    from records.backing import restore

    there = session.settings.records
    manifest = restore(Path(file), there, allow_older=allow_older, alive=partial(alive, gone=gone))
    text = _("restored · log entries: {entries} · head {head}")
    told = [text.format(entries=manifest["entries"], head=short(manifest["head"]))]
    if manifest["kept"]:
        told.append(_("what was there is kept in {file}").format(file=manifest["kept"]))
    emit(session, "restored/1", manifest, lambda: told)
