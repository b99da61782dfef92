"""`zhengyun change apply`: carry out an approved request."""

from functools import partial

import click

from cli import requests
from cli.applying import carry_out
from cli.claim import alive
from cli.leaves import digest_of
from cli.openings import wait
from cli.output import emit
from cli.receipts import document, lines
from cli.session import Session, command
from cli.starting import start
from cli.submitting import begun_or_submitted
from cli.text import _
from cli.wiring import House

# How long in seconds what a script asks for may be used, as for everybody where nothing is said.
VALID = 8 * 3600


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
@click.option(
    "--wait", "waits", is_flag=True, help=_("Wait until its window opens. Ctrl-C stops waiting; nothing is done then.")
)
@click.option(
    "--under",
    metavar="NAME",
    default="",
    help=_("A standing permit: REQUEST is a plan's file then, asked for at once."),
)
@click.option(
    "--runbook", type=click.Path(), default="", help=_("The runbook that is being run under a standing permit.")
)
def entry(session: Session, request: str, resume: bool, gone: str, waits: bool, under: str, runbook: str) -> int:
    """Ask and wait where that is wanted, carry out, show the receipt."""
    from governance.execution import startable as may_start

    house = House(session)
    if under:
        request = begun_or_submitted(house, request, VALID, under, runbook).id
    found = wait(house, request) if waits else house.ledger.request(request)
    if house.executor_name and session.person != house.executor_name:
        may_start(found, resume=resume, alive=partial(alive, gone=gone), ledger=house.ledger, now=house.clock.now())
        return _by_the_executor(house, found.id, gone, runbook)
    applied = carry_out(house, found, resume=resume, gone=gone, runbook=digest_of(runbook))
    emit(session, "receipt/1", applied.document(), applied.lines)
    applied.say_what_is_left(session)
    return applied.exit


def _by_the_executor(house: House, request: str, gone: str, runbook: str) -> int:
    """Start the executor, to whom alone the vault lends credentials, and show what came of it."""
    from zhengyun.planfile import load

    before = house.ledger.receipt(request)
    runbook = digest_of(runbook).removeprefix("sha256:")
    told = [word for option, value in (("--gone", gone), ("--runbook", runbook)) if value for word in (option, value)]
    code = start(house, request, *told)
    receipt, found = house.ledger.receipt(request), house.ledger.request(request)
    if receipt and receipt != before:
        plan = load(house.ledger.plan(found.permit.plan), request)
        emit(house.session, "receipt/1", document(receipt, plan), lambda: lines(receipt, plan, whole=False))
    else:
        now = house.clock.now()
        emit(house.session, "request/1", requests.document(found, now), lambda: requests.lines(found, now))
    return code
