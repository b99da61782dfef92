"""`zhengyun ca ocsp`: answer a question about the status of certificates, or make answers beforehand."""

import sys
from pathlib import Path

import click

from cli.authorities import certificates_in, office_of
from cli.files import read, write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.instant import text


@command(
    "ocsp",
    help=_(
        "Answer a question (RFC 6960) from the register: it is read from a file or from stdin, the answer goes to a file or to "
        "stdout. Whoever answers has a certificate from the authority for it and the key that it is about; without one the "
        "authority answers itself. With --beforehand answers for all certificates in force are written to a folder."
    ),
)
@click.argument("authority")
@click.argument("question", type=click.Path(), default="-", metavar="[FILE]")
@click.option("--out", type=click.Path(), metavar="FILE", default="-", help=_("Where the answer goes."))
@click.option(
    "--responder", type=click.Path(), metavar="CERTIFICATE", default="", help=_("The certificate of whoever answers.")
)
@click.option("--key", metavar="KEY", default="", help=_("The key that goes with it, as the keyring knows it."))
@click.option(
    "--beforehand",
    "folder",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    default="",
    help=_("Write an answer for every certificate in force there, and ask no question."),
)
def entry(session: Session, authority: str, question: str, out: str, responder: str, key: str, folder: str) -> None:
    """Answer."""
    from pki.answering import answer, beforehand
    from pki.answering import responder as prepared
    from pki.ocsp_request import LONGEST
    from pki.publishing import publish

    house = House(session)
    if bool(responder) != bool(key):
        raise click.UsageError(_("--responder and --key go together."))
    office, now = office_of(house, authority), house.clock.now()
    delegate = certificates_in(Path(responder))[0] if responder else office.own.certificate
    signer, digest = house.signer(key or office.own.key), house.digest
    by = prepared(office, delegate, signer, house.certificates, digest, now)
    if folder:
        made = [
            publish(Path(folder), f"{one.serial:040x}.ocsp", one.data)
            for one in beforehand(by, house.certificates, office, now)
        ]
        document = {"authority": authority, "folder": folder, "answers": len(made)}
        told = _("{count} answers are in {folder}, and hold until {until}")
        until = text(now + by.holds)
        emit(session, "answers/1", document, lambda: hung(told.format(count=len(made), folder=folder, until=until)))
        return
    asked = sys.stdin.buffer.read(LONGEST + 1) if question == "-" else read(Path(question), LONGEST)
    data = answer(by, asked, now)
    if out == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write(Path(out), data)
