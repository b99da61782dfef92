"""`zhengyun vault keep-for-hosts`: give the vault what roles tell hosts in secret."""

import re
import secrets

import click

from cli import codes
from cli.executing import as_executor
from cli.given_secrets import given
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import SITE
from zhengyun.keyed import SHORTEST

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}(/[a-z][a-z0-9-]{0,31}){1,3}")
LONGEST, BYTES = 8192, 24


@command(
    "keep-for-hosts",
    help=_(
        "Give the vault what roles tell hosts in secret, under a name such as snmp/auth; by the executor, whose key it takes. The "
        "log keeps a keyed digest of it, by which plans name it: hosts are told it by an approved change alone."
    ),
)
@click.argument("name")
@click.option("--replace", is_flag=True, help=_("Put it in the place of the one that is kept there."))
@click.option("--make", is_flag=True, help=_("Make a new one by chance, which no person ever sees."))
@click.option(
    "--password-file",
    metavar="FILE",
    default="",
    help=_("Where the password is read from, - for stdin; else it is asked for."),
)
def entry(session: Session, name: str, replace: bool, make: bool, password_file: str) -> None:
    """Keep it, and say where."""
    from vault.entrance import enter, leave
    from vault.hosting import DATA, keep

    if make and password_file:
        text = _("{one} and {other} do not go together")
        raise click.UsageError(text.format(one="--make", other="--password-file"))
    if not NAME.fullmatch(name):
        raise ZhengyunError(codes.NO_SECRET_NAME, given=name)
    prompt = _("Secret {name}").format(name=name)
    value = secrets.token_urlsafe(BYTES) if make else given(password_file, name, prompt, lines=True)
    if not SHORTEST <= len(value) <= LONGEST:
        raise ZhengyunError(codes.SECRET_LENGTH, name=name, least=SHORTEST, most=LONGEST)
    house = House(as_executor(session))
    server = house.vault_server
    entrance = enter(server, house.session.person, house.signer(), house.clock.now())
    try:
        digest = keep(server, entrance.token, name, value, replace=replace)
        said = {"site": SITE, "path": DATA + name, "name": name, "digest": digest}
        noted = house.book.append(Note("vault.kept", house.session.person, said))
    finally:
        leave(server, entrance.token)
    told = _("Kept as {name}; plans name it {digest}.").format(name=name, digest=digest[:24])
    emit(session, "vault-kept-for-hosts/1", {**said, "entry": noted.number}, lambda: [told])
