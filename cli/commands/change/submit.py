"""`zhengyun change submit`: ask for a plan to be applied."""

from collections.abc import Iterator

import click

from cli import chains, openings, planned
from cli.instants import Instant
from cli.output import emit
from cli.requests import document
from cli.session import Session, command
from cli.starting import open_for
from cli.submitting import submitted
from cli.text import _, listed
from cli.wiring import House
from inventory.quantities import QuantityError, seconds
from zhengyun.change import ChangeRequest


class Duration(click.ParamType[int]):
    """A duration as people write it."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read `8 h` into seconds."""
        if isinstance(value, int):
            return value
        try:
            return seconds(value)
        except QuantityError as error:
            example = error.nearest or "8 h"
            self.fail(
                _("{given}: expected a duration such as {example}").format(given=value, example=example), param, ctx
            )


@command("submit", help=_("Ask for a plan to be applied. The request is signed with your key and bound to the plan."))
@click.argument("plan", type=click.Path(), metavar="PLAN", default="plan.json")
@click.option("-m", "--reason", default="", help=_("Why, in your own words."))
@click.option(
    "--valid", type=Duration(), default="8 h", show_default=True, help=_("How long it may be approved and used.")
)
@click.option(
    "--not-before",
    type=Instant(exact=True),
    metavar="INSTANT",
    help=_("Not to be carried out before this instant, such as 2026-11-21T22:00+08:00."),
)
@click.option(
    "--window",
    metavar="WINDOW",
    default="",
    help=_('To be carried out only at these times of the week, such as "Sat,Sun 22:00-06:00 Asia/Shanghai".'),
)
@click.option(
    "--under", metavar="NAME", default="", help=_("A grant or a standing permit, where your posts are not enough.")
)
@click.option(
    "--runbook", type=click.Path(), default="", help=_("The runbook that is being run under a standing permit.")
)
def entry(
    session: Session,
    plan: str,
    reason: str,
    valid: int,
    not_before: str | None,
    window: str,
    under: str,
    runbook: str,
) -> None:
    """Sign, submit, and name the request."""
    house = House(session)
    times = {"not_before": not_before or "", "window": window}
    asked, request = submitted(house, plan, reason, valid, under=under, runbook=runbook, **times)
    chain = chains.asked_for(house, request.permit, asked)
    shown = {**document(request, house.clock.now()), "chain": chains.document(chain)}
    emit(session, "request/1", shown, lambda: _lines(request, planned.summary(asked)))
    if request.permit.chain or not request.permit.under:
        # What is asked under a standing permit takes of what was opened with that, when it is carried out.
        open_for(house, request.id)


def _lines(request: ChangeRequest, summary: str) -> Iterator[str]:
    permit = request.permit
    yield _("{request} submitted by {person}: {summary}").format(
        request=request.id, person=permit.asker, summary=summary
    )
    roles = listed(map(_, permit.chain))
    if permit.chain:
        yield _("waits until {not_after} for: {roles}").format(not_after=permit.not_after, roles=roles)
    if permit.under:
        yield _("asked under {under}").format(under=permit.under)
    times = listed(openings.told(permit))
    if times:
        yield _("to be carried out {times}").format(times=times)
