"""`zhengyun grant ask`: apply for leave to ask for changes."""

import click

from cli.asked import ask
from cli.leave_options import leave_options, span
from cli.numbers import Within
from cli.scope import refuse_unknown
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.diff import Verb


@command(
    "ask",
    help=_(
        "Apply for leave to ask for some changes of some tenants, for yourself or, as a system administrator, for a vendor. "
        "Others agree to it as to any request; it ends by itself."
    ),
)
@click.option("--person", default="", metavar="PERSON", help=_("For whom; without it for yourself."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
@click.option(
    "--change-count",
    "count",
    type=Within(1),
    default=1,
    show_default=True,
    help=_("How many changes, each of which takes its own approval."),
)
@leave_options
def entry(
    session: Session,
    person: str,
    sites: tuple[str, ...],
    count: int,
    tenants: tuple[str, ...],
    verbs: tuple[str, ...],
    begins: str | None,
    seconds: int | None,
    ends: str | None,
    reason: str,
) -> None:
    """Sign, submit, and say what was asked for."""
    from governance.requests import plain
    from zhengyun.grant import Grant

    house = House(session)
    estate = house.estate()
    refuse_unknown(estate, sites)
    first, last = span(house.clock.now(), begins, seconds, ends)
    grant = Grant(
        person=person or session.person,
        tenants=tuple(sorted(set(tenants))),
        verbs=tuple(Verb(verb) for verb in sorted(set(verbs))),
        count=count,
        not_before=first,
        not_after=last,
        reason=plain(reason),
        sites=tuple(sorted(set(sites))),
    )
    ask(house, grant, estate)
