"""`zhengyun audit hold place`: nothing is erased that an inquiry needs."""

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "place",
    help=_(
        "Keep the log's entries from being erased, whatever their age: those of one request, or all. An auditor or a "
        "security administrator signs for it."
    ),
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
@click.option("--request", default="", metavar="REQUEST", help=_("Only entries of this request."))
def entry(session: Session, reason: str, request: str) -> None:
    """Place."""
    from governance.holds import place
    from governance.requests import plain

    house = House(session)
    if request:
        house.ledger.request(request)
    placed = place(
        person=session.person,
        reason=plain(reason),
        request=request,
        signer=house.signer(),
        roles=house.roles,
        book=house.book,
        now=house.clock.now(),
    )
    text = _("hold {number} is in force")
    document = {"hold": placed.number, "at": placed.at, "request": request or None}
    emit(session, "hold/1", document, lambda: [text.format(number=placed.number)])
