"""`zhengyun ca unwrap`: the holder opens the encryption key that was made for him."""

from pathlib import Path
from typing import Final

import click

from cli.files import read
from cli.output import emit
from cli.passphrase import ask
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.errors import ZhengyunError

LONGEST: Final = 64 * 1024


@command(
    "unwrap",
    help=_(
        "Open the encryption key that an authority has made for you and enveloped for your signing key, and write it to a key file "
        "of your own, which a passphrase seals. The signing key is a file; the new passphrase is asked for twice."
    ),
)
@click.argument("file", type=click.Path())
@click.option("--key", metavar="HOLDER", required=True, help=_("Your signing key, as the keyring knows it."))
@click.option(
    "--out", type=click.Path(), metavar="KEYFILE", required=True, help=_("The new key file, ending in .json.")
)
def entry(session: Session, file: str, key: str, out: str) -> None:
    """Open it, seal it."""
    from keys import codes

    house, place = House(session), Path(out)
    if place.suffix != ".json":
        raise click.UsageError(_("A key file ends in .json."))
    if place.exists():
        raise ZhengyunError(codes.EXISTS, file=place)
    data = read(Path(file), LONGEST)
    ring = house.keyring
    made = ring.opener(ring.place(key), lambda pin: ask(session, key, token=pin)).unwrapped(data)
    public = ring.keep(place, made, lambda _pin: ask(session, place.stem, confirm=True))
    told = _("{file} holds the key {id}, {algorithm}").format(file=place, id=public.id, algorithm=public.algorithm)
    emit(session, "key/1", {"file": str(place), **public._asdict()}, lambda: hung(told))
