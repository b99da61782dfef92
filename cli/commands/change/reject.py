"""`zhengyun change reject`: refuse a request for good."""

import click

from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("reject", help=_("Refuse a request for good. It cannot be opened again; a new one can be asked for."))
@click.argument("request")
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, request: str, reason: str) -> None:
    """Refuse."""
    from governance.reviews import reject

    house = House(session)
    now = house.clock.now()
    found = house.ledger.request(request)
    reject(found, person=house.proven(), reason=reason, roles=house.roles, ledger=house.ledger, now=now)
    fresh = house.ledger.request(request)
    emit(session, "request/1", document(fresh, now), lambda: lines(fresh, now))
