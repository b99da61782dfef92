"""`zhengyun role adopt`: put a signed version of the role file into force."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.output import emit, short
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _, listed, worded
from cli.wiring import House
from zhengyun.entry import Entry
from zhengyun.rolefile import RoleFile

if TYPE_CHECKING:
    from governance.versions import Following


@command("adopt", help=_("Put the next version of the role file into force, once enough people have signed it."))
@click.argument("file", type=click.Path())
@click.option("-m", "--reason", default="", help=_("Why recovery keys have signed it, where they have."))
def entry(session: Session, file: str, reason: str) -> None:
    """Adopt, and say what the version is."""
    from governance.requests import plain
    from governance.roles import adopt

    house = House(session)
    roles = load(file)
    said, now = plain(reason), house.clock.now()
    pinned, step = adopt(
        roles, house.role_files, house.book, house.verifier, now, session.person, said, house.by_register
    )
    document = {
        "entry": pinned.number,
        "digest": roles.digest,
        "manner": step.manner,
        "signed": sorted(step.counted),
        "rotated": step.rotated,
        "lost": step.lost,
        "void": {name: str(why) for name, why in step.void.items()},
    }
    emit(session, "role-adopted/1", document, lambda: _lines(roles, pinned, step))


def _lines(roles: RoleFile, pinned: Entry, step: "Following") -> Iterator[str]:
    from governance.versions import Manner

    text = _("version {version} is in force: entry {number} pins {digest}")
    yield text.format(version=roles.version, number=pinned.number, digest=short(roles.digest))
    if step.manner is Manner.RECOVERY:
        yield _("recovery: too few people could sign; recovery keys that have: {count}").format(count=step.recovering)
    else:
        yield _("signed by: {people}").format(people=listed(sorted(step.counted)))
    for name, why in step.void.items():
        yield _("{person} has signed without effect: {why}").format(person=name, why=worded(why))
    for name in step.rotated:
        yield _("{person} has a new key, and has signed with the old one and the new one").format(person=name)
    for name in step.lost:
        yield _("{person} has a new key, and the old one has not signed: it counts as lost, and others vouch").format(
            person=name
        )
