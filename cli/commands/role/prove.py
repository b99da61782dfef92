"""`zhengyun role prove`: try what each role must not be able to do."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.output import emit
from cli.proving.shown import lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.entry import Note

if TYPE_CHECKING:
    from governance.proving import Attempt, Proof

# As `cli.proving.parts` has them, which help does not load.
PARTS: Final = ("zhengyun", "cloud", "vault", "database", "host")
KIND: Final = "roles.proven"


@command(
    "prove",
    help=_(
        "Try what each role must not be able to do, at the parts themselves and as that role, and quote how they refuse. "
        "Ends with 5 where something worked or could be made to work, else with 6 where something is not known."
    ),
)
@click.option(
    "--part", "parts", type=click.Choice(PARTS), multiple=True, help=_("Only this part; several times for several.")
)
def entry(session: Session, parts: Sequence[str]) -> int:
    """Try."""
    from cli.proving.parts import prove
    from governance.residual import RESIDUAL

    house = House(session)
    # Before anything is tried: what could not be put on record is not done.
    begun = house.book.last() is not None
    began = time.monotonic()
    proof = prove(house, parts or PARTS, _Telling(session).begins)
    seconds = round(time.monotonic() - began, 1)
    if begun:
        house.book.append(_note(house, proof, parts or PARTS))
    document = {**proof.document(), "seconds": seconds, "residual": [one._asdict() for one in RESIDUAL]}
    emit(session, "role-proof/1", document, lambda: lines(proof, RESIDUAL, seconds))
    return proof.exit


class _Telling:
    """Says at which part attempts are being made."""

    def __init__(self, session: Session) -> None:
        self._session, self._parts = session, set[str]()

    def begins(self, attempt: "Attempt") -> None:
        """An attempt begins."""
        if attempt.part not in self._parts:
            self._parts.add(attempt.part)
            self._session.say(_("trying at: {part}").format(part=attempt.part))


def _note(house: House, proof: "Proof", parts: Sequence[str]) -> Note:
    """The run, with what it has found."""
    from governance.proving import Outcome

    names: dict[str, object] = {
        outcome.value: [one.attempt.id for one in proof.of(outcome)] for outcome in (Outcome.WORKED, Outcome.UNKNOWN)
    }
    toxic = [f"{one.part}: {one.what}" for one in proof.toxic]
    body = {"parts": list(parts), **proof.counts(), **names, "toxic": toxic}
    return Note(KIND, house.session.person, body)
