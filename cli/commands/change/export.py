"""`zhengyun change export`: a request as one file, for somebody to whom the records do not reach."""

from pathlib import Path

import click

from cli.audited import reads
from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "export",
    help=_(
        "Write a request with its plan, the words said so far and the role file's history to one file, for somebody who has "
        "no way to the records. The answer comes back by `change import`."
    ),
)
@click.argument("request")
@click.option("--to", "file", type=click.Path(), metavar="FILE", required=True, help=_("The file to write."))
def entry(session: Session, request: str, file: str) -> None:
    """Write the file, and say by which digest the role file is known."""
    from governance.away import leave
    from governance.granting import refuse_travelling

    house = House(session)
    found = house.ledger.request(request)
    reads(house, "change export", request=request)
    refuse_travelling(found)
    pin, content = leave(found, house.ledger, house.role_files, house.book, house.verifier, house.clock.now())
    write(Path(file), content)
    document = {"request": found.id, "file": file, "pin": pin, "bytes": len(content)}
    written = _("{request} written to {file}").format(request=found.id, file=file)
    known = _("its role file is known by version 1: pin = {pin}").format(pin=pin)
    emit(session, "travelling/1", document, lambda: (written, known))
