"""`zhengyun records separate`: the roles and rights of a PostgreSQL database as the role file says."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.output import emit
from cli.passphrase import ask
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_, Exit, ZhengyunError

if TYPE_CHECKING:
    from records.separation.offices import Holder
    from records.separation.separating import Difference, Separation

ENTRANCES: Final = N_(
    "not tried: which ways in there are (pg_hba.conf, pg_ident.conf) the server tells its superuser alone; --by a superuser's URL"
)


@command(
    "separate",
    help=_(
        "Give everybody in the role file his own login to the PostgreSQL database of the records, and each office its "
        "own rights in it; take them from whoever has left. It is done by whoever looks after the server."
    ),
)
@click.option("--by", "url", metavar="URL", default="", help=_("The database, as whoever may alter its roles."))
@click.option("--check", "only", is_flag=True, help=_("Only show what is not as it should be; ends with 4 then."))
@click.option(
    "--password", "given", multiple=True, metavar="PERSON", help=_("Ask for a password of this person's login.")
)
@click.option("--entrances", is_flag=True, help=_("Show pg_hba.conf and pg_ident.conf as they should be."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def entry(session: Session, url: str, only: bool, given: tuple[str, ...], entrances: bool, yes: bool) -> int:
    """Separate, or check."""
    from records.separation.coming_in import entrances as files
    from records.separation.offices import holders

    house = House(session)
    separation = house.separation(url)
    if entrances:
        told = files(separation.names)
        emit(session, "entrances/1", told, lambda: [f"# {name}\n{text}" for name, text in told.items()])
        return Exit.OK
    who = holders(house.roles, separation.names, house.clock.now(), house.executor_account)
    logins = [_login(who, person) for person in given]
    found = separation.differences(who)
    if not only and any(one.statement for one in found):
        found = _done(house, separation, who, found, yes=yes)
    for login, person in zip(logins, given, strict=True):
        separation.password(login, ask(session, person, confirm=True))
    untried = [] if separation.sees_entrances() else [ENTRANCES]
    document = {"differences": [_told(one) for one in found], "untried": untried}
    emit(session, "separation/1", document, lambda: (*_lines(found), *map(_, untried)))
    return Exit.DRIFT if found else Exit.OK


def _login(who: "Sequence[Holder]", person: str) -> str:
    """As whom somebody comes in. Raises: ZhengyunError (ZY-REC-063)."""
    from records import codes

    found = {one.person: one.login for one in who}
    if person not in found:
        raise ZhengyunError(codes.NOBODY_COMES_IN, person=person, people=", ".join(sorted(found)))
    return found[person]


def _done(
    house: House, separation: "Separation", who: "Sequence[Holder]", found: "Sequence[Difference]", *, yes: bool
) -> "list[Difference]":
    """Do it, once it has been shown; what is left."""
    from zhengyun.entry import Note

    for line in _lines(found):
        house.session.say(line)
    if not yes:
        click.confirm(
            _("Do that to the database {database}?").format(database=separation.names.database), abort=True, err=True
        )
    body = {"version": house.roles.version, "differences": len(found), "database": separation.names.database}
    separation.apply(who, Note("records.separated", house.session.person, body), house.clock)
    return separation.differences(who)


def _told(one: "Difference") -> dict[str, object]:
    return {"lacks": one.lacks, "what": str(one.fact), "kind": one.fact.kind, "statement": one.statement}


def _lines(found: "Sequence[Difference]") -> Iterator[str]:
    for one in found:
        yield (_("lacks: {what}") if one.lacks else _("too much: {what}")).format(what=one.fact)
    if not found:
        yield _("everybody has what the role file says, and nothing more")
