"""`zhengyun net check`: whether the policy keeps networks apart, and whether all of it is needed."""

from datetime import date

import click

from cli.modelled import checking
from cli.modelled.model import model_of, model_options
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "check",
    help=_(
        "Hold the policy against the network that it is for: ways past every firewall, hosts in two networks, firewalls that see one "
        "direction only, conduits that are superfluous, expired or lead nowhere, hosts that no plan brings new rules. Touches nothing. "
        "Ends with 3 where networks are joined, with 4 for anything else, with 6 where nothing is wrong and a firewall told nothing."
    ),
)
@model_options
@click.option("--counted", is_flag=True, help=_("Ask this network's firewalls by SSH what each rule has let through."))
@click.option(
    "--counters",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help=_("What firewalls have counted: JSON, by firewall and rule. Tells conduits that nobody has used."),
)
def entry(session: Session, beside: tuple[str, ...], day: date | None, counted: bool, file: str | None) -> int:
    """Judge, and tell."""
    from network.counted import Counted
    from network.judging.judge import judge

    counters = checking.counters_in(file) if file else {}
    house = House(session)
    model = model_of(house, beside, day)
    asked = checking.asked(house, model) if counted else Counted({}, {})
    findings = judge(model, {**counters, **asked.counters})
    shown = checking.document(model, findings, asked.untold)
    emit(session, "net-check/1", shown, lambda: checking.lines(model, findings, asked.untold))
    return checking.worst(findings) or (Exit.UNREACHABLE if asked.untold else Exit.OK)
