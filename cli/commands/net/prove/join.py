"""`zhengyun net prove join`: what follows of all halves."""

from pathlib import Path

import click

from cli import proven
from cli.output import emit
from cli.probing.lines import lines
from cli.probing.options import trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun import __version__
from zhengyun.errors import Exit


@command(
    "join",
    help=_(
        "Put the halves of a plan together, offline, and say what follows: what is open, closed or unknown, and whether that is as declared. "
        "The proof is entered in the log. Ends with 1 where it does not pass."
    ),
)
@click.argument("plan", type=click.Path(dir_okay=False))
@click.argument("halves", nargs=-1, required=True, metavar="HALF...", type=click.Path(dir_okay=False))
@click.option(
    "-f",
    "--file",
    "file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    default="",
    help=_("Where the proof is written, too."),
)
@trust()
def entry(session: Session, plan: str, halves: tuple[str, ...], file: str, trust: tuple[tuple[str, Path], ...]) -> int:
    """Join."""
    from cli.probing import parts
    from network.probing import plan as plans
    from network.probing.certificate import document, outcome
    from network.probing.joining import join

    house = House(session)
    believed = parts.Trust(house, house.estate().network, trust)
    maker = believed.file(Path(plan), "plan")
    found = plans.read(dict(maker.body))
    made = [believed.file(Path(one), "half") for one in halves]
    judged = outcome(found, join(found, made, house.clock.now()))
    proof = document(judged, maker, made, __version__, training=house.roles.training)
    proven.enter(house, proof)
    if file:
        parts.keep(Path(file), {"format": "zhengyun-net-proof/1", **proof})
    emit(session, "net-proof/1", proof, lambda: lines(proof))
    return Exit.OK if proof["as_declared"] else Exit.FAILED
