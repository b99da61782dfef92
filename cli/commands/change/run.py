"""`zhengyun change run`: the executor's part of a change."""

import click

from cli.applying import Applied
from cli.beforehand import is_lent
from cli.beforehand import run as lie
from cli.executing import as_executor, run
from cli.leaves import digest_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "run",
    help=_(
        "The executor's part. Before people have agreed it opens in the vault what the plan needs, and ends with 8; run again, it opens "
        "nothing twice. When they have agreed and authorised it, the change is carried out, and an interrupted one goes on. What was "
        "opened for a request that has come to its end is made worthless."
    ),
)
@click.argument("request")
@click.option(
    "--gone", metavar="HOST", default="", help=_("Take over from a machine that is gone for good, which is on record.")
)
@click.option(
    "--runbook", type=click.Path(), default="", help=_("The runbook that is being run under a standing permit.")
)
def entry(session: Session, request: str, gone: str, runbook: str) -> int:
    """Open, carry out, or drop; show what came of it."""
    session = as_executor(session)
    house = House(session)
    found = house.ledger.request(request)
    if is_lent(house, found):
        lying = lie(house, found, gone=gone)
        emit(session, "waiting/1", lying.document(), lying.lines)
        return lying.exit
    done = run(house, found, gone=gone, runbook=digest_of(runbook))
    emit(session, "receipt/1" if isinstance(done, Applied) else "waiting/1", done.document(), done.lines)
    if isinstance(done, Applied):
        done.say_what_is_left(session)
    return done.exit
