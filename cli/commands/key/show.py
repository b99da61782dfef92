"""`zhengyun key show`: the public half of a signing key."""

from pathlib import Path

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command("show", help=_("The public half of a person's key, or of a key file. No passphrase is needed."))
@click.argument("person")
def entry(session: Session, person: str) -> None:
    """Show."""
    from keys.files import show

    file = Path(person) if person.endswith(".json") else session.settings.keys / f"{person}.json"
    public = show(file)
    told = _("{file}: key {key}, public {value}").format(file=file, key=public.id, value=public.value)
    emit(session, "key/1", public._asdict(), lambda: [told])
