"""`zhengyun ca request`: ask for a certificate."""

from pathlib import Path
from typing import Any

import click

from cli.applied import document, lines
from cli.commands.change.submit import Duration
from cli.desks import desk_of
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from cli.wishes import asked_row, beforehand_of
from zhengyun.estate.trust import SSH_MOST


@command(
    "request",
    help=_(
        "Ask for a certificate with a request (PKCS #10) whose key its holder has made, or by a profile of SSH with a public key "
        "of SSH. What it is certified as, the profile says; a request that says more is refused. Two others review it and issue it."
    ),
)
@click.argument("file", type=click.Path(), metavar="FILE")
@click.option(
    "--profile", required=True, metavar="PROFILE", help=_("The profile, as pki.yaml names it; ssh/NAME for SSH.")
)
@click.option(
    "--for",
    "holder",
    default=None,
    metavar="HOLDER",
    help=_("For whom: a person, or TENANT/NAME; without it for yourself."),
)
@click.option("--dns", multiple=True, metavar="NAME", help=_("A further DNS name; several times for several."))
@click.option("--email", multiple=True, metavar="ADDRESS", help=_("A further e-mail address."))
@click.option("--address", multiple=True, metavar="IP", help=_("A further IP address."))
@click.option("--principal", multiple=True, metavar="NAME", help=_("SSH: an account, or a name of the host."))
@click.option(
    "--lasting",
    type=Duration(),
    default=None,
    metavar="DURATION",
    help=_("SSH: how long from its issue; else the longest."),
)
@click.option("--command", "forced", default="", metavar="COMMAND", help=_("SSH: the one command that it is good for."))
@click.option("--from", "sources", multiple=True, metavar="NETWORK", help=_("SSH: from where it is good."))
@click.option(
    "--permit", "permits", multiple=True, metavar="WHAT", help=_("SSH: only this of what the profile permits.")
)
@click.option(
    "--beforehand",
    type=Within(2, SSH_MOST),
    default=None,
    metavar="COUNT",
    help=_("SSH: so many, agreed to now; each is issued when it is needed."),
)
@click.option(
    "--within", type=Duration(), default=None, metavar="DURATION", help=_("SSH: until when those can be issued.")
)
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, file: str, profile: str, holder: str | None, reason: str, **told: Any) -> None:
    """Look at it, sign, submit."""
    from pki.flows.asking import ask

    house = House(session)
    now = house.clock.now()
    row, beforehand = (
        asked_row(Path(file), profile, session.person if holder is None else holder, told),
        beforehand_of(told, now),
    )
    made, _problems = ask(
        desk_of(house),
        profile,
        [row],
        asker=session.person,
        signer=house.signer(),
        reason=reason,
        beforehand=beforehand,
    )
    now = house.clock.now()
    emit(session, "certificate-application/1", document(made, now), lambda: lines(made, now))
