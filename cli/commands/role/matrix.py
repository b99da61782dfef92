"""`zhengyun role matrix`: who may do what, and why."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.output import emit, fitted, table
from cli.session import Session, command
from cli.text import _, listed, worded
from cli.wide import columns as room
from cli.wide import hung, width
from cli.wiring import House

if TYPE_CHECKING:
    from governance.matrix import Cell


@command(
    "matrix",
    help=_("Who may give which command, and why: everybody and every command that takes a role, or one of them."),
)
@click.option("--person", default="", metavar="PERSON", help=_("Only this person, with the reasons."))
@click.option(
    "--command", "name", default="", metavar="COMMAND", help=_('Only this command, with the reasons: "change apply".')
)
def entry(session: Session, person: str, name: str) -> None:
    """Show."""
    from governance.entitlement import in_office
    from governance.matrix import duties, matrix

    house = House(session)
    roles, now = house.roles, house.clock.now()
    if person and roles.person(person) is None:
        in_office(roles, person, now)
    known = [duty.command for duty in duties(roles.rules)]
    if name and name not in known:
        legal = ", ".join(known)
        raise click.BadParameter(_("expected one of: {legal}").format(legal=legal), param_hint="--command")
    cells = [cell for cell in matrix(roles, now) if person in {"", cell.person} and name in {"", cell.duty.command}]
    document = {"version": roles.version, "cells": [_document(cell) for cell in cells]}
    emit(
        session,
        "role-matrix/1",
        document,
        lambda: _reasons(cells, person=bool(person)) if person or name else _grid(cells),
    )


def _document(cell: "Cell") -> dict[str, object]:
    return {
        "command": cell.duty.command,
        "takes": cell.duty.roles,
        "person": cell.person,
        "allowed": cell.allowed,
        "tenants": cell.tenants,
        "why": worded(cell.why),
    }


def _grid(cells: "Sequence[Cell]") -> Iterator[str]:
    duties = list(dict.fromkeys(cell.duty for cell in cells))
    people = list(dict.fromkeys(cell.person for cell in cells))
    by_place = {(cell.person, cell.duty): cell for cell in cells}
    first = (_("Person"), *people)
    columns = [(_(duty.word), *(_mark(by_place[person, duty]) for person in people)) for duty in duties]
    for block in _blocks(first, columns):
        head, *rows = zip(first, *block, strict=True)
        yield from (*table(head, rows), "")
    for duty in duties:
        told = _("{word}: zhengyun {command}; takes {roles}")
        roles = _(" or ").join(map(_, duty.roles))
        yield from hung(told.format(word=_(duty.word), command=duty.command, roles=roles))
    yield from hung(_("The reasons: zhengyun role matrix --person PERSON, or --command COMMAND."))


def _blocks(first: Sequence[str], columns: Sequence[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """Yield the columns in as many tables as it takes for each, with the first column, to be no wider than the terminal."""
    block, taken = list[Sequence[str]](), _wide(first)
    for column in columns:
        if block and taken + 2 + _wide(column) > room():
            yield block
            block, taken = [], _wide(first)
        block.append(column)
        taken += 2 + _wide(column)
    yield block


def _wide(column: Sequence[str]) -> int:
    return max(map(width, column))


def _mark(cell: "Cell") -> str:
    if not cell.allowed:
        return "–"
    return listed(cell.tenants) if cell.tenants else _("yes")


def _reasons(cells: "Sequence[Cell]", *, person: bool) -> Iterator[str]:
    """One line for each command of a person, or for each person of a command."""
    rows = [
        (
            cell.duty.command if person else cell.person,
            _("yes") if cell.allowed else _("no"),
            listed([*cell.tenants, worded(cell.why)]),
        )
        for cell in cells
    ]
    yield from fitted((_("Command") if person else _("Person"), _("Allowed"), _("Why")), rows, {2})
