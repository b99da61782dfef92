"""`zhengyun ca renew`: ask for a certificate to be renewed before it ends."""

import click

from cli.applied import document, lines
from cli.desks import Serial, desk_of
from cli.files import read
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "renew",
    help=_(
        "Ask for a certificate to be renewed, with the same names: with the same key, or with the key of a new request. The profile "
        "says how long before its end. The old one stays as it is until it ends."
    ),
)
@click.argument("serial", type=Serial())
@click.argument("csr", type=click.Path(), metavar="[CSRFILE]", default="")
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, serial: int, csr: str, authority: str, reason: str) -> None:
    """Look at it, sign, submit."""
    from pathlib import Path

    from pki.csr import LONGEST
    from pki.flows.asking import ask, renewable
    from zhengyun.application import Asked

    house = House(session)
    desk = desk_of(house)
    old = renewable(desk, desk.certificate(serial, authority))
    row = Asked(1, old.holder, read(Path(csr), 2 * LONGEST) if csr else b"")
    signer = house.signer()
    made, _problems = ask(desk, old.profile, [row], asker=session.person, signer=signer, reason=reason, renews=old)
    now = house.clock.now()
    emit(session, "certificate-application/1", document(made, now), lambda: lines(made, now))
