"""`zhengyun change approve`: agree, after making the plan again on this side."""

from collections.abc import Callable

import click

from cli import planned
from cli.administered import changed
from cli.approving import lines as asked_for
from cli.asked import agree
from cli.authorising import again, at_the_vault
from cli.away import answer, files, one_of, opened
from cli.output import emit
from cli.planfile import diff_option
from cli.replanning import plan_again
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import ChangeRequest
from zhengyun.errors import ZhengyunError
from zhengyun.plan import Plan
from zhengyun.rolefile import RoleFile
from zhengyun.subject import PLAN


@command(
    "approve",
    help=_(
        "Agree to a request. The plan is made again here, from the estate's commit and with a reading of the world of "
        "your own; you sign only what comes out the same. Of a grant or a standing permit you are shown in words what it allows."
    ),
)
@click.argument("request", default="")
@click.option(
    "--yes", is_flag=True, help=_("Do not ask whether you mean it. It skips the question, never the approval.")
)
@diff_option
@files
def entry(session: Session, request: str, yes: bool, diff: bool, file: str, answer_file: str) -> None:
    """Plan again, show, ask, sign; here, or where the records do not reach."""
    house = House(session)
    one_of(request, file, answer_file)
    if not file and house.ledger.request(request).permit.subject != PLAN:
        agree(house, house.ledger.request(request), yes=yes)
        return
    now = _away(house, file, answer_file, yes) if file else _here(house, request, yes, diff)
    emit(session, "request/1", document(now, house.clock.now()), lambda: lines(now, house.clock.now()))


def _here(house: House, name: str, yes: bool, diff: bool) -> ChangeRequest:
    """Agree where the records are."""
    from governance.reviews import approve, may_review
    from zhengyun.planfile import load

    roles, now = house.roles, house.clock.now()
    found, person = house.ledger.request(name), house.session.person
    asked = load(house.ledger.plan(found.permit.plan), name)
    if again(house, found):
        _authorise(house, found, asked, yes)
        return found
    may_review(found, person=person, roles=roles, now=now)
    with at_the_vault(house, found) as desk:
        approve(
            found,
            person=person,
            signer=house.signer(),
            roles=roles,
            ledger=house.ledger,
            asked=asked,
            replan=_sure(house, found, roles, yes, desk.look, diff),
            verifier=house.verifier,
            now=house.clock.now(),
        )
        desk.authorise()
    return house.ledger.request(name)


def _authorise(house: House, found: ChangeRequest, asked: Plan, yes: bool) -> None:
    """Authorise what was opened since for a plan that has been agreed to; nothing is signed."""
    from governance import codes
    from governance.genuine import refuse_forged

    house.proven()
    if asked.digest != found.permit.plan:
        raise ZhengyunError(codes.OTHER_PLAN_HERE, request=found.id, things="-")
    refuse_forged(found.permit, house.roles, house.verifier)
    mine = any(one.approver == house.session.person for one in found.permit.approvals)
    with at_the_vault(house, found) as desk:
        desk.look(asked)
        if not mine and house.session.output == "table":
            for line in (*planned.lines(asked), *asked_for(found, asked, house.roles, house.clock.now())):
                house.session.say(line)
        if not mine and not yes:
            click.confirm(
                _("Authorise in the vault what {request} needs?").format(request=found.id), abort=True, err=True
            )
        if not desk.authorise():
            house.session.say(_("nothing waits in the vault for your word about {request}").format(request=found.id))


def _away(house: House, file: str, answer_file: str, yes: bool) -> ChangeRequest:
    """Agree to what a file brings, and answer with a file."""
    from governance.reviews import approve

    away = opened(house, file)
    approve(
        away.request,
        person=house.session.person,
        signer=house.signer(),
        roles=away.roles,
        ledger=away.held,
        asked=away.travelling.plan,
        replan=_sure(house, away.request, away.roles, yes, lambda _plan: None),
        verifier=house.verifier,
        now=house.clock.now(),
    )
    if house.executor_name:
        text = _("what waits in the vault is authorised where it can be reached: zhengyun change approve {request}")
        house.session.say(text.format(request=away.request.id))
    return answer(house, away, answer_file)


def _sure(
    house: House, found: ChangeRequest, roles: RoleFile, yes: bool, look: Callable[[Plan], None], diff: bool = False
) -> Callable[[Plan], Plan]:
    """Make the plan again, `look` at what was opened for it, show it in words, and ask."""
    session = house.session

    def replan(asked: Plan) -> Plan:
        here = plan_again(house, asked, found.id)
        if here.digest == found.permit.plan:
            look(here)
        if session.output == "table":
            shown = changed(house.diffs) if diff else ()
            for line in (*shown, *planned.lines(here), *asked_for(found, here, roles, house.clock.now())):
                session.say(line)
        if not yes and here.digest == found.permit.plan:
            click.confirm(_("Agree to {request}?").format(request=found.id), abort=True, err=True)
        return here

    return replan
