"""`zhengyun change withdraw`: take one's yes back."""

import click

from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "withdraw",
    help=_(
        "Take your yes to a request back, until it is used. Your link of the chain is open again, and those after it; you "
        "can agree again, and your last word counts."
    ),
)
@click.argument("request")
@click.option("-m", "--reason", default="", help=_("Why, in your own words."))
def entry(session: Session, request: str, reason: str) -> None:
    """Take the yes back."""
    from cli.dropping import revoke
    from governance.withdrawals import withdraw

    house = House(session)
    now = house.clock.now()
    found = house.ledger.request(request)
    withdraw(found, person=house.proven(), reason=reason, roles=house.roles, ledger=house.ledger, now=now)
    revoke(house, request)
    fresh = house.ledger.request(request)
    emit(session, "request/1", document(fresh, now), lambda: lines(fresh, now))
