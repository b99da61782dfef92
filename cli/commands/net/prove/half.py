"""`zhengyun net prove half`: send and capture here, by a plan."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from cli.output import emit
from cli.probing.lines import left_out
from cli.probing.options import to_file, trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "half",
    help=_(
        "Send what the plan says from the hosts of this network, capture there what comes, and write both down, signed. It waits for the window "
        "and touches no host of another network. Ends with 6 where a host was not heard."
    ),
)
@click.argument("plan", type=click.Path(dir_okay=False))
@to_file(_("Where the half is written."))
@trust()
def entry(session: Session, plan: str, file: str, trust: tuple[tuple[str, Path], ...]) -> int:
    """Send, capture, sign."""
    from cli.probing import half, parts
    from network.probing import plan as plans
    from network.probing.signed import seal

    house = House(session)
    network = house.estate().network
    found = plans.read(dict(parts.Trust(house, network, trust).file(Path(plan), "plan").body))
    signer = parts.speaker(house)
    body = half.made(house, found)
    parts.keep(Path(file), seal("half", network, session.person, body, signer))
    untold = {host: one["problem"] for host, one in body["hosts"].items() if one["problem"]}
    words = {"plan": found.digest, "network": network, "hosts": len(body["hosts"]), "untold": untold, "file": file}
    shown = {**words, "left_out": body["left_out"]}
    emit(session, "net-half/1", shown, lambda: _lines(shown))
    return Exit.UNREACHABLE if untold else Exit.OK


def _lines(shown: Mapping[str, Any]) -> Iterator[str]:
    for host, problem in shown["untold"].items():
        yield _("{host} was not heard: {problem}").format(host=host, problem=problem)
    if shown["left_out"]:
        yield left_out(shown["network"], shown["left_out"])
    yield _("{network}: {hosts} hosts have sent and captured; in {file}").format(**shown)
