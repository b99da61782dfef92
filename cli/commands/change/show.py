"""`zhengyun change show`: one request with its plan and reviews."""

from collections.abc import Iterator

import click

from cli import chains, planned
from cli.asked import show
from cli.audited import reads
from cli.emergencies import told as emergency
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.subject import PLAN


@command("show", help=_("One request: who asked, what would be done, who has said what."))
@click.argument("request")
def entry(session: Session, request: str) -> None:
    """Show."""
    from zhengyun.planfile import load

    house = House(session)
    now = house.clock.now()
    found = house.ledger.request(request)
    reads(house, "change show", request=request)
    if found.permit.subject != PLAN:
        show(house, request)
        return
    asked = load(house.ledger.plan(found.permit.plan), request)
    chain = chains.asked_for(house, found.permit, asked)
    whole = {**document(found, now), "plan": asked.document(), "chain": chains.document(chain)}

    def told() -> Iterator[str]:
        yield from lines(found, now)
        yield from emergency(house, found)
        yield from planned.lines(asked)
        yield from chains.because(chain)

    emit(session, "request/1", whole, told)
