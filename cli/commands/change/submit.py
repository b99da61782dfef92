"""`zhengyun change submit`: ask for a plan to be applied."""

from collections.abc import Iterator
from pathlib import Path

import click

from cli import planned
from cli.estates import estate_of
from cli.files import read
from cli.output import emit
from cli.requests import document
from cli.session import Session, command
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
def entry(session: Session, plan: str, reason: str, valid: int) -> None:
    """Sign, submit, and name the request."""
    from governance.requests import ask_once, submit
    from governance.roles import entitled
    from governance.rules import ASKS
    from zhengyun.planfile import load

    house = House(session)
    asked = load(read(Path(plan)), plan)
    estate_of(house, asked, plan)
    entitled(house.roles, session.person, ASKS, house.clock.now())
    ask_once(asked, house.ledger, house.clock.now())
    request = submit(
        asked,
        asker=session.person,
        reason=reason,
        seconds=valid,
        signer=house.signer(),
        roles=house.roles,
        ledger=house.ledger,
        now=house.clock.now(),
    )
    emit(session, "request/1", document(request, house.clock.now()), lambda: _lines(request, planned.summary(asked)))


def _lines(request: ChangeRequest, summary: str) -> Iterator[str]:
    permit = request.permit
    yield _("{request} submitted by {person}: {summary}").format(
        request=request.id, person=permit.asker, summary=summary
    )
    roles = listed(map(_, permit.chain))
    yield _("waits until {not_after} for: {roles}").format(not_after=permit.not_after, roles=roles)
