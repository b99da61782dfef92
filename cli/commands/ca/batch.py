"""`zhengyun ca batch`: ask for many certificates at once, reviewed as one application."""

from pathlib import Path

import click

from cli.applied import document, lines
from cli.batches import rows_of
from cli.counting import looking
from cli.desks import desk_of
from cli.handing import REPORT, folder, refused, report
from cli.looked import problems
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.estate.trust import SSH


@command(
    "batch",
    help=_(
        "Ask for many certificates at once. FILE is a CSV table with the columns holder, csr (a file's name) and names (such as "
        "dns:www.finance.example, with blanks between); by a profile of SSH its columns are holder, key (the file of a public key) "
        "and principals. Each row is looked at now, and one that is wrong keeps none of the others "
        "back; the report says of each row what became of it. It is reviewed as one application, and `ca issue ID --out FOLDER` "
        "certifies it."
    ),
)
@click.argument("file", type=click.Path())
@click.option(
    "--profile", required=True, metavar="PROFILE", help=_("The profile, as pki.yaml names it; ssh/NAME for SSH.")
)
@click.option("--out", type=click.Path(file_okay=False), metavar="FOLDER", default="", help=_("Where the report goes."))
@click.option("-m", "--reason", required=True, help=_("Why, in your own words."))
def entry(session: Session, file: str, profile: str, out: str, reason: str) -> None:
    """Look at every row, sign, submit."""
    from pki.flows.asking import NothingToCertify, ask

    house = House(session)
    rows, place = rows_of(Path(file), ssh=profile.startswith(SSH)), folder(out) / REPORT if out else None
    try:
        desk, signer = desk_of(house), house.signer()
        with looking(session, len(rows)) as counting:
            made, wrong = ask(
                desk, profile, rows, asker=session.person, signer=signer, reason=reason, told=counting.told
            )
    except NothingToCertify as error:
        for line in problems(error.rows):
            session.say(line)
        if place:
            refused(error.rows, place)
        raise
    if place:
        report(house, made, place)
    now = house.clock.now()
    told = {
        **document(made, now),
        "problems": [{"number": one.number, "holder": one.holder, "problem": one.problem} for one in wrong],
    }
    emit(session, "certificate-application/1", told, lambda: [*lines(made, now), *problems(wrong)])
