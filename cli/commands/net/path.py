"""`zhengyun net path`: where a packet goes, and what each firewall makes of it."""

from datetime import date

import click

from cli.modelled import pathing
from cli.modelled.model import model_of, model_options
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "path",
    help=_(
        "Explain host by host and rule by rule how a packet goes from one host to another, or why it does not; and whether the answer "
        "finds back. Hosts are called by name or address. Sends nothing. Ends with 3 where it is refused, with 6 where nothing leads there."
    ),
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.argument("port", type=Within(1, 65_535), required=False, metavar="[PORT]")
@click.option("--udp", is_flag=True, help=_("UDP, and not TCP."))
@click.option("--icmp", is_flag=True, help=_("An echo request of ICMP, which has no port."))
@click.option("-6", "six", is_flag=True, help=_("By IPv6."))
@click.option(
    "--cut", multiple=True, metavar="SEGMENT", help=_("As if this segment were cut; several times for several.")
)
@model_options
def entry(
    session: Session, source: str, target: str, port: int | None, udp: bool, icmp: bool, six: bool, cut: tuple[str, ...],
    beside: tuple[str, ...], day: date | None,
) -> int:  # fmt: skip
    """Follow it."""
    from network.paths import path

    if udp and icmp:
        raise click.UsageError(_("--udp and --icmp exclude each other."))
    if icmp == bool(port):
        raise click.UsageError(_("A port is given for TCP and UDP, and for nothing else."))
    protocol = "icmp" if icmp else "udp" if udp else "tcp"
    found = path(model_of(House(session), beside, day, cut), source, target, protocol, port or 0, 6 if six else 4)
    emit(session, "net-path/1", pathing.document(found), lambda: pathing.lines(found))
    return pathing.exit_of(found)
