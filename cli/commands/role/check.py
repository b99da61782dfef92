"""`zhengyun role check`: everything that is wrong with a role file, each with its place."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.output import emit
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.rolefile import RoleFile

if TYPE_CHECKING:
    from governance.quorum import Reserve


@command("check", help=_("Everything that is wrong with a role file, each with its place: before anybody signs it."))
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Tell; ends with 2 where it is no role file and with 3 where it may not be one."""
    from governance.quorum import reserve
    from governance.roles import refuse_flaws

    house = House(session)
    now = house.clock.now()
    roles = house.by_register(load(file))
    refuse_flaws(roles, _present(house, roles), now)
    left = reserve(roles, now)
    document = {"version": roles.version, "digest": roles.digest, "people": len(roles.people), **left._asdict()}
    emit(session, "role-check/1", document, lambda: _lines(file, roles, left))


def _lines(file: str, roles: RoleFile, left: "Reserve") -> Iterator[str]:
    told = _("{file}: version {version} of the role file, nothing is wrong with it")
    yield told.format(file=file, version=roles.version)
    told = _("those in office can make the version after it until {until}; then too few are left, or of one role alone")
    yield told.format(until=left.until)
    for name in left.pillars:
        told = _("without {person} the others cannot: too few are left, or of one role alone")
        yield click.style(told.format(person=name), fg="yellow")


def _present(house: House, roles: RoleFile) -> RoleFile | None:
    """The version that this one would follow; version 1 follows none."""
    return house.roles if roles.version > 1 else None
