"""`zhengyun change show`: one request with its plan and reviews."""

import click

from cli import planned
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("show", help=_("One request: who asked, what would be done, who has said what."))
@click.argument("request")
def entry(session: Session, request: str) -> None:
    """Show."""
    from zhengyun.planfile import load

    house = House(session)
    now = house.clock.now()
    found = house.ledger.request(request)
    asked = load(house.ledger.plan(found.permit.plan), request)
    whole = {**document(found, now), "plan": asked.document()}
    emit(session, "request/1", whole, lambda: [*lines(found, now), *planned.lines(asked)])
