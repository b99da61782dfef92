"""`zhengyun net check`: whether the policy keeps networks apart, and whether all of it is needed."""

from datetime import date

import click

from cli.modelled import checking
from cli.modelled.model import model_of, model_options
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "check",
    help=_(
        "Hold the policy against the network that it is for: ways past every firewall, hosts in two networks, firewalls that see one "
        "direction only, conduits that are superfluous, expired or lead nowhere, hosts that no plan brings new rules. Touches nothing. "
        "Ends with 3 where networks are joined, with 4 for anything else."
    ),
)
@model_options
@click.option(
    "--counters",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help=_("What firewalls have counted: JSON, by firewall and rule. Tells conduits that nobody has used."),
)
def entry(session: Session, beside: tuple[str, ...], day: date | None, file: str | None) -> int:
    """Judge, and tell."""
    from network.judging.judge import judge

    counters = checking.counters_in(file) if file else {}
    model = model_of(House(session), beside, day)
    findings = judge(model, counters)
    emit(session, "net-check/1", checking.document(model, findings), lambda: checking.lines(model, findings))
    return checking.worst(findings)
