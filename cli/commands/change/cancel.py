"""`zhengyun change cancel`: take a request back."""

import click

from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("cancel", help=_("Take your own request back, while nothing of it has been done."))
@click.argument("request")
def entry(session: Session, request: str) -> None:
    """Take back."""
    from cli.dropping import revoke
    from governance.requests import cancel

    house = House(session)
    now = house.clock.now()
    found = house.ledger.request(request)
    cancel(found, person=house.proven(), roles=house.roles, ledger=house.ledger, now=now)
    revoke(house, request)
    fresh = house.ledger.request(request)
    emit(session, "request/1", document(fresh, now), lambda: lines(fresh, now))
