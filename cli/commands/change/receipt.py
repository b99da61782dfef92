"""`zhengyun change receipt`: what was approved against what was done."""

import click

from cli import codes, tail
from cli.audited import reads
from cli.output import emit
from cli.receipts import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError

OVER = frozenset({State.REJECTED, State.CANCELLED, State.EXPIRED})


@command("receipt", help=_("What was approved against what was done, action by action."))
@click.argument("request")
def entry(session: Session, request: str) -> int:
    """Show the receipt; ends with 1 where not all of it was done."""
    from zhengyun.planfile import load

    house = House(session)
    found = house.ledger.request(request)
    reads(house, "change receipt", request=request)
    receipt = house.ledger.receipt(request)
    if receipt is None:
        state = found.state(house.clock.now())
        raise ZhengyunError(codes.NEVER_APPLIED if state in OVER else codes.NO_RECEIPT, request=request, state=state)
    plan = load(house.ledger.plan(found.permit.plan), request)
    unseen = tail.of(house)
    told = {**document(receipt, plan), "unseen": tail.document(unseen)}
    emit(session, "receipt/1", told, lambda: [*lines(receipt, plan, whole=True), *tail.told(unseen)])
    return Exit.OK if receipt.complete else Exit.FAILED
