"""`zhengyun records backup`: copy the records while they are in use."""

from pathlib import Path

import click

from cli.output import emit, short
from cli.session import Session, command
from cli.text import _


@command(
    "backup", help=_("Copy the records as of one instant while they are in use, check the copy, write its manifest.")
)
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Back up."""
    from records.backing import backup

    manifest = backup(session.settings.records, Path(file))
    text = _("{file} · log entries: {entries} · head {head} · manifest in {file}.json")
    told = text.format(file=file, entries=manifest["entries"], head=short(manifest["head"]))
    emit(session, "backup/1", manifest, lambda: [told])
