"""`zhengyun change approve`: agree, after making the plan again on this side."""

import click

from cli import planned
from cli.estates import estate_of
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.plan import Plan


@command(
    "approve",
    help=_(
        "Agree to a request. The plan is made again here, from the estate's commit and with a reading of the world of "
        "your own; you sign only what comes out the same."
    ),
)
@click.argument("request")
@click.option(
    "--yes", is_flag=True, help=_("Do not ask whether you mean it. It skips the question, never the approval.")
)
def entry(session: Session, request: str, yes: bool) -> None:
    """Plan again, show, ask, sign."""
    from cloud.planning import plan as make
    from governance.reviews import approve, may_review
    from zhengyun.planfile import load

    house = House(session)
    roles = house.roles
    found = house.ledger.request(request)
    may_review(found, person=session.person, roles=roles, now=house.clock.now())
    asked = load(house.ledger.plan(found.permit.plan), request)

    def replan(plan: Plan) -> Plan:
        estate = estate_of(house, plan, request)
        here = make(estate, house.reading(estate, plan.scope.sites, agrees=True), plan.scope)
        if session.output == "table":
            for line in planned.lines(here):
                session.say(line)
        return here

    def sure(plan: Plan) -> Plan:
        here = replan(plan)
        if not yes and here.digest == found.permit.plan:
            click.confirm(_("Agree to {request}?").format(request=request), abort=True, err=True)
        return here

    approve(
        found,
        person=session.person,
        signer=house.signer(),
        roles=roles,
        ledger=house.ledger,
        asked=asked,
        replan=sure,
        now=house.clock.now(),
    )
    now = house.clock.now()
    fresh = house.ledger.request(request)
    emit(session, "request/1", document(fresh, now), lambda: lines(fresh, now))
