"""`zhengyun change revert`: plan the way back of a change."""

from pathlib import Path

import click

from cli.output import short
from cli.planfile import destroy_option, plan_errand, plan_options
from cli.rooms import refuse_trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.past import REVERT, Past


@command(
    "revert",
    help=_(
        "Plan the way back of what a request has done, by its receipt: what it made goes, what it took away is made again, what "
        "it changed is said as before. The plan is submitted, approved and applied as any other. What somebody has changed "
        "since is refused by name, and whatever does not come back is told line by line, data first of all."
    ),
)
@click.argument("request")
@click.option(
    "--what-is-left",
    is_flag=True,
    help=_("Leave as it is whatever was changed since, or rests on what came later, and take back what is left."),
)
@destroy_option
@plan_options
def entry(
    session: Session, request: str, what_is_left: bool, allow_destroy: bool, revision: str, file: str
) -> int | None:
    """Look at what it did and at what is there, and plan."""
    from governance.reverting import past_of

    house = House(session)
    past = past_of(request, house.ledger, house.book, house.clock.now())
    refuse_trust(past)
    words = [REVERT, request, past.digest, *_left(house, past, revision, what_is_left=what_is_left)]
    ended = plan_errand(house, words, past.sites(), file, revision=revision, allow_destroy=allow_destroy)
    if ended is Exit.DRIFT:
        _advise(house, past)
    return ended


def _left(house: House, past: Past, revision: str, *, what_is_left: bool) -> list[str]:
    """What does not become as it was, at all sites; refused by name where that is because of what came later."""
    from cli.scope import scope_of
    from cloud.errands.reverting import refuse_since, walked
    from cloud.planning import each

    estate = house.estate(revision)
    sites = scope_of(estate, past.sites(), ()).sites
    clouds = house.reading(estate, sites)
    ways = each(sites, lambda name: walked(clouds[name], clouds[name].observe(past.tenants()), past))
    left = [one for way in ways for one in way.left]
    if not what_is_left:
        refuse_since(left, past)
    return [one.word for one in left]


def _advise(house: House, past: Past) -> None:
    """The files are not brought back with it: say how, or the next plan undoes this one."""
    if past.plan.scope.errand:
        return
    before = _files_before(house, past)
    say, folder = house.session.say, house.session.estate
    if before == past.plan.commit:
        say(
            _("The files did not change with {request}: the next plan brings back what it did.").format(
                request=past.request
            )
        )
        return
    span = f"{short(before)}..{short(past.plan.commit)}" if before else short(past.plan.commit)
    say(_("The files still declare what is taken back: bring them along, or the next plan brings it again."))
    say(f"  git -C {_near(folder)} revert --no-edit {span}")


def _near(folder: Path) -> Path:
    """A folder as somebody who stands here would call it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _files_before(house: House, past: Past) -> str:
    """The commit that was applied to the estate before this change; nothing where there was none."""
    from zhengyun.change import State

    own = house.ledger.request(past.request)
    earlier = [
        one
        for one in house.ledger.requests({State.APPLIED})
        if one.permit.estate == own.permit.estate and one.submitted < own.submitted
    ]
    return earlier[0].permit.commit if earlier else ""
