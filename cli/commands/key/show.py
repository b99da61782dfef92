"""`zhengyun key show`: the public half of a signing key."""

import click

from cli.keys import lines
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "show",
    help=_(
        "The public half of a person's key, of a key file or of a key in a token, and whether it can get out. No passphrase is "
        "needed; of a token, --secret-file with the PIN shows more."
    ),
)
@click.argument("person")
def entry(session: Session, person: str) -> None:
    """Show."""
    house = House(session)
    public, place = house.public_key(person), house.keyring.place(person)
    holding = house.key_holding(person)
    document = {**public._asdict(), "place": str(place), "holding": holding}
    emit(session, "key/1", document, lambda: lines(place, public, holding))
