"""`zhengyun vault keep-for-hosts`: give the vault what roles tell hosts in secret."""

import re

import click

from cli import codes
from cli.keeping import Kept, keep_options, put, value_of
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import SITE
from zhengyun.keyed import SHORTEST

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}(/[a-z][a-z0-9-]{0,31}){1,3}")


@command(
    "keep-for-hosts",
    help=_(
        "Give the vault what roles tell hosts in secret, under a name such as snmp/auth; by the executor, whose key it takes. The "
        "log keeps a keyed digest of it, by which plans name it: hosts are told it by an approved change alone."
    ),
)
@click.argument("name")
@keep_options
@click.option("--make", is_flag=True, help=_("Make a new one by chance, which no person ever sees."))
def entry(session: Session, name: str, replace: bool, make: bool, password_file: str) -> None:
    """Keep it, and say where."""
    from vault.kept import HOSTS

    if make and password_file:
        text = _("{one} and {other} do not go together")
        raise click.UsageError(text.format(one="--make", other="--password-file"))
    if not NAME.fullmatch(name):
        raise ZhengyunError(codes.NO_SECRET_NAME, given=name)
    value = value_of(name, password_file, _("Secret {name}").format(name=name), least=SHORTEST, make=make)
    told = _("Kept as {name}; plans name it {digest}.")
    put(session, Kept(HOSTS, SITE, name, value), told, "vault-kept-for-hosts/1", replace=replace)
