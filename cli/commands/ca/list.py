"""`zhengyun ca list`: applications that wait, and certificates."""

from datetime import timedelta
from itertools import islice

import click

from cli.applied import applications, certificate_document, certificates, document
from cli.audited import reads
from cli.commands.change.submit import Duration
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.application import OPEN
from zhengyun.certified import Standing
from zhengyun.instant import text


@command(
    "list",
    help=_(
        "The applications that are open, and the certificates, the newest first; with --expiring the first to end first."
    ),
)
@click.option(
    "--state",
    type=click.Choice([one.value for one in Standing]),
    default=None,
    help=_("Only certificates in this state."),
)
@click.option("--profile", default="", metavar="PROFILE", help=_("Only of this profile."))
@click.option("--for", "holder", default="", metavar="HOLDER", help=_("Only of this holder."))
@click.option(
    "--expiring",
    type=Duration(),
    default=None,
    metavar="DURATION",
    help=_("Only what ends within this time, such as 30 d."),
)
@click.option("--most", type=Within(1, 100_000), default=100, show_default=True, help=_("At most so many."))
def entry(session: Session, state: str | None, profile: str, holder: str, expiring: int | None, most: int) -> None:
    """List."""
    house = House(session)
    reads(house, "ca list", state=state or "", profile=profile, holder=holder, expiring=expiring or 0)
    now = house.clock.now()
    if expiring is None:
        found = house.certificates.newest(most + 1, state=state or "", profile=profile, holder=holder)
    else:
        ending = house.certificates.ending(text(now), text(now + timedelta(seconds=expiring)))
        wanted = {"state": state, "profile": profile, "holder": holder}
        said = {name: value for name, value in wanted.items() if value}
        found = list(
            islice(
                (one for one in ending if all(getattr(one, name) == value for name, value in said.items())), most + 1
            )
        )
    more, found = len(found) > most, found[:most]
    filtered = bool(state or profile or holder or expiring is not None)
    waiting = [] if filtered else [one for one in house.applications.applications(OPEN) if one.now(now) in OPEN]
    told = {
        "applications": [document(one, now) for one in waiting],
        "certificates": [certificate_document(one, now) for one in found],
        "more": more,
    }
    cut = [_("there are more than {most}; --most shows them").format(most=most)] if more else []
    shown = [*applications(waiting, now), *certificates(found, now), *cut] or [_("There are none.")]
    emit(session, "certificates/1", told, lambda: shown)
