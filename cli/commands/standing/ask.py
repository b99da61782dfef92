"""`zhengyun standing ask`: apply for leave for a script."""

from pathlib import Path

import click

from cli.asked import ask
from cli.leave_options import leave_options, span
from cli.leaves import digest_of
from cli.numbers import Within
from cli.scope import refuse_unknown, sites_of
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.diff import Verb


@command(
    "ask",
    help=_(
        "Apply for leave for a script: one runbook, byte for byte, so often, at its times and within limits. Others agree to it "
        "once; then the script asks and carries out by itself, and all of it is on record."
    ),
)
@click.argument("runbook", type=click.Path())
@click.option(
    "--script", "person", required=True, metavar="PERSON", help=_("In whose name and with whose key the script acts.")
)
@click.option(
    "--window",
    metavar="WINDOW",
    default="",
    help=_('To be carried out only at these times of the week, such as "Sat,Sun 22:00-06:00 Asia/Shanghai".'),
)
@click.option("--count", type=Within(1), required=True, help=_("How many changes in all."))
@click.option("--most-actions", "actions", type=Within(1), required=True, help=_("How many actions each has at most."))
@click.option("--destroys", is_flag=True, help=_("Data may be destroyed. Without it that is refused."))
@click.option("--opens", is_flag=True, help=_("Flows may be opened. Without it that is refused."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
@leave_options
def entry(
    session: Session,
    runbook: str,
    person: str,
    window: str,
    count: int,
    actions: int,
    destroys: bool,
    opens: bool,
    sites: tuple[str, ...],
    tenants: tuple[str, ...],
    verbs: tuple[str, ...],
    begins: str | None,
    seconds: int | None,
    ends: str | None,
    reason: str,
) -> None:
    """Sign, submit, and say what was asked for."""
    from governance.requests import plain
    from zhengyun import codes
    from zhengyun.errors import ZhengyunError, why
    from zhengyun.standing import Limits, Standing

    house = House(session)
    first, last = span(house.clock.now(), begins, seconds, ends)
    allowed = tuple(Verb(verb) for verb in sorted(set(verbs)))
    limits = Limits(tuple(sorted(set(tenants))), actions, allowed, destroys, opens)
    name, estate = plain(Path(runbook).name), house.estate()
    refuse_unknown(estate, sites)
    # What is opened in the vault beforehand is opened for sites that are named, and for no others.
    at = tuple(sorted(set(sites))) or (sites_of(estate, tenants) if house.executor_name else ())
    try:
        subject = Standing(digest_of(runbook), name, person, window, count, first, last, plain(reason), limits, at)
    except ValueError as error:
        # All else was asked for above: it is the window.
        raise ZhengyunError(codes.NO_WINDOW, window=window, problem=why(error)) from error
    ask(house, subject, estate)
