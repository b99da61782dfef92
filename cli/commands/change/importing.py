"""`zhengyun change import`: record a word that came back as a file."""

from pathlib import Path

import click

from cli.files import read
from cli.output import emit
from cli.requests import document, lines
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.change import State


@command(
    "import",
    help=_(
        "Record a word that `change approve --file` or `change reject --file` has written elsewhere. It counts as if it had "
        "been said here: everything is checked but the plan, which its signer has made again."
    ),
)
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Check and record."""
    from cli.dropping import revoke
    from governance.away import receive
    from governance.travelling import LARGEST, read_word
    from governance.withdrawals import SAID, WITHDRAWN

    house = House(session)
    word = read_word(read(Path(file), LARGEST), file)
    receive(
        word,
        carrier=session.person,
        roles=house.roles,
        ledger=house.ledger,
        log=house.book.of_kind(SAID, WITHDRAWN),
        verifier=house.verifier,
        now=house.clock.now(),
    )
    now = house.clock.now()
    fresh = house.ledger.request(word.request)
    if fresh.state(now) is State.REJECTED:
        revoke(house, word.request)
    emit(session, "request/1", document(fresh, now), lambda: lines(fresh, now))
