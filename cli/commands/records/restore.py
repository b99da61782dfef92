"""`zhengyun records restore`: put a backup in the place of the records."""

from pathlib import Path

import click

from cli.output import emit, short
from cli.session import Session, command
from cli.text import _


@command(
    "restore", help=_("Put a backup that proves whole in the place of the records; what was there is kept beside.")
)
@click.argument("file", type=click.Path())
@click.option("--allow-older", is_flag=True, help=_("Also where entries of the log would be lost."))
def entry(session: Session, file: str, allow_older: bool) -> None:
    """Restore."""
    from records.restore import restore

    manifest = restore(Path(file), session.settings.records, allow_older=allow_older)
    text = _("restored · log entries: {entries} · head {head}")
    told = text.format(entries=manifest["entries"], head=short(manifest["head"]))
    emit(session, "restored/1", manifest, lambda: [told])
