"""`zhengyun plan`: look at the estate's files and at the sites, and write down what has to be done."""

from pathlib import Path

import click

from cli import planned
from cli.files import write
from cli.output import emit, short
from cli.scope import scope_of, scope_options
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.action import count
from zhengyun.errors import Exit
from zhengyun.plan import Plan
from zhengyun.planfile import dump


@command("plan", help=_("Show what has to be done so that the estate is as declared, and write it to a plan file."))
@scope_options
@click.option(
    "--allow-destroy", is_flag=True, help=_("Plan also what destroys data; the plan says so to its approvers.")
)
@click.option(
    "--deep", is_flag=True, help=_("Ask Nova and Cinder for every tenant's quota, which takes calls for each.")
)
@click.option("--commit", "revision", metavar="REV", default="", help=_("Plan from this commit of the estate's files."))
@click.option(
    "-f",
    "--file",
    "file",
    type=click.Path(),
    metavar="FILE",
    default="plan.json",
    show_default=True,
    help=_("The plan file."),
)
def entry(
    session: Session,
    sites: tuple[str, ...],
    only: tuple[str, ...],
    allow_destroy: bool,
    deep: bool,
    revision: str,
    file: str,
) -> int:
    """Plan, write the file, and end with 4 where there is something to do."""
    from cloud.planning import plan as make

    house = House(session)
    estate = house.estate(revision)
    scope = scope_of(estate, sites, only, allow_destroy=allow_destroy)
    made = make(estate, house.reading(estate, scope.sites), scope, deep=deep)
    emit(session, "plan-result/1", _document(made), lambda: planned.lines(made))
    # Also a plan of nothing: an older file that stayed would be taken for this one.
    write(Path(file), dump(made))
    if made.actions:
        session.say(_("written to {file} ({digest})").format(file=file, digest=short(made.digest)))
    return Exit.DRIFT if made.actions else Exit.OK


def _document(made: Plan) -> dict[str, object]:
    return {
        "digest": made.digest,
        "fingerprint": made.fingerprint,
        "totals": count(made.actions),
        "plan": made.document(),
    }
