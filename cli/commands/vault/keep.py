"""`zhengyun vault keep`: give a site's secret to the vault."""

import sys
from pathlib import Path

import click

from cli.codes import NOT_A_FILE
from cli.executing import as_executor
from cli.files import read
from cli.hidden import hidden
from cli.output import emit
from cli.scope import refuse_unknown
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from vault import codes
from zhengyun.entry import Note
from zhengyun.errors import N_, ZhengyunError

LONGEST = 4096


@command(
    "keep",
    help=_(
        "Give the vault what opens a site's cloud, once; by the executor, whose key it takes. The user is one that only changes "
        "act as: each of them replaces its password, and no person knows it any more."
    ),
)
@click.argument("site")
@click.option("--username", required=True, help=_("The user that changes act as."))
@click.option("--project", default="admin", show_default=True, help=_("The project that the user administers."))
@click.option("--domain", default="default", show_default=True, help=_("The identifier of the domain of both."))
@click.option(
    "--password-file",
    metavar="FILE",
    default="",
    help=_("Where the password is read from, - for stdin; else it is asked for."),
)
def entry(session: Session, site: str, username: str, project: str, domain: str, password_file: str) -> None:
    """Keep it, and say where."""
    from vault.entrance import enter, leave
    from vault.storing import keep

    house = House(as_executor(session))
    refuse_unknown(house.estate(), (site,))
    words = {
        "username": username,
        "password": _password(password_file, username),
        "user_domain_id": domain,
        "project_name": project,
        "project_domain_id": domain,
    }
    server = house.vault_server
    entrance = enter(server, house.session.person, house.signer(), house.clock.now())
    try:
        path = keep(server, entrance.token, site, words)
        said = {"site": site, "path": path, "user": username}
        noted = house.book.append(Note("vault.kept", house.session.person, said))
    finally:
        leave(server, entrance.token)
    told = _("Kept at {path}. Take the password out of wherever else it stands.").format(path=path)
    emit(session, "vault-kept/1", {"site": site, "path": path, "entry": noted.number}, lambda: [told])


def _password(file: str, username: str) -> str:
    if file == "-":
        return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    if file:
        return _one_line(Path(file))
    if not (sys.stdin and sys.stdin.isatty()):
        raise ZhengyunError(codes.NO_PASSWORD, user=username)
    prompt = _("Password of {user}").format(user=username)
    return hidden(prompt, confirm=True)


def _one_line(file: Path) -> str:
    try:
        found = read(file, LONGEST).decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ZhengyunError(NOT_A_FILE, file=file, problem=N_("not UTF-8 text")) from error
    # A whole clouds.yaml would be kept as it stands, and open nothing.
    if len(found.splitlines()) > 1:
        raise ZhengyunError(NOT_A_FILE, file=file, problem=N_("a password is one line"))
    return found
