"""`zhengyun net prove`: in the lab's town, all instances at once, and what follows; with --mutate whether every guard is missed."""

import time
from contextlib import closing
from typing import Any

import click

from cli import proven
from cli.instants import Instant
from cli.numbers import Within
from cli.output import emit
from cli.probing.lines import lines
from cli.session import Session, command
from cli.text import _
from zhengyun import __version__
from zhengyun.errors import Exit


@command(
    "all",
    help=_(
        "Prove by packets that the networks are kept apart as declared: every zone against every zone, of each protocol and port, over IPv4 "
        "and IPv6, sent and captured on both sides. In the lab's town this asks every instance and joins what they say; elsewhere make a "
        "plan, carry it to each instance, and join the halves. Ends with 1 where anything is open that should be closed, closed that "
        "should be open, or unknown."
    ),
)
@click.option(
    "--mutate", is_flag=True, help=_("Take each guard away in turn, and see whether it is missed; in the lab alone.")
)
@click.option("--few", is_flag=True, help=_("One pair of hosts for each way that differs, not every pair."))
@click.option(
    "--protocol",
    multiple=True,
    type=click.Choice(("tcp", "udp", "icmp")),
    help=_("Only this protocol; several times for several."),
)
@click.option(
    "--window",
    type=Within(300, 20_000),
    default=2_000,
    show_default=True,
    metavar="MS",
    help=_("How long all listen, in milliseconds."),
)
@click.option("--on", "day", type=Instant(), help=_("Hold it against the policy as it counts on this day."))
def entry(session: Session, mutate: bool, few: bool, protocol: tuple[str, ...], window: int, day: str | None) -> int:
    """Prove."""
    from cli.probing import alone, besides, town
    from network.probing.certificate import document

    options: dict[str, Any] = {"few": few, "milliseconds": window, "day": (day or "")[:10]}
    if protocol:
        options["protocols"] = protocol
    started = time.monotonic()
    what = "net prove --mutate" if mutate else "net prove"
    with (
        closing(town.found(session, mutates=mutate)) as instances,
        alone.waiting(session, instances.town, what) as held,
    ):
        alone.refuse_lifted(instances.town)
        found, plan, halves = besides.proven(instances, **options)
        if mutate:
            from cli.probing.mutants import mutated

            found = mutated(session, instances, found, held)
        house = instances.houses[instances.maker()]
        proof = document(
            found, plan, halves, __version__, training=house.roles.training, seconds=round(time.monotonic() - started)
        )
        proven.enter(house, proof)
    emit(session, "net-proof/1", proof, lambda: lines(proof))
    return Exit.OK if proof["as_declared"] else Exit.FAILED
