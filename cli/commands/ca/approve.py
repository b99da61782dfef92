"""`zhengyun ca approve`: agree to an application, after it has been worked out here."""

from itertools import islice

import click

from cli.applied import document, lines
from cli.counting import looking
from cli.desks import desk_of
from cli.looked import FEW, doubts, one_key, seen, uses
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "approve",
    help=_(
        "Agree to an application. What would be certified is worked out here, from the request and the profile in force, and "
        "shown in words; you sign exactly that. A certificate is held by your yes alone; everything else a third person carries out."
    ),
)
@click.argument("application")
@click.option(
    "--yes", is_flag=True, help=_("Do not ask whether you mean it. It skips the question, never the approval.")
)
def entry(session: Session, application: str, yes: bool) -> None:
    """Show, ask, sign."""
    from pki.flows.reviewing import approve, look
    from pki.flows.shared import shared
    from pki.flows.uses import questioned
    from pki.flows.uses import uses as used

    house = House(session)
    desk = desk_of(house)
    with looking(session, house.applications.application(application).count) as counting:
        found = look(desk, application, session.person, counting.told)
    if session.output == "table":
        for line in seen(found, house.clock.now()):
            session.say(line)
        for line in one_key(islice(shared(desk, found.drafts), FEW)):
            session.say(line)
        for one in found.about:
            since = found.application.since
            doubted = questioned(desk, one, since) if since else ()
            for line in (*uses(used(desk, one)), *doubts(doubted, since)):
                session.say("  " + line)
    if not yes:
        click.confirm(_("Agree to {request}?").format(request=application), abort=True, err=True)
    made, now = approve(desk, found, reviewer=session.person, signer=house.signer()), house.clock.now()
    overdue = {"overdue": found.overdue._asdict()} if found.overdue else {}
    emit(session, "certificate-application/1", {**document(made, now), **overdue}, lambda: lines(made, now))
