"""`zhengyun ca show`: one application, or one certificate, and handing out what is recorded."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from cli.applied import certificate_document, certificate_lines, document, first, lines
from cli.audited import reads
from cli.desks import Serial, desk_of, hand_out
from cli.handing import envelope, export
from cli.looked import problems, uses
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hanging
from cli.wiring import House
from zhengyun.application import Application
from zhengyun.certified import STANDINGS, Certified, StatusChange


@command(
    "show",
    help=_(
        "One application, with what it has led to, or one certificate, with what is known to use it. With --out a certificate is "
        "written to a file, and those of an application to a folder with a report: from the records, as often as you like."
    ),
)
@click.argument("name", metavar="ID|SERIAL")
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option(
    "--out", type=click.Path(), metavar="PATH", default="", help=_("Where the certificate, or all of them, go.")
)
def entry(session: Session, name: str, authority: str, out: str) -> None:
    """Look it up, show it."""
    house = House(session)
    reads(house, "ca show", name=name)
    if house.applications.taken(name) or name.startswith("CA-"):
        _application(house, house.applications.application(name), out)
    else:
        serial = Serial().convert(name, None, None)
        assert serial is not None  # noqa: S101 - it is one, or the word was refused
        _certificate(house, desk_of(house).certificate(serial, authority), out)


def _application(house: House, found: Application, out: str) -> None:
    now = house.clock.now()
    rows = list(house.certificates.of_application(found.id))
    wrong = house.applications.problems(found.id)
    if out:
        export(house, found, Path(out))
    told = {
        **document(found, now),
        "certificates": [certificate_document(one, now) for one in rows],
        "problems": [{"number": one.number, "holder": one.holder, "problem": one.problem} for one in wrong],
    }
    shown = [*lines(found, now), *first(rows, now), *problems(wrong)]
    emit(house.session, "certificate-application/1", told, lambda: shown)


def _certificate(house: House, one: Certified, out: str) -> None:
    from pki.flows.uses import uses as used

    now = house.clock.now()
    if out:
        hand_out(Path(out), one)
        envelope(house, one, Path(out))
    history = house.certificates.history(one.authority, one.serial)
    told = {
        **certificate_document(one, now),
        "history": [{"at": one.at, "state": one.state, "reason": one.reason} for one in history],
    }
    found = used(desk_of(house), one)
    shown = [*certificate_lines(one, now), *_past(history), *hanging(f"  {line}" for line in uses(found))]
    emit(house.session, "certificate/1", told, lambda: shown)


def _past(history: Sequence[StatusChange]) -> Iterator[str]:
    """How it stood before; of what has changed once the rest tells already."""
    if len(history) > 1:
        for change in history:
            yield "  " + _("{at}: {state}").format(at=change.at, state=_(STANDINGS[change.state]))
