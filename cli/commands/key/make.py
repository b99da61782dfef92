"""`zhengyun key make`: a signing key for a person."""

import click

from cli.output import emit
from cli.passphrase import ask
from cli.session import Session, command
from cli.text import _


@command("make", help=_("Make a signing key (Ed25519), sealed by a passphrase. Nothing is ever overwritten."))
@click.argument("person")
def entry(session: Session, person: str) -> None:
    """Make a key and show its public half, which goes into the role file."""
    from keys.files import make

    folder = session.settings.keys
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{person}.json"
    public = make(file, ask(session, person, confirm=True))
    told = _("{file}: key {key}, public {value}").format(file=file, key=public.id, value=public.value)
    emit(session, "key/1", public._asdict(), lambda: [told])
