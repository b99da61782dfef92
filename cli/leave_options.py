"""What an application for a grant and one for a standing permit are told alike."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import click

from cli.commands.change.submit import Duration
from cli.instants import Instant
from cli.text import _
from zhengyun.instant import after, text

VERBS: Final = ("create", "update", "delete")
Function = Callable[..., Any]


def leave_options(function: Function) -> Function:
    """--tenant, --verb, --from, --for, --until and --reason."""
    tenant = _("A tenant that it is for; several times for several. `site` is what all tenants share.")
    for option in (
        click.option("--tenant", "tenants", multiple=True, required=True, metavar="TENANT", help=tenant),
        click.option(
            "--verb",
            "verbs",
            multiple=True,
            type=click.Choice(VERBS),
            default=("create", "update"),
            show_default=True,
            help=_("What may be done; several times for several."),
        ),
        click.option(
            "--from", "begins", type=Instant(), metavar="INSTANT", help=_("From when on; without it, from now on.")
        ),
        click.option("--for", "seconds", type=Duration(), metavar="DURATION", help=_("For how long, such as 1 d.")),
        click.option(
            "--until",
            "ends",
            type=Instant(last=True),
            metavar="INSTANT",
            help=_("Until when, instead of for how long."),
        ),
        click.option("-m", "--reason", required=True, help=_("Why, in your own words.")),
    ):
        function = option(function)
    return function


def span(now: datetime, begins: str | None, seconds: int | None, ends: str | None) -> tuple[str, str]:
    """From when until when.

    Raises: click.UsageError where it is said twice, or not at all, or it ends before it begins.
    """
    if (seconds is None) == (ends is None):
        raise click.UsageError(_("say either --for or --until"))
    first = begins or text(now)
    last = ends or after(datetime.fromisoformat(first), seconds or 0)
    if datetime.fromisoformat(last) - datetime.fromisoformat(first) < timedelta(seconds=1):
        raise click.UsageError(_("it would end before it begins: {begins} to {ends}").format(begins=first, ends=last))
    return first, last
