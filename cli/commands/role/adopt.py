"""`zhengyun role adopt`: put a signed version of the role file into force."""

import click

from cli.output import emit, short
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("adopt", help=_("Put the next version of the role file into force, once enough people have signed it."))
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Adopt."""
    from governance.roles import adopt

    house = House(session)
    roles = load(file)
    pinned = adopt(roles, house.role_files, house.book, house.verifier, house.clock.now(), session.person)
    text = _("version {version} is in force: entry {number} pins {digest}")
    told = text.format(version=roles.version, number=pinned.number, digest=short(roles.digest))
    emit(session, "role-adopted/1", {"entry": pinned.number, "digest": roles.digest}, lambda: [told])
