"""`zhengyun ca withdraw`: take one's own application back."""

import click

from cli.applied import document, lines
from cli.desks import desk_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "withdraw",
    help=_("Take your own application back while it is open. What has been certified of a batch by then stays."),
)
@click.argument("application")
@click.option("-m", "--reason", default="", help=_("Why, in your own words."))
def entry(session: Session, application: str, reason: str) -> None:
    """Take back."""
    from pki.flows.reviewing import withdraw

    house = House(session)
    desk, signer = desk_of(house), house.signer()
    made = withdraw(desk, application, asker=session.person, signer=signer, reason=reason)
    now = house.clock.now()
    emit(session, "certificate-application/1", document(made, now), lambda: lines(made, now))
