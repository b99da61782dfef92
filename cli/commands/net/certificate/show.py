"""`zhengyun net certificate show`: what a certificate says."""

from pathlib import Path

import click

from cli import certified
from cli.output import emit
from cli.probing.options import trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "show",
    help=_(
        "Show what a certificate says once its signature was verified, also where it has expired; with --pdf as a page in the language of "
        "this command."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--pdf", type=click.Path(dir_okay=False), metavar="FILE", default="", help=_("Write it as a page, too."))
@trust()
def entry(session: Session, file: str, pdf: str, trust: tuple[tuple[str, Path], ...]) -> None:
    """Believe, and show."""
    found = certified.believed(House(session), Path(file), trust)
    if pdf:
        certified.printed(found, Path(pdf))
    emit(session, "net-certificate-shown/1", certified.told(found), lambda: certified.lines(found))
