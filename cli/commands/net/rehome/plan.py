"""`zhengyun net rehome plan`: the steps by which hosts move from one network to another, the two apart at each."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli.modelled.model import Day
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_, ZhengyunError

if TYPE_CHECKING:
    from zhengyun.estate.moving import Move, Step

DEEDS: Final = {
    "prove": N_("prove that the networks are apart: `zhengyun net prove`"),
    "detach": N_("detach {host} from {segment}"),
    "readdress": N_("give {host} its new addresses while it is attached to nothing: {addresses}"),
    "attach": N_("attach {host} to {segment}"),
}


@command(
    "plan",
    help=_(
        "Show the steps by which hosts and segments of another network become this one's, and hold each against the model: at none of "
        "them the two are joined. Steps that FILE gives in another order are refused, with the one that would join. Touches nothing."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False), metavar="FILE")
@click.option(
    "--leaving",
    required=True,
    type=click.Path(exists=True, file_okay=False),
    metavar="FOLDER",
    help=_("The estate of the network that they leave."),
)
@click.option("--day", type=Day(), metavar="DAY", help=_("As on this day (UTC); today where it is left out."))
def entry(session: Session, file: str, leaving: str, day: date | None) -> None:
    """Plan, and tell."""
    from inventory.loader import load
    from inventory.moves import load as read
    from inventory.source import Folder
    from network import codes
    from network.rehoming.planning import planned

    new, old = House(session).estate(), load(Folder(Path(leaving)))
    if new.policy is None:
        raise ZhengyunError(codes.UNDECLARED)
    if old.network == new.network:
        said = _("{folder} is an estate of {network}, which is this instance's own network")
        raise click.BadParameter(said.format(folder=leaving, network=new.network), param_hint="--leaving")
    move = read(Path(file), Path(file).read_bytes())
    steps = planned(old, new, move, day or datetime.now(UTC).date())
    emit(session, "net-rehome/1", _document(move, steps), lambda: _lines(move, steps))


def _document(move: "Move", steps: "Sequence[Step]") -> dict[str, Any]:
    return {
        "rehome": move.name,
        "reason": move.reason,
        "zone": move.zone,
        "steps": [
            {"number": number, "do": one.deed, "host": one.host or None, "segment": one.segment or None, "apart": True}
            for number, one in enumerate(steps, 1)
        ],
    }


def _lines(move: "Move", steps: "Sequence[Step]") -> Iterator[str]:
    yield click.style(f"{move.name} · {move.reason}", bold=True)
    for number, one in enumerate(steps, 1):
        told = move.hosts.get(one.host)
        addresses = ", ".join(each for legs in told.interfaces.values() for each in legs) if told else ""
        yield f"{number:>2}  " + _(DEEDS[one.deed]).format(host=one.host, segment=one.segment, addresses=addresses)
    yield _("steps: {count} · at none of them are the two networks joined").format(count=len(steps))
