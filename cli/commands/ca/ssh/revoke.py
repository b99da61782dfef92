"""`zhengyun ca ssh revoke`: revoke a certificate of SSH."""

import click

from cli.authorities import security_officer
from cli.commands.ca.revoke import WORDS
from cli.desks import Serial
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.certified import written


@command(
    "revoke",
    help=_(
        "Revoke a certificate of SSH, for ever and at once: a security administrator alone does it, since taking access away fails "
        "safe; `ca revoke` is the road of three people. Machines know it when they have the next list."
    ),
)
@click.argument("serial", type=Serial())
@click.option("--authority", required=True, metavar="NAME", help=_("The authority that has signed it."))
@click.option(
    "--reason", "why", type=click.Choice(WORDS), default="unspecified", show_default=True, help=_("The reason.")
)
@click.option("-m", "--message", "reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, serial: int, authority: str, why: str, reason: str) -> None:
    """Revoke."""
    from pki.flows.asking import said
    from pki.ssh.certifying import revoke

    house = House(session)
    person = security_officer(house)
    revoke(authority, serial, why, house.certificates, person, house.clock.now(), said(reason))
    document = {"authority": authority, "serial": written(serial), "reason": why}
    told = _("{serial} is revoked; next: zhengyun ca ssh krl {authority} --out FILE, and that file to the machines")
    emit(session, "ssh-revoked/1", document, lambda: hung(told.format(serial=written(serial), authority=authority)))
