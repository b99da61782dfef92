"""`zhengyun ca issue`: carry an approved application out."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.applied import certificate_document, document, first, lines
from cli.counting import Counting
from cli.desks import authoritys_key, desk_of, hand_out
from cli.handing import export
from cli.looked import problems
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.application import Application, Stage
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH

if TYPE_CHECKING:
    from pki.flows.bureau import Opens
    from pki.flows.certifier import Companion


@command(
    "issue",
    help=_(
        "Carry an approved application out, as the third person: certify, release or revoke. Each certificate is recorded before it "
        "is handed out. A batch that was cut off goes on where it was; with --out everything recorded so far is written there: one "
        "certificate to a file, several to a folder with a report. Of what was agreed to beforehand the next one is certified."
    ),
)
@click.argument("application")
@click.option(
    "--out", type=click.Path(), metavar="PATH", default="", help=_("Where the certificate, or all of them, go.")
)
def entry(session: Session, application: str, out: str) -> None:
    """Carry out, record, hand out."""
    from pki.flows.beforehand import STANDING

    house = House(session)
    # Of what was agreed to beforehand one row is made, and that alone is handed out; those before have been.
    before = house.applications.application(application)
    row = before.done + 1 if STANDING in before.more else 0
    try:
        made = _carried(house, application)
    except ZhengyunError:
        # What has been recorded before the trouble is the holders'.
        if out and not row and (found := house.applications.application(application)).count > 1 and found.done:
            export(house, found, Path(out))
        raise
    if row:
        _refuse_wrong(house, made, row)
    _show(house, made, out, row)


def _refuse_wrong(house: House, made: Application, row: int) -> None:
    """Whoever waits for one certificate is told why there is none, and not only that the row is done."""
    from pki.flows.problems import error_of

    wrong = next((one for one in house.applications.problems(made.id) if one.number == row), None)
    if wrong:
        raise error_of(wrong.problem)


def _carried(house: House, name: str) -> Application:
    from pki.flows.beforehand import STANDING
    from pki.flows.issuing import Issuer, carries, carry_out, issue
    from pki.flows.reviewing import ISSUES

    desk, person = desk_of(house), house.session.person
    known = house.applications.application(name)
    if known.stage is Stage.DONE and known.operation in ISSUES and STANDING not in known.more:
        house.session.say(_("{application} is done; what is recorded is handed out").format(application=name))
        return known
    found = carries(desk, name, person)
    issuer = Issuer(person, house.signer())
    if found.operation not in ISSUES:
        return carry_out(desk, found, issuer)
    key = cache(authoritys_key(house))
    with Counting(house.session, found.count, found.done) as counting:
        return issue(desk, found, issuer, key, counting.told, _companion(house, found, key))


def _companion(house: House, found: Application, key: "Opens") -> "Companion | None":
    """What makes the second certificate of each row, where the profile has two."""
    from keys.kept import make
    from pki.dual import companion

    desk = desk_of(house)
    if found.authority.startswith(SSH):
        return None
    return companion(desk, *desk.profile(found.profile), key, make)


def _show(house: House, made: Application, out: str, row: int) -> None:
    now = house.clock.now()
    rows = [one for one in house.certificates.of_application(made.id) if one.number == row or not row]
    if out and len(rows) == 1 and (row or made.count == 1):
        hand_out(Path(out), rows[0])
    elif out and made.count and not row:
        export(house, made, Path(out))
    wrong = house.applications.problems(made.id)
    told = {
        **document(made, now),
        "certificates": [certificate_document(one, now) for one in rows],
        "problems": [{"number": one.number, "holder": one.holder, "problem": one.problem} for one in wrong],
    }
    shown = [*lines(made, now), *first(rows, now), *problems(wrong)]
    emit(house.session, "certificate-application/1", told, lambda: shown)
