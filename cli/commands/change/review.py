"""`zhengyun change review`: an auditor's word about what was done in an emergency."""

import click

from cli.leaves import precedents_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_

FINDINGS = (N_("justified"), N_("misused"))


@command(
    "review",
    help=_(
        "Review, as an auditor, what was done in an emergency. You grant nothing by it: your signed finding is an entry of the "
        "log, and the glass can be broken again."
    ),
)
@click.argument("request")
@click.option("--finding", type=click.Choice(FINDINGS), required=True, help=_("What you have found."))
@click.option("-m", "--words", required=True, help=_("What it rests on, in your own words."))
def entry(session: Session, request: str, finding: str, words: str) -> None:
    """Sign, and write it into the log."""
    from governance.emergencies import Finding, review

    house = House(session)
    found = review(
        house.ledger.request(request),
        person=session.person,
        finding=Finding(finding),
        words=words,
        signer=house.signer(),
        roles=house.roles,
        precedents=precedents_of(house),
        book=house.book,
        now=house.clock.now(),
    )
    told = {"entry": found.number, **found.body}
    text = _("{request}: {finding}, says {person}; entry {number} of the log")
    line = text.format(request=request, finding=_(finding), person=session.person, number=found.number)
    emit(session, "emergency-review/1", told, lambda: [line])
