"""`zhengyun net certificate sign`: certify a proof that stands in the log."""

from pathlib import Path

import click

from cli import certified
from cli.output import emit
from cli.probing.options import to_file
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "sign",
    help=_(
        "Sign what `net prove -o json` or `net prove join -f` has written, so that others can rely on it for 30 days. Only a proof that this "
        "instance's log has is certified."
    ),
)
@click.argument("proof", type=click.Path(dir_okay=False))
@to_file(_("Where the certificate is written."))
@click.option("--pdf", type=click.Path(dir_okay=False), metavar="FILE", default="", help=_("Write it as a page, too."))
def entry(session: Session, proof: str, file: str, pdf: str) -> None:
    """Sign, and write."""
    house = House(session)
    found = certified.signed(house, Path(proof), Path(file))
    if pdf:
        certified.printed(found, Path(pdf))
    emit(session, "net-certificate-signed/1", certified.told(found), lambda: certified.lines(found))
