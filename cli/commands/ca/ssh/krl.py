"""`zhengyun ca ssh krl`: the list of what an authority of SSH has revoked."""

from pathlib import Path

import click

from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.ssh import authority_key
from cli.text import _
from cli.wide import hung
from cli.wiring import House


@command(
    "krl",
    help=_(
        "Write the list of what an authority of SSH has revoked, for the file that RevokedKeys in sshd_config names. sshd reads it "
        "anew for each login, and lets nobody in where it cannot; it is replaced whole or not at all."
    ),
)
@click.argument("authority", metavar="NAME")
@click.option("--out", required=True, type=click.Path(), metavar="FILE", help=_("Where the list goes."))
def entry(session: Session, authority: str, out: str) -> None:
    """Make it, write it, say what is in it."""
    from pki.ssh import krl
    from pki.ssh.certifying import revocation_list

    house = House(session)
    data = revocation_list(authority, authority_key(house, authority), house.certificates, house.clock.now())
    write(Path(out), data)
    found = krl.read(data)
    document = {
        "authority": authority,
        "number": found.number,
        "certificates": len(found.serials),
        "keys": len(found.digests),
    }
    told = _("{file}: list {number}; certificates: {certificates}, keys: {keys}")
    emit(session, "ssh-revocation-list/1", {**document, "file": out}, lambda: hung(told.format(file=out, **document)))
