"""`zhengyun whoami`: who you are here, and what you may do."""

from collections.abc import Iterator, Mapping

from cli.emergencies import alarm, open_for_review
from cli.leaves import brief, in_force
from cli.leaves import document as data_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _, worded
from cli.waiting import waiting as waits_for_me
from cli.wiring import House
from zhengyun.errors import N_, Exit
from zhengyun.office import OWN, Verdict, holds, locked
from zhengyun.people import Person, Role

MAY = {
    Role.SYSTEM: N_("ask for changes and apply approved ones"),
    Role.SECURITY: N_("agree to changes that others ask for, or refuse them"),
    Role.AUDIT: N_("read and verify the log"),
    Role.OPERATOR: N_("ask for changes of the tenants named with it"),
    Role.OWNER: N_("agree for the tenants named with it"),
    Role.HEAD: N_("agree for the centre to what cannot be undone"),
}


@command("whoami", help=_("Who you are here, which roles you hold, and what these let you do."))
def entry(session: Session) -> int:
    """Tell; ends with 3 where the role file does not know you or you are not in office."""
    house = House(session)
    name, now = session.person, house.clock.now()
    roles = house.roles
    person = roles.person(name)
    in_office = bool(person and person.in_office(now))
    waiting = len(waits_for_me(house)) if in_office else 0
    leaves = [one for one in in_force(house) if one.leave.subject.person == name] if in_office else []
    lock = locked(person, now) if person else None
    posts = {role: verdict for role in Role if (verdict := holds(roles, name, role, now))}
    glass = open_for_review(house) if Role.AUDIT in posts else ()
    document = {
        "person": name,
        "known": person is not None,
        "in_office": in_office,
        "roles": list(posts),
        "why": {role: worded(verdict.why) for role, verdict in posts.items()},
        "key": person.key.id if person else None,
        "not_after": person.not_after if person else None,
        "certificate": person.certificate._asdict() if person and person.certificate else None,
        "locked_out": worded(lock["why"]) if lock else None,
        "waiting": waiting,
        "leaves": [data_of(one, now) for one in leaves],
        "break_glass": glass,
    }
    more = [*map(brief, leaves), *([alarm(glass)] if glass else ())]
    if lock:
        told = _("locked out: certificate {serial} of {authority} is {why}")
        more.insert(0, told.format(**{**lock, "why": worded(lock["why"])}))
    emit(session, "whoami/1", document, lambda: [*_lines(name, person, posts, waiting, in_office=in_office), *more])
    return Exit.OK if in_office else Exit.REFUSED


def _lines(
    name: str, person: Person | None, posts: Mapping[Role, Verdict], waiting: int, *, in_office: bool
) -> Iterator[str]:
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
    for role, verdict in posts.items():
        may = _("{role}: may {what}").format(role=_(role), what=_(MAY[role]))
        yield may if verdict.why.text == OWN else f"{may} ({worded(verdict.why)})"
    yield _("in office until {not_after}").format(not_after=person.not_after)
    if waiting:
        yield _("requests that wait for your word: {count} (zhengyun change list --mine)").format(count=waiting)
