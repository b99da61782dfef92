"""`zhengyun key show`: the public half of a signing key."""

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("show", help=_("The public half of a person's key, or of a key file. No passphrase is needed."))
@click.argument("person")
def entry(session: Session, person: str) -> None:
    """Show."""
    house = House(session)
    public = house.public_key(person)
    told = _("{file}: key {key}, public {value}").format(file=house.key_file(person), key=public.id, value=public.value)
    emit(session, "key/1", public._asdict(), lambda: [told])
