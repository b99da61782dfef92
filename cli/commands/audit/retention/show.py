"""`zhengyun audit retention show`: the age of the oldest verifiable entry, against what the law asks for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.audited import known_if_whole, reads
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from governance.retention import Standing
    from zhengyun.rolefile import RoleFile


@command(
    "show",
    help=_(
        "How old the oldest entry is from which on nothing is missing, against the time for which the log is kept: six "
        "months by the Cybersecurity Law, article 23 (3), or longer by the role file. `audit verify` verifies it."
    ),
)
def entry(session: Session) -> int:
    """Show; ends with 3 where less is there than has to be."""
    from governance.retention import standing

    house = House(session)
    reads(house, "retention show")
    found = standing(house.shelf, _roles(house), known_if_whole(house), house.clock.now())
    document = {**found._asdict(), "kept": found.kept}
    emit(session, "retention/1", document, lambda: _lines(found))
    return Exit.OK if found.kept else Exit.REFUSED


def _roles(house: House) -> "RoleFile | None":
    try:
        return house.roles
    except ZhengyunError:
        return None


def _lines(found: "Standing") -> Iterator[str]:
    if not found.oldest and found.whole:
        yield _("The log is empty.")
        return
    told = {"number": found.oldest, "at": found.since, "age": found.age, "days": found.days}
    if found.whole:
        text = _("the log is whole since its beginning, entry {number} at {at}: {age} days; {days} are required")
    else:
        text = _("nothing is missing since {at}, from entry {number} on: {age} days; {days} are required")
    if found.oldest:
        yield text.format(**told)
    if found.kept:
        yield click.style(_("green: everything is there that has to be"), fg="green")
    else:
        yield click.style(_("red: less is there than has to be"), fg="red")
    if found.holds:
        yield _("holds in force: {holds}").format(holds=found.holds)
    for number in found.void:
        text = _(
            "entry {number}: a word about a hold that nobody entitled to it has signed; it does not count, see: zhengyun audit verify"
        )
        yield click.style(text.format(number=number), fg="red")
