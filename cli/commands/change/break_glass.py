"""`zhengyun change break-glass`: ask again as an emergency."""

import click

from cli.leaves import precedents_of
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.starting import open_for
from cli.text import _
from cli.wiring import House
from zhengyun.people import Role


@command(
    "break-glass",
    help=_(
        "Ask again for the plan of your request as an emergency: two people at least agree in the place of its chain, for a "
        "short time, and an auditor reviews it afterwards. Until then the glass is not broken again."
    ),
)
@click.argument("request")
@click.option("-m", "--reason", required=True, help=_("Why it cannot wait, in your own words. Everybody signs it."))
@click.option(
    "--second",
    type=click.Choice([role.value for role in Role]),
    help=_("Which role agrees beside the security administrator; without it, one that somebody holds now."),
)
def entry(session: Session, request: str, reason: str, second: str | None) -> None:
    """Sign, submit in the place of the ordinary request, and name the new one."""
    from governance.emergencies import break_glass

    house = House(session)
    found = house.ledger.request(request)
    asked = break_glass(
        found,
        person=session.person,
        reason=reason,
        second=Role(second) if second else None,
        signer=house.signer(),
        roles=house.roles,
        precedents=precedents_of(house),
        ledger=house.ledger,
        now=house.clock.now(),
    )
    now = house.clock.now()
    emit(session, "request/1", document(asked, now), lambda: lines(asked, now))
    open_for(house, asked.id)
