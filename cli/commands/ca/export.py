"""`zhengyun ca export`: a certificate with its chain, in the forms that servers and their clients are given."""

import sys
from pathlib import Path

import click

from cli.desks import Serial, desk_of
from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.certified import Standing, written
from zhengyun.instant import parse

FORMS = ("fullchain", "chain", "root", "certificate", "der")


@command(
    "export",
    help=_(
        "Write a certificate in a form that servers take: fullchain has it and the authorities between it and the root, chain "
        "these alone, root what clients trust, certificate itself alone; all of them PEM, and der itself alone and bare. To "
        "stdout, or to the file that --out names."
    ),
)
@click.argument("serial", type=Serial())
@click.option("--form", type=click.Choice(FORMS), default="fullchain", show_default=True, help=_("What is written."))
@click.option(
    "--authority", default="", metavar="NAME", help=_("The authority, where several have issued that number.")
)
@click.option("--out", type=click.Path(), metavar="FILE", default="-", help=_("Where it goes."))
def entry(session: Session, serial: int, form: str, authority: str, out: str) -> None:
    """Find the path, write what is wanted of it."""
    from pki.chains import Form, handed_out, path

    house = House(session)
    one = desk_of(house).certificate(serial, authority)
    data = handed_out(path(one, [own.certificate for own in house.trusts.authorities()]), Form(form))
    if one.state is not Standing.GOOD or parse(one.not_after) < house.clock.now():
        session.say(
            _("nobody should rely on it: {serial} is suspended, revoked or has ended").format(serial=written(serial))
        )
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write(Path(out), data)
    document = {"serial": written(serial), "authority": one.authority, "form": form, "file": out}
    emit(
        session,
        "certificate-exported/1",
        document,
        lambda: hung(_("{serial} is in {file}").format(serial=written(serial), file=out)),
    )
