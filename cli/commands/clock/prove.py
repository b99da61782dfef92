"""`zhengyun clock prove`: whether one line of a log was written before another."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from cli import clocks
from cli.output import emit
from cli.session import Session, command
from cli.text import _, worded
from cli.wiring import House
from zhengyun.errors import N_, Exit

if TYPE_CHECKING:
    from clock.proving import Event, Proof

ORDERS: Final[Mapping[str, str]] = {
    "before": N_("The first was before the second, by {low} at least and {high} at most."),
    "after": N_("The first was after the second, by {low} at least and {high} at most."),
    "undecidable": N_("Nobody can say which was first."),
}


@command(
    "prove",
    help=_(
        "Say which of two lines of logs was written first, each given as HOST INSTANT, or that nobody can: by what the log has on "
        "record of their clocks (`clock status --record`). Ends with 6 where it is undecidable."
    ),
)
@click.argument("first")
@click.argument("second")
def entry(session: Session, first: str, second: str) -> int:
    """Read two lines, and the record."""
    from clock.history import records
    from clock.proving import line, prove

    lines = line(first), line(second)
    house = House(session)
    drift = clocks.time_of(house.estate()).limits.drift
    proof = prove(*lines, records(clocks.measured(house)), drift)
    document = {
        "order": proof.order,
        "apart": proof.apart,
        "first": _event(proof.first),
        "second": _event(proof.second),
    }
    emit(session, "clock-proof/1", document, lambda: _lines(proof, drift))
    return Exit.UNREACHABLE if proof.order == "undecidable" else Exit.OK


def _event(event: "Event") -> Mapping[str, Any]:
    """Instants as nanoseconds since 1970, at least and at most; as text, whole numbers of that size are no JSON that all can read."""
    return {
        "host": event.line.host,
        "said": [str(one) for one in event.line.said],
        "true": [str(one) for one in event.true] if event.true else None,
        "text": worded(event.words),
    }


def _lines(proof: "Proof", drift: int) -> Iterator[str]:
    from clock.spans import span

    for event in (proof.first, proof.second):
        yield _("{host}, {said}: {when} ({why})").format(
            host=event.line.host, said=event.line.text, when=_when(event), why=worded(event.words)
        )
    apart = proof.apart
    ends = sorted(map(abs, apart)) if apart else (0, 0)
    yield _(ORDERS[proof.order]).format(low=span(ends[0]), high=span(ends[1]))
    yield _("Between two readings a clock is taken to run away by {drift} ppm at most.").format(drift=drift)


def _when(event: "Event") -> str:
    """When it was, in the agreed time."""
    from clock.spans import instant, span

    if event.true is None:
        return _("unknown when")
    return f"{instant(event.true.middle)} ± {span(event.true.half)}"
