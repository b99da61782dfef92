"""Giving the vault what hosts are told in secret, or what devices are entered with: by the executor, and on record by a keyed digest."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from cli import codes
from cli.executing import as_executor
from cli.given_secrets import given
from cli.output import emit
from cli.session import Session
from cli.text import _
from cli.wiring import House
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from vault.kept import Shelf

LONGEST: Final = 8192
BYTES: Final = 24

Function = Callable[..., Any]


class Kept(NamedTuple):
    """What is given: on which shelf, for which site of plans, under which name."""

    shelf: "Shelf"
    site: str
    name: str
    value: str


def keep_options(function: Function) -> Function:
    """--replace and --password-file."""
    where = _("Where the password is read from, - for stdin; else it is asked for.")
    file = click.option("--password-file", metavar="FILE", default="", help=where)
    told = _("Put it in the place of the one that is kept there.")
    return click.option("--replace", is_flag=True, help=told)(file(function))


def value_of(name: str, file: str, prompt: str, *, least: int, make: bool = False) -> str:
    """What is to be kept: made by chance, read from a file or from stdin, or typed twice.

    Raises: ZhengyunError (ZY-CLI-006, ZY-CLI-206, ZY-VAULT-095).
    """
    value = secrets.token_urlsafe(BYTES) if make else given(file, name, prompt, lines=True)
    if not least <= len(value) <= LONGEST:
        raise ZhengyunError(codes.SECRET_LENGTH, name=name, least=least, most=LONGEST)
    return value


def put(session: Session, kept: Kept, told: str, schema: str, *, replace: bool) -> None:
    """Keep it, enter that in the log, and say where it is, as `told` says it.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-KEY-*).
    """
    from vault.entrance import enter, leave
    from vault.kept import keep

    house = House(as_executor(session))
    server = house.vault_server
    entrance = enter(server, house.session.person, house.signer(), house.clock.now())
    try:
        digest = keep(server, entrance.token, kept.shelf, kept.name, kept.value, replace=replace)
        said = {"site": kept.site, "path": kept.shelf.path(kept.name), "name": kept.name, "digest": digest}
        noted = house.book.append(Note("vault.kept", house.session.person, said))
    finally:
        leave(server, entrance.token)
    line = told.format(name=kept.name, digest=digest[:24])
    emit(session, schema, {**said, "entry": noted.number}, lambda: [line])
