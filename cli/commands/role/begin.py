"""`zhengyun role begin`: begin the log with version 1 of the role file."""

import click

from cli.output import emit, short
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "begin",
    help=_(
        "Begin the log with version 1 of the role file, which everybody in it has signed. This can be done once; who "
        "does it holds no role by that."
    ),
)
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Begin."""
    from governance.roles import begin

    house = House(session, begins=True)
    roles = load(file)
    first = begin(roles, house.role_files, house.book, house.verifier, house.clock.now(), session.person)
    told = _("the log begins: entry {number} pins {digest}").format(number=first.number, digest=short(roles.digest))
    emit(session, "role-begun/1", {"entry": first.number, "digest": roles.digest}, lambda: [told])
