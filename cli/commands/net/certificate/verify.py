"""`zhengyun net certificate verify`: whether a certificate counts today."""

from pathlib import Path

import click

from cli import certified
from cli.output import emit
from cli.probing.options import trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "verify",
    help=_(
        "Verify a certificate: its digest and signature (else 5), that the signer may speak for his network and that the log has a proof "
        "of our own (else 3), that it says that networks are kept apart (else 1), and that it has not expired (else 4)."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False))
@trust()
def entry(session: Session, file: str, trust: tuple[tuple[str, Path], ...]) -> None:
    """Verify, and tell until when it counts."""
    house = House(session)
    found = certified.believed(house, Path(file), trust)
    found.count(house.clock.now())
    emit(
        session,
        "net-certificate-verified/1",
        certified.told(found),
        lambda: [_("the networks are kept apart as declared; valid until {until}").format(until=found.until)],
    )
