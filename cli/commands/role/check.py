"""`zhengyun role check`: everything that is wrong with a role file, each with its place."""

import click

from cli.output import emit
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.rolefile import RoleFile


@command("check", help=_("Everything that is wrong with a role file, each with its place: before anybody signs it."))
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Tell; ends with 2 where it is no role file and with 3 where it may not be one."""
    from governance.roles import refuse_flaws

    house = House(session)
    roles = load(file)
    refuse_flaws(house.by_register(roles), _present(house, roles), house.clock.now())
    document = {"version": roles.version, "digest": roles.digest, "people": len(roles.people)}
    told = _("{file}: version {version} of the role file, nothing is wrong with it").format(
        file=file, version=roles.version
    )
    emit(session, "role-check/1", document, lambda: [told])


def _present(house: House, roles: RoleFile) -> RoleFile | None:
    """The version that this one would follow; version 1 follows none."""
    return house.roles if roles.version > 1 else None
