"""`zhengyun change apply`: carry out an approved request."""

import threading
from collections.abc import Sequence
from functools import partial

import click

from cli.claim import alive, mine
from cli.estates import estate_of
from cli.output import emit
from cli.progress import Following
from cli.receipts import document, lines
from cli.session import Session, command
from cli.signals import stopping
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt, Status


@command(
    "apply",
    help=_(
        "Carry out an approved request. Ctrl-C lets what is under way come to its end, records it and stops; --resume goes on."
    ),
)
@click.argument("request")
@click.option("--resume", is_flag=True, help=_("Go on with an apply that was interrupted or failed."))
@click.option(
    "--gone", metavar="HOST", default="", help=_("Take over from a machine that is gone for good, which is on record.")
)
def entry(session: Session, request: str, resume: bool, gone: str) -> int:
    """Open the door, follow the run, show the receipt."""
    from cloud.adoption.taking import hands
    from governance.execution import execute
    from governance.roles import entitled
    from governance.rules import APPLIES, RULES
    from zhengyun.apply import Door, apply
    from zhengyun.gate import Gate
    from zhengyun.planfile import load
    from zhengyun.run import Pace

    house = House(session)
    found = house.ledger.request(request)
    plan = load(house.ledger.plan(found.permit.plan), request)
    stop = threading.Event()

    def through_the_door(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
        # Neither agreeing nor auditing is compatible with carrying out; what was refused to whom is on record.
        roles = house.roles
        entitled(roles, house.proven(), APPLIES, house.clock.now())
        # No permit, no credential: the door asks again, but by then they would have been handed out.
        gate = Gate(roles, RULES, house.verifier)
        gate.open(found.permit, plan, house.clock.now())
        estate = estate_of(house, plan, request)
        done = {outcome.action for outcome in before or () if outcome.status is Status.DONE}
        left = [action for action in plan.actions if action.id not in done]
        sites = {action.address.site for action in plan.actions}
        with house.writing(estate, found.permit, sites) as clouds, Following(session, left) as following:
            door = Door(
                drivers=hands({name: estate.site(name) for name in clouds}, clouds, plan.scope.errand),
                gate=gate,
                journal=journal,
                witness=house.witness(),
                clock=house.clock,
                watcher=following,
                stop=stop,
                pace=Pace(workers=session.settings.workers),
            )
            with stopping(stop, session):
                return apply(plan, found.permit, session.person, door, before)

    receipt = execute(
        found,
        claim=mine(session.person, house.clock.now()),
        resume=resume,
        alive=partial(alive, gone=gone),
        ledger=house.ledger,
        book=house.book,
        apply=through_the_door,
        now=house.clock.now(),
    )
    emit(session, "receipt/1", document(receipt, plan), lambda: lines(receipt, plan, whole=False))
    if any(outcome.status is Status.WAITING for outcome in receipt.outcomes):
        session.say(_("interrupted; go on with: zhengyun change apply {request} --resume").format(request=request))
    return Exit.OK if receipt.complete else Exit.FAILED
