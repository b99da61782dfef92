"""`zhengyun audit witness run`: sign a checkpoint and have every witness sign it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _, reason
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.instant import text

if TYPE_CHECKING:
    from governance.witnessing import Answer


@command(
    "run",
    help=_(
        "Sign a checkpoint of the log and have every witness of the settings sign it; for cron, too. Ends with 5 where one "
        "says that the log is not the one it saw, and with 6 where one has not answered. What the others have signed counts."
    ),
)
def entry(session: Session) -> int:
    """Ask all of them; one line a witness."""
    from governance.witnessing import NOBODY
    from zhengyun.checkpoint import Checkpoint

    witnesses = House(session).witness()
    if not witnesses.asks:
        raise NOBODY
    note, answers = witnesses.attest()
    checkpoint = Checkpoint.read(note.text)
    document = {
        "checkpoint": checkpoint.document(),
        "witnesses": [
            {
                "witness": one.witness,
                "signed": _when(one),
                "refusal": one.refusal.code.id if one.refusal else None,
                "reason": reason(one.refusal) if one.refusal else None,
            }
            for one in answers
        ],
    }
    emit(session, "witnessed/1", document, lambda: _lines(checkpoint.size, answers))
    refusals = [one.refusal for one in answers if one.refusal]
    if any(refusal.exit is Exit.BROKEN for refusal in refusals):
        return Exit.BROKEN
    # Who is not heard of from the first is missed only when the last one fails, too.
    return Exit.UNREACHABLE if refusals else Exit.OK


def _when(answer: "Answer") -> str | None:
    return text(datetime.fromtimestamp(answer.seconds, UTC)) if answer.line else None


def _lines(size: int, answers: "Sequence[Answer]") -> Iterator[str]:
    for one in answers:
        if one.refusal:
            colour = "red" if one.refusal.exit is Exit.BROKEN else "yellow"
            yield f"{click.style('✗', fg=colour)} {one.refusal.code.id} {reason(one.refusal)}"
        else:
            told = _("{witness} has signed {size} entries at {at}")
            yield click.style("✓", fg="green") + " " + told.format(witness=one.witness, size=size, at=_when(one))
