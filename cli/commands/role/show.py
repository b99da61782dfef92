"""`zhengyun role show`: the role file in force."""

from collections.abc import Iterator
from datetime import datetime

from cli.output import emit, table
from cli.session import Session, command
from cli.text import _, listed
from cli.wiring import House
from zhengyun.people import RoleFile


@command("show", help=_("The role file in force: who holds which role with which key, and until when."))
def entry(session: Session) -> None:
    """Show."""
    house = House(session)
    roles = house.roles
    now = house.clock.now()
    emit(session, "role-file/1", {**roles.document(), "digest": roles.digest}, lambda: _lines(roles, now))


def _lines(roles: RoleFile, now: datetime) -> Iterator[str]:
    text = _("version {version}; people who must sign the next one: {threshold}")
    yield text.format(version=roles.version, threshold=roles.threshold)
    rows = [
        (
            person.name,
            person.title,
            listed(map(_, person.roles)),
            person.key.id,
            person.not_after,
            _("yes") if person.in_office(now) else _("no"),
        )
        for person in roles.people
    ]
    yield from table((_("Person"), _("Title"), _("Role"), _("Key"), _("Until"), _("In office")), rows)
