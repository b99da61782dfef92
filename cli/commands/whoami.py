"""`zhengyun whoami`: who you are here, and what you may do."""

from collections.abc import Iterator

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_, Exit
from zhengyun.people import Person, Role

MAY = {
    Role.SYSTEM: N_("ask for changes and apply approved ones"),
    Role.SECURITY: N_("agree to changes that others ask for, or refuse them"),
    Role.AUDIT: N_("read and verify the log"),
}


@command("whoami", help=_("Who you are here, which roles you hold, and what these let you do."))
def entry(session: Session) -> int:
    """Tell; ends with 3 where the role file does not know you or you are not in office."""
    house = House(session)
    name = session.person
    person = house.roles.person(name)
    in_office = bool(person and person.in_office(house.clock.now()))
    document = {
        "person": name,
        "known": person is not None,
        "in_office": in_office,
        "roles": person.roles if person else (),
        "key": person.key.id if person else None,
        "not_after": person.not_after if person else None,
    }
    emit(session, "whoami/1", document, lambda: _lines(name, person, in_office=in_office))
    return Exit.OK if in_office else Exit.REFUSED


def _lines(name: str, person: Person | None, *, in_office: bool) -> Iterator[str]:
    if person is None:
        yield _("{person} is not in the role file.").format(person=name)
        return
    key = _("key {key}").format(key=person.key.id)
    yield f"{person.name} · {person.title} · {key}"
    if not in_office:
        yield _("not in office (until {not_after}, revoked {revoked})").format(
            not_after=person.not_after, revoked=person.revoked or "-"
        )
        return
    for role in person.roles:
        yield _("{role}: may {what}").format(role=_(role), what=_(MAY[role]))
    yield _("in office until {not_after}").format(not_after=person.not_after)
