"""`zhengyun role new`: write the draft of the next version of the role file from the present one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from cli import codes
from cli.binding import bound
from cli.output import emit
from cli.rolefile import misread, save
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.fields import MisreadError
from zhengyun.instant import after, text
from zhengyun.people import BOUNDED, Person, Post, Role
from zhengyun.rolefile import FORMAT, RoleFile
from zhengyun.signing import PublicKey

YEAR = 365 * 86_400


@command(
    "new",
    help=_(
        "Write the draft of the next version of the role file from the present one, without signatures. Edit what "
        "the options do not say, look at it with role check and role diff, and let people sign it."
    ),
)
@click.argument("file", type=click.Path(), default="roles.json")
@click.option("--first", is_flag=True, help=_("Write version 1, for a log that has not begun."))
@click.option(
    "--person",
    "more",
    multiple=True,
    metavar="NAME=ROLE[:TENANT,…]",
    help=_("Add this person with the key of that name in the folder of keys, in office for a year."),
)
@click.option("--revoke", multiple=True, metavar="PERSON", help=_("Take this person out of office from now on."))
@click.option(
    "--rekey",
    multiple=True,
    metavar="PERSON=KEY",
    help=_("Give this person the key of that name in the folder of keys."),
)
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    metavar="PERSON=[AUTHORITY/]SERIAL",
    help=_(
        "Bind this person to the certificate for his key: while it is suspended, revoked or has ended he is locked out. "
        "Without a serial number he is bound no more."
    ),
)
@click.option(
    "--rules-change", is_flag=True, help=_("The rules will change: open requests will have to be asked for anew.")
)
def entry(
    session: Session,
    file: str,
    first: bool,
    more: tuple[str, ...],
    revoke: tuple[str, ...],
    rekey: tuple[str, ...],
    certificates: tuple[str, ...],
    rules_change: bool,
) -> None:
    """Write it, and say what comes next; what lies there may be signed, and stays."""
    if Path(file).exists():
        raise ZhengyunError(codes.IN_THE_WAY, file=file)
    house = House(session)
    now = house.clock.now()
    people = tuple(_person(house, one, now) for one in more)
    keys = {name: house.public_key(key or name) for name, _equals, key in (one.partition("=") for one in rekey)}
    try:
        if first:
            draft = RoleFile(1, min(2, len(people)), people)
        else:
            draft = _next(house.roles, people, now, revoke, keys, rules_change=rules_change)
        draft = replace(draft, people=bound(house, draft, certificates)) if certificates else draft
    except MisreadError as error:
        raise misread(file, error) from error
    save(file, draft)
    document = {"file": file, "version": draft.version, "digest": draft.digest}
    count = len(people) if first else house.roles.threshold
    emit(session, "role-draft/1", document, lambda: _lines(file, draft, count))


def _person(house: House, given: str, now: datetime) -> Person:
    """Somebody as `NAME=ROLE[:TENANT,…]`; the identity is to be written in by hand, until then it is the name."""
    name, _equals, post = given.partition("=")
    role, _colon, tenants = post.partition(":")
    named = tuple(filter(None, tenants.split(",")))
    # An operator without tenants asks under a grant alone.
    wrong = (role == Role.OWNER and not named) or (named and role not in BOUNDED)
    if not name or wrong or role not in [one.value for one in Role]:
        expected = _("expected NAME=ROLE, or NAME=ROLE:TENANT,TENANT of an operator or owner; roles: {roles}")
        raise click.BadParameter(expected.format(roles=", ".join(Role)), param_hint="--person")
    key = house.public_key(name)
    return Person(name, name, (Post(Role(role), named),), key, text(now), after(now, YEAR), identity=name)


def _next(
    present: RoleFile,
    more: tuple[Person, ...],
    now: datetime,
    revoke: tuple[str, ...],
    keys: dict[str, PublicKey],
    *,
    rules_change: bool,
) -> RoleFile:
    """The next version.

    Raises: ZhengyunError (ZY-PERMIT-007) for somebody whom the present one does not know.
    """
    from zhengyun.codes import UNKNOWN_PERSON

    for name in (*revoke, *keys):
        if present.person(name) is None:
            raise ZhengyunError(UNKNOWN_PERSON, person=name, version=present.version)

    def next_of(person: Person) -> Person:
        revoked = text(now) if person.name in revoke else person.revoked
        # The first format knows no identities: the name is one until somebody writes a better.
        identity = person.identity or person.name
        return replace(person, revoked=revoked, key=keys.get(person.name, person.key), identity=identity)

    version = present.version + 1
    return replace(
        present,
        version=version,
        people=(*map(next_of, present.people), *more),
        rules=replace(present.rules, since=version) if rules_change else present.rules,
        signatures=(),
        format=FORMAT,
    )


def _lines(file: str, draft: RoleFile, count: int) -> Iterator[str]:
    yield _("{file}: the draft of version {version}").format(file=file, version=draft.version)
    if draft.version == 1:
        told = _("next: zhengyun role check {file}; then {count} people sign it: zhengyun role sign {file} --as PERSON")
    else:
        told = _(
            "next: zhengyun role check {file}; then {count} people of two administrative roles sign it: "
            "zhengyun role sign {file} --as PERSON"
        )
    yield told.format(file=file, count=count)
