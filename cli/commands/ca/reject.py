"""`zhengyun ca reject`: refuse an application for good."""

import click

from cli.applied import document, lines
from cli.desks import desk_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("reject", help=_("Refuse an application for good. Whoever may agree to it can; a new one can be asked for."))
@click.argument("application")
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, application: str, reason: str) -> None:
    """Refuse."""
    from pki.flows.reviewing import reject

    house = House(session)
    signer = house.signer()
    made = reject(desk_of(house), application, reviewer=session.person, signer=signer, reason=reason)
    now = house.clock.now()
    emit(session, "certificate-application/1", document(made, now), lambda: lines(made, now))
