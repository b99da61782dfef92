"""`zhengyun audit clock`: go on with the log after a clock that ran ahead has been set right."""

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "clock",
    help=_(
        "Let the log go on from now, where its newest entry was written by a clock that ran ahead. An auditor signs for "
        "it; check the machine's time first."
    ),
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, reason: str) -> None:
    """Sign, write, tell."""
    from governance.clock import set_right
    from governance.requests import plain

    house = House(session)
    written = set_right(
        person=session.person,
        reason=plain(reason),
        signer=house.signer(),
        roles=house.roles,
        book=house.book,
        now=house.clock.now(),
    )
    text = _("the log goes on from {at}, with entry {number}")
    document = {"number": written.number, "at": written.at, "ahead": written.body["ahead"]}
    emit(session, "clock/1", document, lambda: [text.format(at=written.at, number=written.number)])
