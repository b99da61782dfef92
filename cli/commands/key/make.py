"""`zhengyun key make`: a signing key for a person."""

import click

from cli.keys import ALGORITHMS, lines
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "make",
    help=_("Make a signing key: a file sealed by a passphrase, or a key in a token. Nothing is ever overwritten."),
)
@click.argument("person")
@click.option(
    "--algorithm",
    type=click.Choice(ALGORITHMS),
    default=ALGORITHMS[0],
    show_default=True,
    help=_("What the key signs by; a token may not do each of them."),
)
@click.option("--token", default="", metavar="NAME", help=_("Make it in the token of that name, never to leave it."))
def entry(session: Session, person: str, algorithm: str, token: str) -> None:
    """Make a key and show its public half, which goes into the role file."""
    house = House(session)
    place, public, holding = house.make_key(person, algorithm, token)
    document = {**public._asdict(), "place": str(place), "holding": holding}
    if token and house.session.settings.token_keys.get(person) != str(place):
        session.say(
            _('Say so in {file}: [token_keys] {person} = "{place}"').format(
                file=session.settings.file, person=person, place=place
            )
        )
    emit(session, "key/1", document, lambda: lines(place, public, holding))
