"""`zhengyun key make`: a signing key for a person."""

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("make", help=_("Make a signing key (Ed25519), sealed by a passphrase. Nothing is ever overwritten."))
@click.argument("person")
def entry(session: Session, person: str) -> None:
    """Make a key and show its public half, which goes into the role file."""
    house = House(session)
    public = house.make_key(person)
    told = _("{file}: key {key}, public {value}").format(file=house.key_file(person), key=public.id, value=public.value)
    emit(session, "key/1", public._asdict(), lambda: [told])
