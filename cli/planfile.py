"""What all commands that make a plan have in common: its file, how it is shown, and how they end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cli import chains, planned
from cli.administered import changed
from cli.files import write
from cli.output import emit, short
from cli.rooms import make
from cli.scope import scope_of
from cli.text import _
from cli.wiring import House
from zhengyun.action import count
from zhengyun.errors import Exit
from zhengyun.estate import Estate
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump

Function = Callable[..., Any]


def plan_options(function: Function) -> Function:
    """--commit and --file."""
    commit_help = _("Plan from this commit of the estate's files.")
    file = click.option(
        "-f",
        "--file",
        "file",
        type=click.Path(),
        metavar="FILE",
        default="plan.json",
        show_default=True,
        help=_("The plan file."),
    )
    return click.option("--commit", "revision", metavar="REV", default="", help=commit_help)(file(function))


def destroy_option(function: Function) -> Function:
    """--allow-destroy."""
    told = _("Plan also what destroys data; the plan says so to its approvers.")
    return click.option("--allow-destroy", is_flag=True, help=told)(function)


def diff_option(function: Function) -> Function:
    """--diff."""
    told = _("Of hosts: show line by line what of their files changes.")
    return click.option("--diff", is_flag=True, help=told)(function)


def write_plan(
    house: House, estate: Estate, scope: Scope, file: str, *, deep: bool = False, diff: bool = False
) -> Exit:
    """Plan, show it, with `diff` line by line, write the file, and say by the exit code whether there is something to do."""
    made = make(house, estate, scope, deep=deep)
    chain = chains.chain_for(house, made)
    shown = {**_document(made), "chain": chains.document(chain)}
    if diff:
        shown["diffs"] = [one._asdict() for one in house.diffs]

    def told() -> Iterator[str]:
        if diff:
            yield from changed(house.diffs)
        yield from planned.lines(made)
        yield from chains.lines(chain)
        yield from chains.missing(house, chain, made)

    emit(house.session, "plan-result/1", shown, told)
    # Also a plan of nothing: an older file that stayed would be taken for this one.
    write(Path(file), dump(made))
    if made.actions:
        house.session.say(_("written to {file} ({digest})").format(file=file, digest=short(made.digest)))
    return Exit.DRIFT if made.actions else Exit.OK


def plan_errand(
    house: House,
    errand: Sequence[str],
    sites: Sequence[str],
    file: str,
    *,
    revision: str = "",
    allow_destroy: bool = False,
) -> Exit:
    """The same for an errand: its name and its arguments, at these sites or at all."""
    estate = house.estate(revision)
    scope = replace(scope_of(estate, sites, (), allow_destroy=allow_destroy), errand=tuple(errand))
    return write_plan(house, estate, scope, file)


def _document(made: Plan) -> dict[str, object]:
    return {
        "digest": made.digest,
        "fingerprint": made.fingerprint,
        "totals": count(made.actions),
        "plan": made.document(),
    }
