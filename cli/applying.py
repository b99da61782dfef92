"""Carrying out one approved request: claim it, open the door, follow the run."""

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import click

from cli.claim import alive, mine
from cli.estates import estate_of
from cli.leaves import gate_of
from cli.openings import until_closed
from cli.pasts import past_of
from cli.probing.own import Compared, of_rules
from cli.progress import Following
from cli.receipts import document, lines
from cli.remembering import Remembered, keep_all
from cli.rooms import hands, lending
from cli.session import Session
from cli.signals import stopping
from cli.text import _, reason
from cli.wiring import House
from zhengyun.change import ChangeRequest
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.plan import Plan
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt, Status


class Applied(NamedTuple):
    """What came of it."""

    receipt: Receipt
    plan: Plan
    stopped: bool
    """Whether a person has ended it, and not the window that closed."""
    worse: ZhengyunError | None = None
    """What passes, or does not pass any more, otherwise than before and than the policy wants."""

    @property
    def exit(self) -> Exit:
        """0 where all of it was done, and nothing is worse than it was."""
        return Exit.OK if self.receipt.complete and not self.worse else Exit.FAILED

    def document(self) -> dict[str, object]:
        """The receipt as JSON data."""
        told = dict(document(self.receipt, self.plan))
        return {**told, "worse": {"code": self.worse.code.id, "reason": reason(self.worse)}} if self.worse else told

    def lines(self) -> list[str]:
        """The receipt in some lines."""
        told = list(lines(self.receipt, self.plan, whole=False))
        return [*told, click.style(f"{self.worse.code.id} {reason(self.worse)}", fg="red")] if self.worse else told

    def say_what_is_left(self, session: Session) -> None:
        """Say how to go on, where something was not begun."""
        if any(outcome.status is Status.WAITING for outcome in self.receipt.outcomes):
            text = _("interrupted; go on with: zhengyun change apply {request} --resume")
            session.say(text.format(request=self.receipt.request))


def carry_out(
    house: House, found: ChangeRequest, *, resume: bool = False, gone: str = "", runbook: str = ""
) -> Applied:
    """Carry out a request, until its end, a Ctrl-C or the closing of its window. `runbook` is the digest of the one that is run.

    Raises: ZhengyunError as `governance.execution.execute` and the door.
    """
    from governance.execution import execute
    from governance.granting import refuse_subject
    from governance.under import may_apply, may_execute
    from zhengyun.apply import Door, apply
    from zhengyun.machine import identity
    from zhengyun.planfile import load
    from zhengyun.run import Pace

    session, stop, closed = house.session, threading.Event(), threading.Event()
    read: dict[str, Remembered] = {}
    worse: list[ZhengyunError] = []
    refuse_subject(found)
    plan = load(house.ledger.plan(found.permit.plan), found.id)

    def through_the_door(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
        # Neither agreeing nor auditing is compatible with carrying out; what was refused to whom is on record.
        gate = gate_of(house, runbook)
        if house.executor_name:
            may_execute(house.proven(), house.executor_name, found.id, gate, house.clock.now())
        else:
            may_apply(found.permit, plan, house.proven(), gate, house.clock.now())
        # The door asks again; but nobody reads a site at length for what may not be done there.
        gate.open(found.permit, plan, house.clock.now())
        past_of(house, plan.scope.errand)
        estate = estate_of(house, plan, found.id)
        done = {outcome.action for outcome in before or () if outcome.status is Status.DONE}
        left = [action for action in plan.actions if action.id not in done]
        drivers = hands(house, estate, plan, found.permit, stop)
        before_and_after = of_rules(house, estate, plan)
        read.update({name: Remembered(driver, house) for name, driver in drivers.items()})
        with Following(session, left) as following:
            door = Door(
                drivers=read,
                gate=gate,
                journal=journal,
                witness=house.witness(),
                clock=house.clock,
                watcher=following,
                machine=identity(),
                lending=lending(house, plan),
                stop=stop,
                pace=Pace(workers=session.settings.workers),
            )
            with stopping(stop, session), until_closed(found.permit, house, stop, closed):
                carried = apply(plan, found.permit, session.person, door, before)
        if before_and_after:
            worse.extend(_worse(before_and_after))
        return carried

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
    keep_all(house, read, receipt, plan.scope.errand)
    return Applied(receipt, plan, stop.is_set() and not closed.is_set(), next(iter(worse), None))


def _worse(compared: Compared) -> Iterator[ZhengyunError]:
    """What is worse by packets than it was; what was done is done, and on record."""
    try:
        compared(_("rules of hosts"))
    except ZhengyunError as error:
        yield error
