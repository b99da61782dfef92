"""`zhengyun audit hold lift`: two people of two roles lift a hold."""

import click

from cli.audited import known
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "lift",
    help=_(
        "Lift a hold. Whoever comes first, auditor or security administrator, proposes it; when somebody who holds the "
        "other role says the same, it is lifted."
    ),
)
@click.argument("hold", type=Within(1))
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, hold: int, reason: str) -> None:
    """Propose or agree."""
    from governance.holds import LIFTED, lift
    from governance.requests import plain

    house = House(session)
    said = lift(
        person=session.person,
        number=hold,
        reason=plain(reason),
        signer=house.signer(),
        roles=house.roles,
        book=house.book,
        known=known(house),
        now=house.clock.now(),
    )
    lifted = said.kind == LIFTED
    text = _("hold {hold} is lifted") if lifted else _("proposed: to lift hold {hold}; it waits for the other role")
    document = {"hold": hold, "lifted": lifted, "number": said.number, "at": said.at}
    emit(session, "hold-lift/1", document, lambda: [text.format(hold=hold)])
