"""`zhengyun role diff`: what a new version of the role file changes, in words."""

from collections.abc import Iterator

import click

from cli.output import emit
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _, listed, worded
from cli.wiring import House
from zhengyun.rolefile import RoleFile


@command("diff", help=_("What a new version of the role file changes, in words, and who has signed it so far."))
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Tell."""
    from governance.rolediff import changes

    house = House(session)
    roles, present = load(file), house.roles
    told = [worded(words) for words in changes(present, roles)]
    document = {"version": roles.version, "from": present.version, "changes": told}
    emit(session, "role-diff/1", document, lambda: _lines(house, roles, present, told))


def _lines(house: House, roles: RoleFile, present: RoleFile, told: list[str]) -> Iterator[str]:
    from governance.versions import following

    yield from told or [_("Nothing changes.")]
    step = following(roles, present, house.verifier, house.clock.now())
    signed = listed(sorted(step.counted)) or "-"
    yield _("signatures that count: {count} of {need} ({people})").format(
        count=len(step.counted), need=step.need, people=signed
    )
    roles_of = listed(_(role) for role in sorted(step.offices)) or "-"
    yield _("administrative roles of those who have signed: {roles}; it takes two").format(roles=roles_of)
    for name, why in step.void.items():
        yield _("{person} has signed without effect: {why}").format(person=name, why=worded(why))
    if step.unproven:
        yield _("new keys that have not signed yet: {people}").format(people=listed(step.unproven))
