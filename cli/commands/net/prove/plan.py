"""`zhengyun net prove plan`: what is sent and looked for, from all rosters."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.instants import Instant
from cli.numbers import Within
from cli.output import emit
from cli.probing.options import Port, to_file, trust
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from network.codes import proving as codes
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text

SOON = 120


@command(
    "plan",
    help=_(
        "Make a plan of probes from this instance's roster and those of the others: pairs, marks and one window for all, signed. It is carried "
        "to every instance, which makes its half in the window."
    ),
)
@click.argument("rosters", nargs=-1, metavar="[ROSTER]...", type=click.Path(dir_okay=False))
@to_file(_("Where the plan is written."))
@click.option("--at", "at", type=Instant(exact=True), help=_("When the window begins; without it in two minutes."))
@click.option(
    "--window",
    type=Within(300, 20_000),
    default=5_000,
    show_default=True,
    metavar="MS",
    help=_("How long all listen, in milliseconds."),
)
@click.option("--few", is_flag=True, help=_("One pair of hosts for each way that differs, not every pair."))
@click.option(
    "--port",
    "besides",
    multiple=True,
    type=Port(),
    metavar="PROTOCOL/PORT",
    help=_("Probe this port, too, as tcp/3389; several times for several."),
)
@trust()
def entry(
    session: Session,
    rosters: tuple[str, ...],
    file: str,
    at: str | None,
    window: int,
    few: bool,
    besides: tuple[tuple[str, int], ...],
    trust: tuple[tuple[str, Path], ...],
) -> None:
    """Make and sign it."""
    from cli.probing import parts
    from network.probing.roster import read
    from network.probing.signed import seal

    house = House(session)
    own = parts.own_roster(house)
    believed = parts.Trust(house, own.network, trust)
    others = [read(dict(believed.file(Path(one), "roster").body)) for one in rosters]
    begins = int(parse(at).timestamp() * 1000) if at else int((time.time() + SOON) * 1000)
    if begins <= time.time() * 1000:
        raise ZhengyunError(codes.BEGUN, begins=at)
    made = parts.planned(
        [own, *others], house.clock.now(), begins, window, few=few, besides=tuple(sorted(set(besides)))
    )
    parts.keep(Path(file), seal("plan", own.network, session.person, made.document, parts.speaker(house)))
    shown = {
        "digest": made.digest,
        "networks": sorted(made.rosters),
        "begins": text(datetime.fromtimestamp(begins / 1000, UTC)),
        "milliseconds": window,
        "probes": sum(1 for one in made.probes if not one.control),
        "controls": sum(1 for one in made.probes if one.control),
        "file": file,
    }
    words = _("{probes} probes and {controls} controls between {networks}, at {begins}; in {file}")
    emit(
        session,
        "net-probe-plan/1",
        shown,
        lambda: [words.format(**{**shown, "networks": ", ".join(sorted(made.rosters))})],
    )
